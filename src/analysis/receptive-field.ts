/**
 * Which rows and columns of the network's input a place in a layer's output sees.
 *
 * Araujo, Norris and Sim ("Computing Receptive Fields of Convolutional Neural Networks", Distill 2019,
 * https://distill.pub/2019/computing-receptive-fields/) follow the first and the last input that a place sees through
 * the layers: a window of k that moves by s from p before the image turns a place o into `o * s - p` to
 * `o * s - p + k - 1`, where paths meet, the least first and the greatest last count, and the number of inputs from
 * first to last is the receptive field. Here first and last are kept as functions of the place, so that layers that
 * make an image larger, and see now more and now less, come out exactly too. What padding adds counts as seen, as it
 * does in the literature: a receptive field may be larger than the image.
 */

import { type Dim, isKnown, type Shape, samePadding, windowExtent } from '../expressions/shape.js';
import type { Layer, Model } from '../graph/graph.js';
import { byPort } from '../ops/ports.js';
import { floats, type TensorType } from '../ops/types.js';
import type { Window } from '../ops/windows.js';

/**
 * Along one axis, the inputs that each place sees. It repeats itself: `period` places on, it is the same `advance`
 * inputs on. `first` and `last` are those of the places from 0 up to the period. Places that a transposed convolution
 * leaves empty, since its strides are larger than its kernel, have the first of the next and the last of the one before.
 */
export interface Sight {
  readonly period: number;
  readonly advance: number;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

/** The sight of an image's rows and of its columns. */
export type ImageSight = readonly [rows: Sight, columns: Sight];

/** The most inputs that any place sees. */
export function receptiveField({ first, last }: Sight): number {
  return last.reduce((most, end, place) => Math.max(most, end - (first[place] as number) + 1), 0);
}

/** How many inputs the sight moves on from a place to the next; a fraction where the image was made larger. */
export const effectiveStride = ({ period, advance }: Sight): number => advance / period;

/** The inputs that one place sees, in order: those before 0 and beyond the image are padding. */
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
 * The sights of a model's layers. One has none where its output is no image, where it has no places on the input any
 * more (behind a reshape, or a gate that every place sees), and where paths meet that move at different paces.
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
    known.set(layer.name, { shape: layer.output, sight });
  }
  return sights;
}

const windowOf = ({ op, attributes }: Layer, inputs: readonly TensorType[]): Window =>
  op.window?.(attributes, byPort(op.inputs, inputs)) ?? { kind: 'same' };

// ---------------------------------------------------------------- how sights go together

const unmoved: Sight = { period: 1, advance: 1, first: [0], last: [0] };

/** After so many places without a repetition the image is too large for its sight to be of use. */
const longestPeriod = 4096;

/** What is seen through one layer of what is seen through those before it. */
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

/** What is seen where paths meet; nothing that can be told where one of them has no sight. */
function meetAll(sights: readonly (ImageSight | undefined)[]): ImageSight | undefined {
  return sights.reduce((one, other) => {
    if (!one || !other) return undefined;
    const [rows, columns] = one.map((sight, axis) => meet(sight, other[axis] as Sight));
    return rows && columns && [rows, columns];
  });
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

// ---------------------------------------------------------------- what a window sees

const bothAxes = (sight: (axis: 0 | 1) => Sight): ImageSight => [sight(0), sight(1)];

const places = (count: number): readonly number[] => Array.from({ length: count }, (_, place) => place);

/** What a place in a layer's output sees of an input of a size; undefined where places of the one are none of the other. */
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

/** What `same` pads before the image (https://www.tensorflow.org/api_docs/python/tf/nn); of unknown sizes, those that the stride divides. */
function sliding({ kernel, strides, padding, dilation_rate }: WindowOf<'sliding'>, axis: 0 | 1, size: Dim): Sight {
  const stride = strides[axis];
  const extent = windowExtent(kernel[axis], dilation_rate?.[axis] ?? 1);
  const total = padding === 'same' ? samePadding(isKnown(size) ? size : stride, extent, stride) : 0;
  const before = Math.floor(total / 2);
  return { period: 1, advance: stride, first: [-before], last: [extent - 1 - before] };
}

/** Place o is made of the inputs i with `i * stride <= o + before < i * stride + kernel`. */
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

/** Bilinear blends a place that falls between two inputs, which those that fall on one do not. */
function enlarged(factor: number, isBlended: boolean): Sight {
  return {
    period: factor,
    advance: 1,
    first: places(factor).map(() => 0),
    last: places(factor).map((place) => (isBlended && place > 0 ? 1 : 0)),
  };
}

/** So many windows as cover a side whose size is known. */
function adaptive(size: number, count: number): Sight {
  return {
    period: count,
    advance: size,
    first: places(count).map((place) => Math.floor((place * size) / count)),
    last: places(count).map((place) => Math.ceil(((place + 1) * size) / count) - 1),
  };
}
