/** Operations with windows: convolutions and pools. */

import { add } from '../../expressions/shape.js';
import type { Pair } from '../../ops/attributes.js';
import { isMargins, type Margins } from '../../ops/padding.js';
import { array, call, type Doc } from '../code/layout.js';
import { quote } from '../code/lexical.js';
import { fusedThen } from './activations.js';
import { type Operation, only, type RuntimeFunctionName } from './operation.js';
import type { Pool, StepOf } from './plan.js';

type ConvolutionStep = StepOf<'conv2d' | 'depthwise_conv2d' | 'separable_conv2d'>;

/** Strides and padding as arguments. */
export function windowArguments(step: ConvolutionStep): readonly Doc[] {
  const { strides, padding } = step.layer.attributes;
  return [pairCode(strides), step.margins ? marginsCode(step.margins) : quote(isMargins(padding) ? 'valid' : padding)];
}

/** The padded input of a depthwise convolution, of which TensorFlow.js has no such padding, and the operation that pads. */
export function paddedFirst(step: ConvolutionStep): { readonly x: string; readonly before: readonly Operation[] } {
  const [x = ''] = step.inputs;
  const { padding } = step.layer.attributes;
  if (!isMargins(padding)) return { x, before: [] };
  const name = `${step.name}/Padded`;
  const shape = (step.shapes[0] ?? []).map((size, axis) => (padding[axis] ?? []).reduce(add, size));
  return {
    x: name,
    before: [{ ...only(step), name, shape, code: ([input = '']) => call('tf.pad', [input, marginsCode(padding)]) }],
  };
}

export const convolutionOf = ({ layer }: StepOf<'conv2d'>) =>
  layer.attributes.groups === 1 ? 'conv2d' : 'groupedConv2d';

/** A convolution with its bias and activation. The dilation of a depthwise convolution is in its kernel. */
export function fusedWindow(callee: RuntimeFunctionName, step: ConvolutionStep): readonly Operation[] {
  const { dilation_rate } = step.layer.attributes;
  const isDilated = Math.max(...dilation_rate) > 1 && callee !== 'depthwiseConv2d';
  const dilation = isDilated ? [pairCode(dilation_rate)] : [];
  const { x: input, before } = step.margins ? { x: step.inputs[0] ?? '', before: [] } : paddedFirst(step);
  const convolved = fusedThen(step, input, (x, w, more) => {
    const activation = dilation.length > 0 && more.length === 0 ? ["'linear'"] : more;
    return call(callee, [x, w, ...windowArguments(step), ...activation, ...dilation]);
  });
  return [...before, ...convolved];
}

/** A convolution and a pool, then bias and activation. */
export function pooledConvolution(step: StepOf<'conv2d'>, pool: Pool): readonly Operation[] {
  // If the pool is the last layer, its input is the output of the layer before.
  const isLast = pool === step.layers.at(-1);
  const between = (isLast ? step.layers.at(-2)?.output : undefined) ?? step.output;
  const pooling: Doc = ['(y) => ', poolCode('y', pool)];
  return fusedThen(
    step,
    step.inputs[0] ?? '',
    (x, w, more) => call('pooledConv2d', [x, w, ...windowArguments(step), pooling, ...more]),
    between,
  );
}

/** The code of a pool without padding in numbers. */
export function poolCode(x: string, layer: Pool): Doc {
  const { pool_size, strides, padding } = layer.attributes;
  const callee = layer.op.name === 'max_pool2d' ? 'tf.maxPool' : 'tf.avgPool';
  return call(callee, [x, pairCode(pool_size), pairCode(strides), quote(String(padding))]);
}

export function globalPool(
  callee: string,
  step: StepOf<'global_max_pool2d' | 'global_avg_pool2d'>,
): readonly Operation[] {
  const keeps = step.layer.attributes.keepdims ? ['true'] : [];
  return [{ ...only(step), isUntyped: true, code: ([x = '']) => call(callee, [x, '[1, 2]', ...keeps]) }];
}

/** How far a transposed convolution reaches beyond its strides. */
export function reach({ layer }: StepOf<'conv2d_transpose'>, axis: 0 | 1): number {
  const { kernel_size, strides, padding } = layer.attributes;
  return padding === 'same' ? 0 : Math.max(kernel_size[axis] - strides[axis], 0);
}

/** `2`, or `[1, 7]`. */
export const pairCode = ([height, width]: Pair): Doc =>
  height === width ? String(height) : array([String(height), String(width)]);

/** `margins(1, 1, 0, 2)`: above, below, left, right. */
export const marginsCode = (margins: Margins): Doc => call('margins', margins.flat().map(String));
