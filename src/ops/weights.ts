/** What layers learn, and what they keep of training. */
import type { Dim, Shape } from '../expressions/shape.js';
import { attribute } from './attributes.js';

/**
 * The axes of a kernel by letters, in the order that TensorFlow has: height, width, in, out, and of a depthwise kernel the
 * channel and the multiplier.
 */
export type KernelAxes = 'hwio' | 'hwcm' | 'hwoi' | 'io';

/** A variable of a layer, by its name below the layer's: `kernel`, `BatchNorm/beta`. */
export interface Weight {
  readonly name: string;
  readonly shape: Shape;
  readonly trainable: boolean;
  /** How it starts out: the attribute that has its initialiser, or what all of its elements are. */
  readonly initial: string | number;
  /** What the axes of a kernel mean. The last kernel of a layer makes its outputs. */
  readonly axes?: KernelAxes;
}

/** A trainable kernel, and a bias where there is one. */
export const kernelAndBias = (axes: KernelAxes, shape: Shape, channels: Dim, hasBias: boolean): readonly Weight[] => [
  kernel(axes, shape),
  ...(hasBias ? [bias(channels)] : []),
];

/** A trainable kernel, which the attribute `NAME_initializer` of what stands before `kernel` in its name starts. */
export const kernel = (axes: KernelAxes, shape: Shape, name = 'kernel'): Weight => ({
  name,
  shape,
  trainable: true,
  initial: `${name.replace(/_kernel$/, '')}_initializer`,
  axes,
});

export const bias = (channels: Dim): Weight => ({
  name: 'bias',
  shape: [channels],
  trainable: true,
  initial: 'bias_initializer',
});

/** beta, gamma where it scales, and the moving statistics, as `tf.layers.batchNormalization` has them. */
export function normalisationWeights(
  channels: Dim,
  { center, scale }: { readonly center: boolean; readonly scale: boolean },
  prefix = '',
): Weight[] {
  const weight = (name: string, trainable: boolean, initial: number): Weight => {
    return { name: prefix + name, shape: [channels], trainable, initial };
  };
  return [
    ...(scale ? [weight('gamma', true, 1)] : []),
    ...(center ? [weight('beta', true, 0)] : []),
    weight('moving_mean', false, 0),
    weight('moving_variance', false, 1),
  ];
}

export const useBias = attribute(
  { type: 'boolean' },
  {
    doc: 'Whether a bias is added to each channel.',
    default: true,
    aliases: ['bias', 'bias_term', 'with_bias', 'has_bias'],
  },
);
