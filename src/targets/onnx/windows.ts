/** Windows over an image: padding and pools. */

import { reached } from '../../engines/gaps.js';
import { isKnown, type Shape, samePadding, windowExtent } from '../../expressions/shape.js';
import type { LayerOf } from '../../graph/layer-of.js';
import type { Pair } from '../../ops/attributes.js';
import type { Movement, WindowValues } from '../../ops/windows.js';
import { itemAt } from '../../text/lookup.js';
import type { GraphBuilder, GraphValue } from './graph.js';
import type { AttributeValue } from './proto.js';

/**
 * The padding of a window: for each axis what comes before the image, then what comes after it; TensorFlow gives the
 * larger half to the end. If it depends on an unknown size, the engine computes it.
 */
export function paddingOf(
  shape: Shape,
  kernel: readonly number[],
  window: Omit<Movement, 'padding'> & { readonly padding: Movement['padding'] | 'causal' },
): Readonly<Record<string, AttributeValue>> {
  if (window.padding === 'valid') return {};
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

/** Adds a pool to a graph. */
export function poolOf(
  opType: 'MaxPool' | 'AveragePool',
  image: GraphValue,
  layer: LayerOf<'max_pool2d' | 'avg_pool2d'>,
  graph: GraphBuilder,
  attributes: Readonly<Record<string, AttributeValue>> = {},
): GraphValue {
  const { pool_size, ...window } = layer.attributes;
  const whole = graph.inLayout(image, 'first');
  const given = crop(whole, pool_size, window, graph);
  // ONNX Runtime takes zeros before a pool for the pool's own padding, which counts differently, unless they have a
  // name.
  const padding =
    graph.makerOf(given) === 'Pad'
      ? { auto_pad: window.padding === 'valid' ? 'VALID' : 'SAME_UPPER' }
      : paddingOf(given.shape, pool_size, window);
  const all = { kernel_shape: pool_size, strides: window.strides, ...padding, ...attributes };
  return { name: graph.node(opType, [given.name], all), shape: layer.output, layout: 'first' };
}

/**
 * Crops the rows and columns after the last window, which strides larger than the kernel can leave with `same` padding.
 * ONNX Runtime then computes a negative padding: it refuses such a pool, and convolves wrongly.
 */
export function crop(
  image: GraphValue,
  kernel: Pair,
  { strides, padding }: WindowValues,
  graph: GraphBuilder,
): GraphValue {
  if (padding === 'valid') return image;
  const sides = ([0, 1] as const).map((axis) => {
    const size = itemAt(image.shape, axis);
    // An axis without gaps is covered by a window of 1 with stride 1.
    const [length, stride] = strides[axis] > kernel[axis] ? [kernel[axis], strides[axis]] : [1, 1];
    const left = isKnown(size) ? reached(size, length, stride) : size;
    return { size: left, length, stride, isWhole: stride === 1 || (isKnown(left) && left === size) };
  });
  if (sides.every(({ isWhole }) => isWhole)) return image;
  const stride = graph.integers(
    'strides',
    sides.map((side) => side.stride),
  );
  const length = graph.integers(
    'window',
    sides.map((side) => side.length),
  );
  const sizes = graph.node('Shape', [image.name], { start: 2, end: 4 });
  const moves = graph.node('Div', [graph.node('Sub', [sizes, graph.integers('last', [1])]), stride]);
  const ends = graph.node('Add', [graph.node('Mul', [moves, stride]), length]);
  const whole = [graph.integers('starts', [0, 0]), ends, graph.integers('axes', [2, 3])];
  const shape = [...sides.map(({ size }) => size), ...image.shape.slice(2)];
  return { ...image, name: graph.node('Slice', [image.name, ...whole]), shape };
}
