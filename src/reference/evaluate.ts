/** What each op computes, before its batch norm and its activation. */

import type { Shape } from '../expressions/shape.js';
import type { OpName } from '../ops/index.js';
import { activate } from './activations.js';
import {
  affine,
  batchNorm,
  layerNorm,
  type Normalisation,
  scaleChannels,
  type WeightsByName,
} from './normalisation.js';
import { blendPixels, broadcast, concat, type Margins, padWithZeros, repeatPixels } from './shapes.js';
import { computed, greatest, mean, Products, reshaped, type Source } from './source.js';
import { adaptivePool2d, type Convolution, conv2d, conv2dTranspose, depthwiseConv2d, pool2d } from './windows.js';

/** What an op of the spec is told: inputs, checked attributes, weights by their names below the layer's. */
interface Call {
  readonly inputs: readonly [Source, ...Source[]];
  readonly attributes: Attributes;
  readonly weights: WeightsByName;
  readonly output: readonly number[];
}

/** The attributes of all ops; each reads those that it has. */
interface Attributes extends Convolution {
  readonly groups: number;
  readonly depth_multiplier: number;
  readonly pool_size: readonly [number, number];
  readonly output_size: readonly [number, number];
  readonly size: readonly [number, number];
  readonly interpolation: 'nearest' | 'bilinear';
  readonly epsilon: number;
  readonly scale: number;
  readonly offset: number;
  readonly axis: number;
  readonly activation: string;
}

type Evaluate = (call: Call) => Source;

const kernelOf = ({ weights }: Call, name = 'kernel'): ArrayLike<number> => weights(name) ?? [];

const evaluators: Readonly<Record<OpName, Evaluate>> = {
  conv2d: (call) => conv2d(call.inputs[0], kernelOf(call), call.weights('bias'), call.attributes, call.output),
  depthwise_conv2d: (call) =>
    depthwiseConv2d(
      call.inputs[0],
      kernelOf(call, 'depthwise_kernel'),
      call.weights('bias'),
      call.attributes,
      call.output,
    ),
  separable_conv2d(call) {
    const kernel = kernelOf(call, 'depthwise_kernel');
    const between = depthwiseConv2d(call.inputs[0], kernel, undefined, call.attributes, call.output);
    return matrixProduct(between, kernelOf(call, 'pointwise_kernel'), call.weights('bias'), call.output);
  },
  conv2d_transpose: (call) =>
    conv2dTranspose(call.inputs[0], kernelOf(call), call.weights('bias'), call.attributes, call.output),
  dense: (call) => matrixProduct(call.inputs[0], kernelOf(call), call.weights('bias'), call.output),
  max_pool2d: ({ inputs, attributes, output }) => pool2d(greatest, inputs[0], attributes, output),
  avg_pool2d: ({ inputs, attributes, output }) => pool2d(mean, inputs[0], attributes, output),
  global_max_pool2d: ({ inputs, output }) => reshaped(adaptivePool2d(greatest, inputs[0], [1, 1]), output),
  global_avg_pool2d: ({ inputs, output }) => reshaped(adaptivePool2d(mean, inputs[0], [1, 1]), output),
  adaptive_avg_pool2d: ({ inputs, attributes }) => adaptivePool2d(mean, inputs[0], attributes.output_size),
  batch_norm: ({ inputs, attributes, weights }) => batchNorm(inputs[0], attributes, weights),
  layer_norm: ({ inputs, attributes, weights }) => layerNorm(inputs[0], attributes, weights),
  layer_scale: ({ inputs, weights }) => scaleChannels(inputs[0], weights('gamma') ?? []),
  rescaling: ({ inputs: [input], attributes: { scale, offset } }) =>
    computed(input.shape, (index) => affine(input.at(index), scale, offset)),
  activation: ({ inputs, attributes }) => activate(inputs[0], attributes.activation),
  dropout: ({ inputs }) => inputs[0],
  concat: ({ inputs, attributes, output }) => concat(inputs, attributes.axis, output),
  add: ({ inputs, output }) =>
    computed(output, (index) => {
      const sum = new Products();
      for (const input of inputs) sum.add(1, input, index);
      return sum.element;
    }),
  multiply: ({ inputs, output }) => {
    const indices = inputs.map(({ shape }) => broadcast(shape, output));
    return computed(output, (index) =>
      inputs
        .map((input, which) => input.at((indices[which] as (index: number) => number)(index)))
        .reduce((a, b) => ({ value: a.value * b.value, spread: a.spread * b.spread })),
    );
  },
  flatten: ({ inputs, output }) => reshaped(inputs[0], output),
  reshape: ({ inputs, output }) => reshaped(inputs[0], output),
  squeeze: ({ inputs, output }) => reshaped(inputs[0], output),
  zero_pad2d: ({ inputs, attributes, output }) =>
    padWithZeros(inputs[0], attributes.padding as unknown as Margins, output),
  up_sampling2d: ({ inputs, attributes: { size, interpolation }, output }) =>
    (interpolation === 'nearest' ? repeatPixels : blendPixels)(inputs[0], size, output),
};

/** A layer: its op, its batch norm, its activation. */
export interface ReferenceLayer {
  readonly op: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Without the batch. */
  readonly output: Shape;
}

/** What a layer computes of its inputs, with weights by their names below its own: `kernel`, `BatchNorm/beta`. */
export function evaluate(
  { op, attributes, output }: ReferenceLayer,
  inputs: readonly Source[],
  weights: WeightsByName,
): Source {
  const { batch_norm, activation = 'linear' } = attributes;
  const call = { inputs, attributes, weights, output } as unknown as Call;
  let source = evaluators[op as OpName](call);
  if (batch_norm) source = batchNorm(source, batch_norm as Normalisation, (name) => weights(`BatchNorm/${name}`));
  return op === 'activation' ? source : activate(source, activation as string);
}

/** A product of the last axis with a matrix of in, out. */
function matrixProduct(
  source: Source,
  matrix: ArrayLike<number>,
  bias: ArrayLike<number> | undefined,
  output: readonly number[],
): Source {
  const [size, units] = [source.shape.at(-1) ?? 1, output.at(-1) ?? 1];
  return computed(output, (index) => {
    const unit = index % units;
    const first = Math.floor(index / units) * size;
    const sum = new Products(bias?.[unit]);
    for (let at = 0; at < size; at += 1) sum.add(matrix[at * units + unit] as number, source, first + at);
    return sum.element;
  });
}
