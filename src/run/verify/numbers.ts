/** Inputs and weights for comparing engines: random, equal in every run, and chosen so that they hide no fault. */

import type { Activation } from '../../algebra/activations.js';
import { boundOf } from '../../analysis/bounds.js';
import { isKnown, type Shape } from '../../expressions/shape.js';
import type { Layer, Model } from '../../graph/graph.js';
import { valuesOf } from '../../graph/values.js';
import { placeOfAxis } from '../../ops/axes.js';
import { activationFrom, activationOf } from '../../ops/companions.js';
import type { Weight } from '../../ops/weights.js';
import { area } from '../../ops/windows.js';
import { given } from '../../reference/lazy.js';
import { ReferenceAlgebra } from '../../reference/reference.js';
import { itemAt } from '../../text/lookup.js';
import { randomFrom } from '../../weights/initial.js';
import type { Tensor, Weights } from '../../weights/tensor.js';

/**
 * Random inputs for a model of known sizes, a batch of one: from -1 to 1, after a rescaling of the input if there is
 * one. Whole numbers are from 0 up to their bound.
 */
export function randomInputs({ graph, layers }: Model): ReadonlyMap<string, Tensor> {
  return new Map(
    graph.inputs.map((input) => {
      const { name, shape, dtype } = input;
      const sizes = [1, ...shape.filter(isKnown)];
      if (dtype !== 'float32') return [name, wholeNumbers(name, sizes, dtype === 'bool' ? 2 : boundOf(input, layers))];
      const { factor, offset } = rescalingOf(name, layers);
      const [least, most] = [(-1 - offset) / factor, (1 - offset) / factor];
      return [name, uniform(name, sizes, least, most)];
    }),
  );
}

/**
 * Random weights for a model. No factor is one and no offset zero. Kernels are scaled by their fan-in (He et al.,
 * arXiv:1502.01852) and the expected mean square of their input, and moving statistics likewise, so that values keep
 * their magnitude at any depth: zeros, or the ends of a sigmoid, would hide a fault.
 */
export function randomWeights({ graph, layers }: Model): Weights {
  const weights = new Map<string, Tensor>();
  /** The expected mean square of each value. */
  const squares = new Map<string, number>();
  const shapes = new Map<string, Shape>();
  for (const { name, shape } of graph.inputs) {
    squares.set(name, 1 / (3 * rescalingOf(name, layers).factor ** 2));
    shapes.set(name, shape);
  }
  for (const layer of layers) {
    const given = layer.inputs.map((input) => squares.get(input) ?? 1);
    const sizes = layer.inputs.map((input) => shapes.get(input) ?? []);
    for (const weight of layer.weights) {
      const name = `${layer.name}/${weight.name}`;
      weights.set(name, uniform(name, weight.shape.filter(isKnown), ...rangeOf(layer, weight, given[0] ?? 1)));
    }
    const weightOf = (name: string) => weights.get(`${layer.sharedWith ?? layer.name}/${name}`)?.data;
    const square = squareAfter(layer, given, sizes, weightOf);
    for (const { name, type } of valuesOf(layer)) {
      squares.set(name, square);
      shapes.set(name, type.shape);
    }
  }
  return weights;
}

/** The rescaling of an input, if any. */
function rescalingOf(input: string, layers: readonly Layer[]): { readonly factor: number; readonly offset: number } {
  const layer = layers.find(({ op, inputs: [first] }) => op.name === 'rescaling' && first === input);
  const { scale = 1, offset = 0 } = layer?.attributes ?? {};
  return { factor: Number(scale) || 1, offset: Number(offset) };
}

/** Whole numbers from 0 up to, but not including, `below`. */
function wholeNumbers(seed: string, shape: readonly number[], below: number): Tensor {
  const { data } = uniform(seed, shape, 0, below);
  // Rounding to float32 may reach the bound.
  return { shape, data: data.map((value) => Math.min(Math.floor(value), below - 1)) };
}

function uniform(seed: string, shape: readonly number[], least: number, most: number): Tensor {
  const random = randomFrom(seed);
  const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
  for (let index = 0; index < data.length; index += 1) data[index] = least + (most - least) * random();
  return { shape, data };
}

/** The range of a weight, by the mean square of its layer's input. */
function rangeOf(layer: Layer, weight: Weight, square: number): [number, number] {
  const { name, shape } = weight;
  // The input of a batch norm after an op is the op's output.
  const taken = name.startsWith('BatchNorm/') ? 1 : square;
  switch (name.replace(/^(BatchNorm|forward|backward)\//, '')) {
    case 'kernel':
    case 'depthwise_kernel':
      return around(Math.sqrt(3 / (fanIn(layer, weight) * square)));
    case 'pointwise_kernel':
      return around(Math.sqrt(3 / Number(shape[2])));
    case 'query/kernel':
    case 'key/kernel':
    case 'value/kernel':
      return around(Math.sqrt(3 / (Number(shape[0]) * square)));
    case 'attention_output/kernel':
      return around(Math.sqrt(3 / (Number(shape[0]) * Number(shape[1]))));
    // States keep their size over any number of steps.
    case 'recurrent_kernel':
      return around(fanIn(layer, weight) ** -0.5);
    case 'embeddings':
      return around(1);
    case 'gamma':
      return [0.5, 1.5];
    case 'moving_variance':
      return [0.5 * taken, 2 * taken];
    case 'moving_mean':
      return around(0.5 * Math.sqrt(taken));
    default:
      return around(0.5);
  }
}

const around = (width: number): [number, number] => [-width, width];

/** The number of products that a kernel adds up for a value of the output. */
function fanIn({ attributes: { strides } }: Layer, { axes, shape }: Weight): number {
  const isAdded = (axis: number) => !'ocm'.includes(axes?.[axis] ?? 'o');
  const count = shape.reduce<number>((product, size, axis) => (isAdded(axis) ? product * Number(size) : product), 1);
  // A transposed convolution spreads them over as many places as its strides make of one.
  return axes?.endsWith('oi') ? Math.max(1, count / area([strides].flat().map(Number))) : count;
}

type WeightsByName = (name: string) => ArrayLike<number> | undefined;

/** The expected values of a channel: a normal distribution. */
interface Channel {
  readonly mean: number;
  readonly deviation: number;
}

/** The expected mean square of a layer's values, from those of its inputs and its own weights. */
function squareAfter(layer: Layer, given: readonly number[], sizes: readonly Shape[], weightOf: WeightsByName): number {
  const { attributes, output } = layer;
  const { batch_norm } = attributes;
  const activation =
    layer.op.name === 'activation' ? activationFrom(attributes.activation) : activationOf(layer.op, attributes);
  const { word, axis } = activation;
  if (word === 'softmax') return Number(output[placeOfAxis(axis, output.length)]) ** -2;
  if (word === 'sparsemax') return Number(output.at(-1)) ** -1;
  if (word === 'log_softmax') return Math.log(Number(output.at(-1))) ** 2 + 1;
  let channels = channelsOf(layer, given, sizes, weightOf);
  if (batch_norm) channels = normalised(channels, (name) => weightOf(`BatchNorm/${name}`));
  return Math.max(squareActivated(activation, channels), 1e-6);
}

/** The output of an op, without companions. */
function channelsOf(
  { op, attributes }: Layer,
  given: readonly number[],
  sizes: readonly Shape[],
  weightOf: WeightsByName,
): readonly Channel[] {
  const deviation = Math.sqrt(squareOf(op.name, attributes, given, sizes));
  const plain = [{ mean: 0, deviation }];
  if (op.name === 'batch_norm') return normalised(plain, weightOf);
  if (op.kind !== 'convolution' && !/^(dense|layer_norm|group_norm|rms_norm)$/.test(op.name)) return plain;
  const offsets = weightOf('bias') ?? weightOf('beta');
  const factors = weightOf('gamma');
  return Array.from(offsets ?? factors ?? [0], (_, index) => ({
    mean: offsets?.[index] ?? 0,
    deviation: factors?.[index] ?? 1,
  }));
}

/** Channels after a batch norm; one stands for all. */
function normalised(channels: readonly Channel[], weightOf: WeightsByName): readonly Channel[] {
  const [gamma, beta, means, variances] = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(weightOf);
  return Array.from(variances ?? [], (variance, index) => {
    const { mean, deviation } = itemAt(channels, index % channels.length);
    const factor = (gamma?.[index] ?? 1) / Math.sqrt(variance);
    return {
      mean: factor * (mean - (means?.[index] ?? 0)) + (beta?.[index] ?? 0),
      deviation: Math.abs(factor) * deviation,
    };
  });
}

function squareOf(
  op: string,
  { scale, offset, axis }: Layer['attributes'],
  given: readonly number[],
  sizes: readonly Shape[],
): number {
  const total = given.reduce((sum, square) => sum + square, 0);
  const channels = sizes.map((shape) => Number(shape.at(-1)));
  switch (op) {
    case 'add':
    case 'subtract':
      return total;
    case 'average':
      return total / given.length ** 2;
    case 'multiply':
      return given.reduce((product, square) => product * square, 1);
    case 'concat':
      return (
        given.reduce((sum, square, index) => sum + square * itemAt(channels, index), 0) /
        channels.reduce((sum, count) => sum + count, 0)
      );
    // Attention weights average values, which its kernels make.
    case 'multi_head_attention':
      return 1;
    // Their table is drawn so.
    case 'embedding':
      return 1 / 3;
    case 'unembedding':
      return (total * itemAt(channels, 0)) / 3;
    // The maximum of values of similar magnitude is larger than they are on average.
    case 'max_pool1d':
    case 'global_max_pool1d':
    case 'max_pool2d':
    case 'global_max_pool2d':
    case 'adaptive_max_pool1d':
    case 'adaptive_max_pool2d':
    case 'adaptive_max_pool3d':
      return 2 * total;
    // The squares along the axes sum to 1.
    case 'unit_normalization':
      return 1 / lengthOf(sizes[0] ?? [], axis);
    // The states of recurrent layers are between -1 and 1.
    case 'lstm':
    case 'gru':
    case 'simple_rnn':
    case 'conv_lstm1d':
    case 'conv_lstm2d':
      return 0.2;
    case 'rescaling':
      return Number(scale) ** 2 * total + Number(offset) ** 2;
    default:
      return given[0] ?? 1;
  }
}

/** The number of elements along axes. */
function lengthOf(shape: Shape, axes: unknown): number {
  const places = new Set([axes].flat().map((axis) => placeOfAxis(Number(axis), shape.length)));
  return [...places].reduce((length, place) => length * Number(shape[place]), 1);
}

/** The medians of eight equal parts of the positive half of a normal distribution. */
const quantiles = [0.078, 0.237, 0.402, 0.579, 0.776, 1.01, 1.318, 1.863];

/** The mean square of channels after an activation. */
function squareActivated(activation: Activation, channels: readonly Channel[]): number {
  const points = channels.flatMap(({ mean, deviation }) =>
    quantiles.flatMap((quantile) => [mean - quantile * deviation, mean + quantile * deviation]),
  );
  const values = new ReferenceAlgebra().activate(given([points.length], points), activation);
  return points.reduce((sum, _, index) => sum + values.value(index) ** 2, 0) / points.length;
}
