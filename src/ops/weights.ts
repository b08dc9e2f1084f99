/** What layers learn, and what they keep of training. */
import type { Dim, Shape } from '../expressions/shape.js';
import { attribute } from './attributes.js';

/**
 * The axes of a kernel by letters, in the order that TensorFlow has: height, width, in, out, and of a depthwise kernel the
 * channel and the multiplier.
 */
export type KernelAxes = 'hwio' | 'hwcm' | 'hwoi' | 'io';

/** A variable of a layer. */
export interface WeightVariable {
  readonly shape: Shape;
  readonly trainable: boolean;
  /** How it starts out: the attribute that has its initialiser, or what all of its elements are. */
  readonly initial: string | number;
  /** What the axes of a kernel mean. The last kernel of a layer makes its outputs. */
  readonly axes?: KernelAxes;
}

/** A variable by its name below the layer's: `kernel`, `BatchNorm/beta`. */
export interface Weight extends WeightVariable {
  readonly name: string;
}

/** What an op learns, by name; false is none, in a layer that has it switched off. */
export type Variables = Readonly<Record<string, WeightVariable | false>>;

/** The variables that are there, each with its name. */
export function weightsIn(variables: Variables, prefix = ''): readonly Weight[] {
  const weights: Weight[] = [];
  for (const name in variables) {
    const variable = variables[name];
    if (variable) weights.push({ name: prefix + name, ...variable });
  }
  return weights;
}

/** A trainable kernel, and a bias where there is one. */
export const kernelAndBias = (axes: KernelAxes, shape: Shape, channels: Dim, hasBias: boolean) => ({
  kernel: kernel(axes, shape),
  bias: hasBias && bias(channels),
});

/** A trainable kernel. */
export const kernel = (axes: KernelAxes, shape: Shape, initial = 'kernel_initializer'): WeightVariable => ({
  shape,
  trainable: true,
  initial,
  axes,
});

export const bias = (channels: Dim): WeightVariable => vector(channels, true, 'bias_initializer');

interface Affine {
  readonly center: boolean;
  readonly scale: boolean;
}

/** gamma where it scales, and beta where it shifts. */
export const affineWeights = (channels: Dim, { center, scale }: Affine) => ({
  gamma: scale && vector(channels, true, 1),
  beta: center && vector(channels, true, 0),
});

/** What a batch norm learns, and its moving statistics, as `tf.layers.batchNormalization` has them. */
export function normalisationWeights(channels: Dim, affine: Affine) {
  const { gamma, beta } = affineWeights(channels, affine);
  return { gamma, beta, moving_mean: vector(channels, false, 0), moving_variance: vector(channels, false, 1) };
}

const vector = (channels: Dim, trainable: boolean, initial: string | number): WeightVariable => ({
  shape: [channels],
  trainable,
  initial,
});

export const useBias = attribute(
  { type: 'boolean' },
  {
    doc: 'Whether to add a learned bias to each channel.',
    default: true,
    aliases: ['bias', 'bias_term', 'with_bias', 'has_bias'],
  },
);
