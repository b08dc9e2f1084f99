/**
 * What a place in a layer's output sees of the network's input, if both are images or volumes: along each axis.
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
import { isMargins } from '../ops/padding.js';
import { byPort } from '../ops/ports.js';
import { floats, type TensorType } from '../ops/types.js';
import type { Window } from '../ops/windows.js';
import { itemAt } from '../text/lookup.js';

/**
 * Along one axis, the inputs that each place sees. It is periodic: `period` places on, it is the same, shifted by
 * `advance` inputs. `first` and `last` are those of places 0 up to the period. Places that a transposed convolution
 * leaves empty, because its strides are larger than its kernel or it is dilated, have the input after them as their first
 * and the one before as their last.
 */
export interface Sight {
  readonly period: number;
  readonly advance: number;
  readonly first: readonly number[];
  readonly last: readonly number[];
}

/** The sights along all axes but that of the channels: the rows and columns of an image. */
export type Sights = readonly Sight[];

/** Whether places of a tensor have a position: on an image, or in a volume. */
const hasPlaces = ({ length }: Shape): boolean => length === 3 || length === 4;

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
 * The sights of a model's layers. A layer has none if its output is no image or volume, if its places have no position on the
 * input any more (after a reshape, or a gate that every place sees), or if paths with different strides meet.
 */
export function findSights({ graph, layers }: Model): ReadonlyMap<Layer, Sights> {
  const known = new Map<string, { readonly shape: Shape; readonly sight: Sights | undefined }>();
  for (const { name, shape } of graph.inputs)
    known.set(name, { shape, sight: hasPlaces(shape) ? shape.slice(1).map(() => unmoved) : undefined });
  const sights = new Map<Layer, Sights>();
  for (const layer of layers) {
    const inputs = layer.inputs.flatMap((name) => known.get(name) ?? []);
    const shapes = inputs.map(({ shape }) => shape);
    const own = hasPlaces(layer.output) ? sightsOf(windowOf(layer, shapes.map(floats)), shapes[0] ?? []) : undefined;
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
const compose = (own: Sights, before: Sights | undefined): Sights | undefined =>
  before && eachAxis(own, before, through);

/** Combines sights along each axis; undefined if there is none along one of them. */
function eachAxis(
  sights: Sights,
  others: Sights,
  combine: (one: Sight, other: Sight) => Sight | undefined,
): Sights | undefined {
  if (sights.length !== others.length) return undefined;
  const combined = sights.flatMap((sight, axis) => combine(sight, itemAt(others, axis)) ?? []);
  return combined.length === sights.length ? combined : undefined;
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
const meetAll = ([first, ...others]: readonly (Sights | undefined)[]): Sights | undefined =>
  others.reduce((one, other) => one && other && eachAxis(one, other, meet), first);

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

const places = (count: number): readonly number[] => Array.from({ length: count }, (_, place) => place);

/**
 * The sights of a layer's output on its input, by the input's sizes; undefined if places of the output are none of the
 * input.
 */
function sightsOf(window: Window, input: Shape): Sights | undefined {
  const sizes = input.slice(0, -1);
  switch (window.kind) {
    case 'same':
      return sizes.map(() => unmoved);
    case 'sliding':
      return sizes.map((size, axis) => sliding(window, axis, size));
    case 'transposed':
      return sizes.map((_, axis) => transposed(window, axis));
    case 'enlarged':
      return window.factors.map((factor) => enlarged(factor, window.isBlended));
    case 'shifted':
      return window.by.map((by) => ({ period: 1, advance: 1, first: [-by], last: [-by] }));
    case 'whole':
      return sizes.every(isKnown)
        ? sizes.map((size) => ({ period: 1, advance: 1, first: [0], last: [size - 1] }))
        : undefined;
    case 'adaptive':
      return sizes.every(isKnown) ? sizes.map((size, axis) => adaptive(size, itemAt(window.output, axis))) : undefined;
    case 'none':
      return undefined;
  }
}

type WindowOf<K extends Window['kind']> = Extract<Window, { readonly kind: K }>;

/**
 * A window with `same` padding before the image (https://www.tensorflow.org/api_docs/python/tf/nn). Unknown sizes count
 * as divisible by the stride.
 */
function sliding({ kernel, strides, padding, dilation_rate }: WindowOf<'sliding'>, axis: number, size: Dim): Sight {
  const stride = itemAt(strides, axis);
  const extent = windowExtent(itemAt(kernel, axis), dilation_rate?.[axis] ?? 1);
  const total = padding === 'same' ? samePadding(isKnown(size) ? size : stride, extent, stride) : 0;
  const before = isMargins(padding) ? itemAt(padding, axis)[0] : Math.floor(total / 2);
  return { period: 1, advance: stride, first: [-before], last: [extent - 1 - before] };
}

/** Place o is computed from the inputs i with `i * stride + tap * dilation = o + before` for a tap of the kernel. */
function transposed({ kernel, strides, dilation, before }: WindowOf<'transposed'>, axis: number): Sight {
  const [stride, apart] = [itemAt(strides, axis), itemAt(dilation, axis)];
  const seen = places(stride).map((place) => {
    const reached = place + itemAt(before, axis);
    const inputs = places(itemAt(kernel, axis)).map((tap) => (reached - tap * apart) / stride);
    const whole = inputs.filter(Number.isInteger);
    const previous = Math.floor(reached / stride);
    return whole.length > 0 ? [Math.min(...whole), Math.max(...whole)] : [previous + 1, previous];
  });
  return {
    period: stride,
    advance: 1,
    first: seen.map(([first = 0]) => first),
    last: seen.map(([, last = 0]) => last),
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
