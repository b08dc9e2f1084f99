/** The variables of layers: weights, and statistics of training. */
import type { Dim, Shape } from '../expressions/shape.js';
import { attribute } from './attributes.js';

/**
 * The axes of a kernel in TensorFlow's order: t(ime) or depth, h(eight), w(idth), i(n), o(ut); of a depthwise kernel
 * c(hannel) and m(ultiplier); of attention h(ead) and d(epth), which its biases have as well.
 */
export type KernelAxes =
  | 'wio'
  | 'hwio'
  | 'thwio'
  | 'wcm'
  | 'hwcm'
  | 'woi'
  | 'hwoi'
  | 'thwoi'
  | 'io'
  | 'ihd'
  | 'hdo'
  | 'hd';

/** A variable of a layer. */
export interface WeightVariable {
  readonly shape: Shape;
  readonly trainable: boolean;
  /** Its initial value: the attribute of its initializer, or the value of all elements. */
  readonly initial: string | number;
  /** The elements that start with ones, whatever the initializer: from the first, up to but not including the second. */
  readonly ones?: readonly [Dim, Dim];
  /** The axes of a kernel. The last kernel of a layer makes its outputs. */
  readonly axes?: KernelAxes;
}

/** A variable with its name below the layer's: `kernel`, `BatchNorm/beta`. */
export interface Weight extends WeightVariable {
  readonly name: string;
}

/** The variables of an op, by name; false for one that a layer has switched off. */
export type WeightVariables = Readonly<Record<string, WeightVariable | false>>;

/** The variables that are not switched off, with names. */
export function weightsIn(variables: WeightVariables, prefix = ''): readonly Weight[] {
  const weights: Weight[] = [];
  for (const name in variables) {
    const variable = variables[name];
    if (variable) weights.push({ name: prefix + name, ...variable });
  }
  return weights;
}

/** A trainable kernel, and a bias if used. */
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

/** gamma if it scales, beta if it shifts. */
export const affineWeights = (channels: Dim, { center, scale }: Affine) => ({
  gamma: scale && vector(channels, true, 1),
  beta: center && vector(channels, true, 0),
});

/** The variables of a batch norm, as `tf.layers.batchNormalization` has them. */
export function normalizationWeights(channels: Dim, affine: Affine) {
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
