/** Windows over a sequence, an image or a volume: padding and pools. */

import { reached } from '../../engines/gaps.js';
import { isKnown, type Shape, samePadding, windowExtent } from '../../expressions/shape.js';
import type { LayerOf } from '../../graph/layer-of.js';
import { isMargins } from '../../ops/padding.js';
import { type PoolName, poolPadding } from '../../ops/pool.js';
import { along } from '../../ops/spatial.js';
import type { Movement } from '../../ops/windows.js';
import { itemAt } from '../../text/lookup.js';
import type { GraphBuilder, GraphValue } from './graph.js';
import type { AttributeValue } from './proto.js';

/** The movement of a window, which may be causal. */
export interface WindowMovement extends Omit<Movement, 'padding'> {
  readonly padding: Movement['padding'] | 'causal';
}

/**
 * The padding of a window: for each axis what comes before the input, then what comes after it; TensorFlow gives the
 * larger half to the end. If it depends on an unknown size, the engine computes it.
 */
export function paddingOf(
  shape: Shape,
  kernel: readonly number[],
  window: WindowMovement,
): Readonly<Record<string, AttributeValue>> {
  if (window.padding === 'valid') return {};
  const { padding } = window;
  if (isMargins(padding)) return { pads: [0, 1].flatMap((end) => padding.map((ends) => ends[end] ?? 0)) };
  if (window.padding === 'causal') {
    const extents = kernel.map((size, axis) => windowExtent(size, window.dilation_rate?.[axis] ?? 1));
    return { pads: [...extents.map((extent) => extent - 1), ...extents.map(() => 0)] };
  }
  const totals = kernel.map((size, axis) => {
    const stride = itemAt(window.strides, axis);
    const extent = windowExtent(size, window.dilation_rate?.[axis] ?? 1);
    const input = itemAt(shape, axis);
    if (stride === 1) return extent - 1;
    return isKnown(input) ? samePadding(input, extent, stride) : undefined;
  });
  const known = totals.filter((total) => total !== undefined);
  if (known.length < totals.length) return { auto_pad: 'SAME_UPPER' };
  return { pads: [...known.map((total) => Math.floor(total / 2)), ...known.map((total) => Math.ceil(total / 2))] };
}

/** Adds a pool to a graph; undefined if ONNX has none with such a padding. */
export function poolOf(
  opType: 'MaxPool' | 'AveragePool',
  input: GraphValue,
  layer: LayerOf<PoolName>,
  graph: GraphBuilder,
  attributes: Readonly<Record<string, AttributeValue>> = {},
): GraphValue | undefined {
  const pads = poolPadding(layer.attributes);
  const [sizes, strides] = [along(layer.attributes.pool_size), along(layer.attributes.strides)];
  const window = { strides, padding: pads };
  const given = crop(graph.inLayout(input, 'first'), sizes, window, graph);
  const { count_padding, rounding } = { count_padding: false, ...layer.attributes };
  const isOfPad = graph.makerOf(given) === 'Pad';
  if (isMargins(pads) && (isOfPad || (count_padding && rounding === 'up'))) return undefined;
  // ONNX Runtime takes zeros before a pool for the pool's own padding, which counts differently, unless they have a
  // name.
  const padding = isOfPad
    ? { auto_pad: pads === 'valid' ? 'VALID' : 'SAME_UPPER' }
    : paddingOf(given.shape, sizes, window);
  const all = { kernel_shape: sizes, strides, ...padding, ...attributes };
  return { name: graph.node(opType, [given.name], all), shape: layer.output, layout: 'first' };
}

/**
 * Crops what is after the last window, such as rows and columns, which strides larger than the kernel can leave with
 * `same` padding. ONNX Runtime then computes a negative padding: it refuses such a pool, and convolves wrongly.
 */
export function crop(
  input: GraphValue,
  kernel: readonly number[],
  { strides, padding }: WindowMovement,
  graph: GraphBuilder,
): GraphValue {
  if (padding !== 'same') return input;
  const sides = kernel.map((own, axis) => {
    const size = itemAt(input.shape, axis);
    const step = itemAt(strides, axis);
    // An axis without gaps is covered by a window of 1 with stride 1.
    const [length, stride] = step > own ? [own, step] : [1, 1];
    const left = isKnown(size) ? reached(size, length, stride) : size;
    return { size: left, length, stride, isWhole: stride === 1 || (isKnown(left) && left === size) };
  });
  if (sides.every(({ isWhole }) => isWhole)) return input;
  const stride = graph.integers(
    'strides',
    sides.map((side) => side.stride),
  );
  const length = graph.integers(
    'window',
    sides.map((side) => side.length),
  );
  const sizes = graph.node('Shape', [input.name], { start: 2, end: 2 + sides.length });
  const moves = graph.node('Div', [graph.node('Sub', [sizes, graph.integers('last', [1])]), stride]);
  const ends = graph.node('Add', [graph.node('Mul', [moves, stride]), length]);
  const [starts, axes] = [sides.map(() => 0), sides.map((_, axis) => 2 + axis)];
  const whole = [graph.integers('starts', starts), ends, graph.integers('axes', axes)];
  const shape = [...sides.map(({ size }) => size), ...input.shape.slice(-1)];
  return { ...input, name: graph.node('Slice', [input.name, ...whole]), shape };
}
