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

import { isKnown, type Padding, type Shape, samePadding, windowExtent } from '../expressions/shape.js';
import type { Layer, Model } from '../graph/graph.js';
import type { Pair } from '../ops/attributes.js';
import type { OpName } from '../ops/index.js';

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
    const own =
      layer.output.length === 3 ? rules[layer.op.name as OpName](shapes, layer.attributes as never) : undefined;
    const sight = own && compose(own, meetAll(inputs.map((input) => input.sight)));
    if (sight) sights.set(layer, sight);
    known.set(layer.name, { shape: layer.output, sight });
  }
  return sights;
}

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

// ---------------------------------------------------------------- what each op sees of its input

/** What a place in an op's output sees of its inputs; undefined where places of the one are none of the other. */
type Rule = (inputs: readonly Shape[], values: Values) => ImageSight | undefined;

interface Values {
  readonly kernel_size: Pair;
  readonly pool_size: Pair;
  readonly strides: Pair;
  readonly padding: Padding;
  readonly dilation_rate?: Pair;
  readonly size: Pair;
  readonly interpolation: 'nearest' | 'bilinear';
  readonly axis: number;
  readonly output_size: Pair;
}

const bothAxes = (sight: (axis: 0 | 1) => Sight): ImageSight => [sight(0), sight(1)];

const pointwise: Rule = () => [unmoved, unmoved];
const placeless: Rule = () => undefined;

const slidingWindow =
  (sizes: 'kernel_size' | 'pool_size'): Rule =>
  ([image], values) =>
    bothAxes((axis) => {
      const stride = values.strides[axis];
      const extent = windowExtent(values[sizes][axis], values.dilation_rate?.[axis] ?? 1);
      const before = values.padding === 'same' ? paddingBefore(image as Shape, axis, extent, stride) : 0;
      return { period: 1, advance: stride, first: [-before], last: [extent - 1 - before] };
    });

/** What `same` pads before the image (https://www.tensorflow.org/api_docs/python/tf/nn); of unknown sizes, those that the stride divides. */
function paddingBefore(image: Shape, axis: 0 | 1, extent: number, stride: number): number {
  const size = image[axis] as Shape[number];
  return Math.floor(samePadding(isKnown(size) ? size : stride, extent, stride) / 2);
}

/** Place o is made of the inputs i with `i * stride <= o + before < i * stride + kernel`. */
const transposedWindow: Rule = (_, { kernel_size, strides, padding }) =>
  bothAxes((axis) => {
    const [kernel, stride] = [kernel_size[axis], strides[axis]];
    const before = padding === 'same' ? Math.floor(Math.max(kernel - stride, 0) / 2) : 0;
    const places = Array.from({ length: stride }, (_, place) => place + before);
    return {
      period: stride,
      advance: 1,
      first: places.map((place) => Math.ceil((place - kernel + 1) / stride)),
      last: places.map((place) => Math.floor(place / stride)),
    };
  });

/** Bilinear blends a place that falls between two inputs, which those that fall on one do not. */
const enlarged: Rule = (_, { size, interpolation }) =>
  bothAxes((axis) => {
    const places = Array.from({ length: size[axis] }, (_, place) => place);
    const isBetween = (place: number) => interpolation === 'bilinear' && place > 0;
    return {
      period: size[axis],
      advance: 1,
      first: places.map(() => 0),
      last: places.map((place) => (isBetween(place) ? 1 : 0)),
    };
  });

const shifted: Rule = (_, { padding }) =>
  bothAxes((axis) => {
    const [[before]] = [(padding as unknown as readonly [Pair, Pair])[axis]];
    return { period: 1, advance: 1, first: [-before], last: [-before] };
  });

/** The one place that is left sees all. */
const wholeImage: Rule = ([image]) => {
  const [height, width] = image as Shape;
  if (!isKnown(height ?? 0) || !isKnown(width ?? 0)) return undefined;
  return bothAxes((axis) => ({ period: 1, advance: 1, first: [0], last: [((image as Shape)[axis] as number) - 1] }));
};

/** So many windows as cover a side whose size is known. */
const adaptiveWindow: Rule = ([image], { output_size }) => {
  const [height, width] = image as Shape;
  if (!isKnown(height ?? 0) || !isKnown(width ?? 0)) return undefined;
  return bothAxes((axis) => {
    const [advance, period] = [(image as Shape)[axis] as number, output_size[axis]];
    const places = Array.from({ length: period }, (_, place) => place);
    return {
      period,
      advance,
      first: places.map((place) => Math.floor((place * advance) / period)),
      last: places.map((place) => Math.ceil(((place + 1) * advance) / period) - 1),
    };
  });
};

/** A gate of 1x1 is seen by every place. */
const sameSizes: Rule = (inputs) => {
  const [first, ...others] = inputs.map((shape) => shape.slice(0, 2).join('x'));
  return others.every((other) => other === first) ? [unmoved, unmoved] : undefined;
};

const rules: Readonly<Record<OpName, Rule>> = {
  conv2d: slidingWindow('kernel_size'),
  depthwise_conv2d: slidingWindow('kernel_size'),
  separable_conv2d: slidingWindow('kernel_size'),
  conv2d_transpose: transposedWindow,
  dense: pointwise,
  max_pool2d: slidingWindow('pool_size'),
  avg_pool2d: slidingWindow('pool_size'),
  global_max_pool2d: wholeImage,
  global_avg_pool2d: wholeImage,
  adaptive_avg_pool2d: adaptiveWindow,
  batch_norm: pointwise,
  layer_norm: pointwise,
  layer_scale: pointwise,
  rescaling: pointwise,
  activation: pointwise,
  dropout: pointwise,
  concat: ([image], { axis }) => (axis === -1 || axis === (image as Shape).length ? [unmoved, unmoved] : undefined),
  add: pointwise,
  multiply: sameSizes,
  flatten: placeless,
  reshape: placeless,
  squeeze: placeless,
  zero_pad2d: shifted,
  up_sampling2d: enlarged,
};
