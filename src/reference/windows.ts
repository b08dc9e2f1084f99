/** The pixels that a window sees at one place of the output. */
import type { DilatedWindow, TransposedWindow } from '../algebra/algebra.js';
import { samePadding, windowExtent } from '../expressions/shape.js';
import { placeOf } from './lazy.js';

/** A position in a window and the pixel there, as flat indices. Padding is left out. */
export interface Tap {
  readonly at: number;
  readonly pixel: number;
}

/** Combines the taps of all axes. */
function grid(
  ofAxes: readonly (readonly Tap[])[],
  kernel: readonly number[],
  sizes: readonly number[],
): readonly Tap[] {
  return ofAxes.reduce<readonly Tap[]>(
    (taps, along, axis) =>
      taps.flatMap((tap) =>
        along.map(({ at, pixel }) => ({
          at: tap.at * (kernel[axis] ?? 1) + at,
          pixel: tap.pixel * (sizes[axis] ?? 1) + pixel,
        })),
      ),
    [{ at: 0, pixel: 0 }],
  );
}

const positions = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

/** The taps of a window over an image, by the pixel of the output. */
export function tapsOf(
  sizes: readonly number[],
  output: readonly number[],
  kernel: readonly number[],
  { strides, padding }: Pick<DilatedWindow<number>, 'strides' | 'padding'>,
  dilation: readonly number[],
): (pixel: number) => readonly Tap[] {
  const along = (axis: number, place: number): readonly Tap[] => {
    const [size = 1, length = 1, stride = 1, apart = 1] = [sizes, kernel, strides, dilation].map((of) => of[axis]);
    const extent = windowExtent(length, apart);
    const total = padding === 'same' ? samePadding(size, extent, stride) : 0;
    const first = place * stride - (padding === 'causal' ? extent - 1 : Math.floor(total / 2));
    return positions(length)
      .map((at) => ({ at, pixel: first + at * apart }))
      .filter(({ pixel }) => pixel >= 0 && pixel < size);
  };
  return (pixel) =>
    grid(
      placeOf(pixel, output).map((place, axis) => along(axis, place)),
      kernel,
      sizes,
    );
}

/** The taps of a transposed convolution: the pixels whose windows reach a pixel of the output. */
export function tapsInto(
  sizes: readonly number[],
  output: readonly number[],
  kernel: readonly number[],
  { strides, dilation }: TransposedWindow<number>,
): (pixel: number) => readonly Tap[] {
  const along = (axis: number, place: number): readonly Tap[] => {
    const [size = 1, length = 1, stride = 1, apart = 1] = [sizes, kernel, strides, dilation].map((of) => of[axis]);
    return positions(length)
      .map((at) => ({ at, pixel: (place - at * apart) / stride }))
      .filter(({ pixel }) => Number.isInteger(pixel) && pixel >= 0 && pixel < size);
  };
  return (pixel) =>
    grid(
      placeOf(pixel, output).map((place, axis) => along(axis, place)),
      kernel,
      sizes,
    );
}
