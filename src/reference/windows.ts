/** What moves a window over an image: convolutions and pools, at one place of their output. */
import { type Padding, samePadding, windowExtent } from '../expressions/shape.js';
import { computed, type Gather, Products, type Source } from './source.js';

type Pair = readonly [number, number];

export interface Window {
  readonly strides: Pair;
  readonly padding: Padding;
  readonly dilation_rate?: Pair;
}

/** A position inside a window, and the index of the pixel there; what lies in the padding is left out. */
interface Tap {
  /** Row-major in the window. */
  readonly at: number;
  /** Row-major in the image. */
  readonly pixel: number;
}

/** The taps of a window at a row and a column of the output. */
function tapsOf([height, width]: readonly number[], kernel: Pair, window: Window, place: Pair): readonly Tap[] {
  const along = (axis: 0 | 1, size: number) => {
    const [stride, dilation] = [window.strides[axis], window.dilation_rate?.[axis] ?? 1];
    const total = window.padding === 'same' ? samePadding(size, windowExtent(kernel[axis], dilation), stride) : 0;
    const first = place[axis] * stride - Math.floor(total / 2);
    const positions = Array.from({ length: kernel[axis] }, (_, at) => ({ at, pixel: first + at * dilation }));
    return positions.filter(({ pixel }) => pixel >= 0 && pixel < size);
  };
  return grid(along(0, height as number), along(1, width as number), kernel[1], width as number);
}

/** The taps of a transposed convolution: the pixels whose window reaches the place. */
function tapsInto(
  [height, width]: readonly number[],
  output: readonly number[],
  kernel: Pair,
  window: Window,
  place: Pair,
): readonly Tap[] {
  const along = (axis: 0 | 1, size: number) => {
    const stride = window.strides[axis];
    // It is the gradient of a convolution from its output to its input, and padded as that is.
    const total = window.padding === 'same' ? samePadding(output[axis] as number, kernel[axis], stride) : 0;
    const positions = Array.from({ length: kernel[axis] }, (_, at) => ({
      at,
      pixel: (place[axis] + Math.floor(total / 2) - at) / stride,
    }));
    return positions.filter(({ pixel }) => Number.isInteger(pixel) && pixel >= 0 && pixel < size);
  };
  return grid(along(0, height as number), along(1, width as number), kernel[1], width as number);
}

const grid = (rows: readonly Tap[], columns: readonly Tap[], kernelWidth: number, width: number): readonly Tap[] =>
  rows.flatMap((row) =>
    columns.map((column) => ({ at: row.at * kernelWidth + column.at, pixel: row.pixel * width + column.pixel })),
  );

/** Row, column and channel of an index into an image. */
function imagePlace(index: number, [, width = 1, channels = 1]: readonly number[]): readonly [Pair, number] {
  const pixel = Math.floor(index / channels);
  return [[Math.floor(pixel / width), pixel % width], index % channels];
}

export interface Convolution extends Window {
  readonly kernel_size: Pair;
}

type Vector = ArrayLike<number> | undefined;

/** Convolution in groups. The kernel is height, width, in / groups, out. */
export function conv2d(
  image: Source,
  kernel: ArrayLike<number>,
  bias: Vector,
  { kernel_size, groups, ...window }: Convolution & { readonly groups: number },
  output: readonly number[],
): Source {
  const channels = image.shape[2] as number;
  const filters = output[2] as number;
  const depth = channels / groups;
  return computed(output, (index) => {
    const [place, filter] = imagePlace(index, output);
    const first = Math.floor(filter / (filters / groups)) * depth;
    const sum = new Products(bias?.[filter]);
    for (const { at, pixel } of tapsOf(image.shape, kernel_size, window, place)) {
      for (let channel = 0; channel < depth; channel += 1) {
        const factor = kernel[(at * depth + channel) * filters + filter] as number;
        sum.add(factor, image, pixel * channels + first + channel);
      }
    }
    return sum.element;
  });
}

/** Convolution of each channel by itself. The kernel is height, width, channels, multiplier. */
export function depthwiseConv2d(
  image: Source,
  kernel: ArrayLike<number>,
  bias: Vector,
  { kernel_size, depth_multiplier, ...window }: Convolution & { readonly depth_multiplier: number },
  [height, width]: readonly number[],
): Source {
  const channels = image.shape[2] as number;
  const filters = channels * depth_multiplier;
  const output = [height as number, width as number, filters];
  return computed(output, (index) => {
    const [place, filter] = imagePlace(index, output);
    const sum = new Products(bias?.[filter]);
    for (const { at, pixel } of tapsOf(image.shape, kernel_size, window, place)) {
      sum.add(kernel[at * filters + filter] as number, image, pixel * channels + Math.floor(filter / depth_multiplier));
    }
    return sum.element;
  });
}

/** Transposed convolution. The kernel is height, width, out, in. */
export function conv2dTranspose(
  image: Source,
  kernel: ArrayLike<number>,
  bias: Vector,
  { kernel_size, ...window }: Convolution,
  output: readonly number[],
): Source {
  const channels = image.shape[2] as number;
  const filters = output[2] as number;
  return computed(output, (index) => {
    const [place, filter] = imagePlace(index, output);
    const sum = new Products(bias?.[filter]);
    for (const { at, pixel } of tapsInto(image.shape, output, kernel_size, window, place)) {
      for (let channel = 0; channel < channels; channel += 1) {
        const factor = kernel[(at * filters + filter) * channels + channel] as number;
        sum.add(factor, image, pixel * channels + channel);
      }
    }
    return sum.element;
  });
}

/** A pool; what lies in the padding does not count. */
export function pool2d(
  gather: Gather,
  image: Source,
  { pool_size, ...window }: Window & { readonly pool_size: Pair },
  output: readonly number[],
): Source {
  const channels = image.shape[2] as number;
  return computed(output, (index) => {
    const [place, channel] = imagePlace(index, output);
    const taps = tapsOf(image.shape, pool_size, window, place);
    return gather(taps.map(({ pixel }) => image.at(pixel * channels + channel)));
  });
}

/** A pool of so many windows that together cover the image: window i of m from floor(i * n / m) to ceil((i + 1) * n / m). */
export function adaptivePool2d(gather: Gather, image: Source, [rows, columns]: Pair): Source {
  const [height = 1, width = 1, channels = 1] = image.shape;
  const output = [rows, columns, channels];
  const range = (at: number, count: number, size: number) => {
    const first = Math.floor((at * size) / count);
    return Array.from({ length: Math.ceil(((at + 1) * size) / count) - first }, (_, offset) => first + offset);
  };
  return computed(output, (index) => {
    const [[row, column], channel] = imagePlace(index, output);
    const pixels = range(row, rows, height).flatMap((y) => range(column, columns, width).map((x) => y * width + x));
    return gather(pixels.map((pixel) => image.at(pixel * channels + channel)));
  });
}
