/**
 * The rows and columns of the network's input that a place in a layer's output sees.
 *
 * Araujo, Norris and Sim ("Computing Receptive Fields of Convolutional Neural Networks", Distill 2019,
 * https://distill.pub/2019/computing-receptive-fields/) follow the first and the last input that a place sees through
 * the layers. A window of k with stride s and p of padding before the image maps a place o to `o * s - p` to `o * s - p
 * + k - 1`. Where paths meet, the smallest first and the largest last count, and the receptive field is the number of
 * inputs from first to last. Here first and last are functions of the place, so that layers that enlarge an image are
 * exact as well. As in the literature, padding counts as seen, so a receptive field may be larger than the image.
 */

import { type Dim, isKnown, type Shape, samePadding, windowExtent } from '../expressions/shape.js';
import type { Layer, Model } from '../graph/graph.js';
import { valuesOf } from '../graph/values.js';
import { byPort } from '../ops/ports.js';
import { floats, type TensorType } from '../ops/types.js';
import type { Window } from '../ops/windows.js';

/**
 * Along one axis, the inputs that each place sees. It is periodic: `period` places on, it is the same, shifted by
 * `advance` inputs. `first` and `last` are those of places 0 up to the period. Places that a transposed convolution
 * leaves empty, because its strides are larger than its kernel, have the first of the next place and the last of the
 * one before.
 */
export interface Sight {
  readonly period: number;
  readonly advance: number;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

/** The sights of an image's rows and columns. */
export type ImageSight = readonly [rows: Sight, columns: Sight];

/** The maximum number of inputs that a place sees. */
export function receptiveField({ first, last }: Sight): number {
  return last.reduce((most, end, place) => Math.max(most, end - (first[place] as number) + 1), 0);
}

/** The number of inputs from one place to the next; a fraction if the image was enlarged. */
export const effectiveStride = ({ period, advance }: Sight): number => advance / period;

/** The inputs that one place sees, in order. Those before 0 and beyond the image are padding. */
export function seenFrom(
  { period, advance, first, last }: Sight,
  place: number,
): readonly [first: number, last: number] {
  const turns = Math.floor(place / period);
  const phase = place - turns * period;
  const shift = turns * advance;
  return [(first[phase] as number) + shift, (last[phase] as number) + shift];
}

/**
 * The sights of a model's layers. A layer has none if its output is no image, if its places have no position on the
 * input any more (after a reshape, or a gate that every place sees), or if paths with different strides meet.
 */
export function findSights({ graph, layers }: Model): ReadonlyMap<Layer, ImageSight> {
  const known = new Map<string, { readonly shape: Shape; readonly sight: ImageSight | undefined }>();
  for (const { name, shape } of graph.inputs)
    known.set(name, { shape, sight: shape.length === 3 ? [unmoved, unmoved] : undefined });
  const sights = new Map<Layer, ImageSight>();
  for (const layer of layers) {
    const inputs = layer.inputs.flatMap((name) => known.get(name) ?? []);
    const shapes = inputs.map(({ shape }) => shape);
    const own = layer.output.length === 3 ? sightOf(windowOf(layer, shapes.map(floats)), shapes[0] ?? []) : undefined;
    const sight = own && compose(own, meetAll(inputs.map((input) => input.sight)));
    if (sight) sights.set(layer, sight);
    for (const { name, type } of valuesOf(layer)) known.set(name, { shape: type.shape, sight });
  }
  return sights;
}

const windowOf = ({ op, attributes }: Layer, inputs: readonly TensorType[]): Window =>
  op.window?.(attributes, byPort(op.inputs, inputs, attributes)) ?? { kind: 'same' };

// ---------------------------------------------------------------- combining sights

const unmoved: Sight = { period: 1, advance: 1, first: [0], last: [0] };

/** A sight with a longer period is of no use. */
const longestPeriod = 4096;

/** The sight through one layer, after the layers before it. */
function compose(own: ImageSight, before: ImageSight | undefined): ImageSight | undefined {
  const [rows, columns] = own.map((sight, axis) => before && through(sight, before[axis] as Sight));
  return rows && columns && [rows, columns];
}

function through(own: Sight, before: Sight): Sight | undefined {
  const turns = before.period / greatestDivisor(own.advance, before.period);
  const advance = ((turns * own.advance) / before.period) * before.advance;
  return tabulate(turns * own.period, advance, (place) => {
    const [start, end] = seenFrom(own, place);
    return [seenFrom(before, start)[0], seenFrom(before, end)[1]];
  });
}

/** The sight where paths meet; undefined if one of them has none. */
function meetAll([first, ...others]: readonly (ImageSight | undefined)[]): ImageSight | undefined {
  return others.reduce((one, other) => {
    if (!one || !other) return undefined;
    const [rows, columns] = one.map((sight, axis) => meet(sight, other[axis] as Sight));
    return rows && columns && [rows, columns];
  }, first);
}

function meet(one: Sight, other: Sight): Sight | undefined {
  if (one.advance * other.period !== other.advance * one.period) return undefined;
  const turns = other.period / greatestDivisor(one.period, other.period);
  return tabulate(turns * one.period, turns * one.advance, (place) => {
    const [[start, end], [otherStart, otherEnd]] = [seenFrom(one, place), seenFrom(other, place)];
    return [Math.min(start, otherStart), Math.max(end, otherEnd)];
  });
}

function tabulate(
  period: number,
  advance: number,
  seen: (place: number) => readonly [number, number],
): Sight | undefined {
  if (period > longestPeriod) return undefined;
  const places = Array.from({ length: period }, (_, place) => seen(place));
  return { period, advance, first: places.map(([start]) => start), last: places.map(([, end]) => end) };
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

// ---------------------------------------------------------------- windows

const bothAxes = (sight: (axis: 0 | 1) => Sight): ImageSight => [sight(0), sight(1)];

const places = (count: number): readonly number[] => Array.from({ length: count }, (_, place) => place);

/**
 * The sight of a layer's output on its input, by the input's size; undefined if places of the output are none of the
 * input.
 */
function sightOf(window: Window, image: Shape): ImageSight | undefined {
  switch (window.kind) {
    case 'same':
      return [unmoved, unmoved];
    case 'sliding':
      return bothAxes((axis) => sliding(window, axis, image[axis] ?? 1));
    case 'transposed':
      return bothAxes((axis) => transposed(window, axis));
    case 'enlarged':
      return bothAxes((axis) => enlarged(window.factors[axis], window.isBlended));
    case 'shifted':
      return bothAxes((axis) => ({ period: 1, advance: 1, first: [-window.by[axis]], last: [-window.by[axis]] }));
    case 'whole':
    case 'adaptive': {
      const [height = 1, width = 1] = image;
      if (!isKnown(height) || !isKnown(width)) return undefined;
      const sizes = [height, width] as const;
      if (window.kind === 'adaptive') return bothAxes((axis) => adaptive(sizes[axis], window.output[axis]));
      return bothAxes((axis) => ({ period: 1, advance: 1, first: [0], last: [sizes[axis] - 1] }));
    }
    case 'none':
      return undefined;
  }
}

type WindowOf<K extends Window['kind']> = Extract<Window, { readonly kind: K }>;

/**
 * A window with `same` padding before the image (https://www.tensorflow.org/api_docs/python/tf/nn). Unknown sizes count
 * as divisible by the stride.
 */
function sliding({ kernel, strides, padding, dilation_rate }: WindowOf<'sliding'>, axis: 0 | 1, size: Dim): Sight {
  const stride = strides[axis];
  const extent = windowExtent(kernel[axis], dilation_rate?.[axis] ?? 1);
  const total = padding === 'same' ? samePadding(isKnown(size) ? size : stride, extent, stride) : 0;
  const before = Math.floor(total / 2);
  return { period: 1, advance: stride, first: [-before], last: [extent - 1 - before] };
}

/** Place o is computed from the inputs i with `i * stride <= o + before < i * stride + kernel`. */
function transposed({ kernel, strides, padding }: WindowOf<'transposed'>, axis: 0 | 1): Sight {
  const [size, stride] = [kernel[axis], strides[axis]];
  const before = padding === 'same' ? Math.floor(Math.max(size - stride, 0) / 2) : 0;
  const shifted = places(stride).map((place) => place + before);
  return {
    period: stride,
    advance: 1,
    first: shifted.map((place) => Math.ceil((place - size + 1) / stride)),
    last: shifted.map((place) => Math.floor(place / stride)),
  };
}

/** Bilinear interpolation blends two inputs at a place between them, and takes one input at a place on it. */
function enlarged(factor: number, isBlended: boolean): Sight {
  return {
    period: factor,
    advance: 1,
    first: places(factor).map(() => 0),
    last: places(factor).map((place) => (isBlended && place > 0 ? 1 : 0)),
  };
}

/** As many windows as `count` cover a side of a known size. */
function adaptive(size: number, count: number): Sight {
  return {
    period: count,
    advance: size,
    first: places(count).map((place) => Math.floor((place * size) / count)),
    last: places(count).map((place) => Math.ceil(((place + 1) * size) / count) - 1),
  };
}
