/** What follows an op in its layer: batch norm, then an activation. */
import { type AttributeValues, attribute, type ValuesOf } from './attributes.js';

export const activations = [
  'linear',
  'relu',
  'relu6',
  'leaky_relu',
  'elu',
  'gelu',
  'swish',
  'hard_swish',
  'sigmoid',
  'hard_sigmoid',
  'tanh',
  'softmax',
] as const;

export type Activation = (typeof activations)[number];

export const activation = attribute(
  { type: 'choice', choices: activations },
  {
    doc: 'The function applied last, after batch norm; linear is none. leaky_relu has slope 0.2, gelu is exact, hard_sigmoid is relu6(x + 3) / 6, all as in Keras 3.',
    default: 'linear',
    aliases: ['act', 'activation_fn', 'activation_function', 'act_layer', 'nonlinearity', 'function'],
  },
);

const affine = ['affine', 'center and scale are the two halves of affine'] as const;
const elementwise = ['elementwise_affine', affine[1]] as const;

export const center = attribute(
  { type: 'boolean' },
  { doc: 'Whether a learned beta is added.', default: true, aliases: ['beta', 'use_beta', affine, elementwise] },
);

export const scale = attribute(
  { type: 'boolean' },
  {
    doc: 'Whether the result is multiplied by a learned gamma.',
    default: true,
    aliases: ['gamma', 'use_gamma', affine, elementwise],
  },
);

export const normalisation = {
  epsilon: attribute(
    { type: 'number', above: 0 },
    { doc: 'Added to the variance, against division by zero.', default: 0.001, aliases: ['eps', 'variance_epsilon'] },
  ),
  momentum: attribute(
    { type: 'number', minimum: 0, maximum: 1 },
    {
      doc: 'How much of the moving statistics each training step keeps: decay in TF-Slim, 1 - momentum in PyTorch.',
      default: 0.99,
      aliases: ['decay', 'moving_average_fraction', ['alpha', 'momentum is 1 - alpha']],
    },
  ),
  center,
  scale,
} as const;

/** What the layer of an activation is called below the layer that it follows: `LeakyRelu` of `leaky_relu`. */
export const activationName = (activation: string): string => activationNames.get(activation) ?? activation;

const activationNames: ReadonlyMap<string, string> = new Map(
  activations.map((word) => [word, word.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())]),
);

/** The settings of batch norm. */
export type BatchNorm = ValuesOf<typeof normalisation>;

export const batchNorm = attribute(
  { type: 'settings', fields: normalisation },
  {
    doc: 'Batch normalisation between the op and its activation: settings, true for the defaults, or false for none.',
    default: false,
    aliases: [
      'batch_normalize',
      'batch_normalization',
      'bn',
      'use_bn',
      'use_batch_norm',
      'with_bn',
      'normalizer_fn',
      'normalizer_params',
      'norm',
      'normalization',
      'norm_layer',
    ],
  },
);

/** The attributes of what follows an op; its layers have them beside the op's own, in this order. */
export const companionAttributes = { batch_norm: batchNorm, activation } as const;
export type Companion = keyof typeof companionAttributes;

/** What the layers of TensorFlow.js that follow an op are called below its name, in their order. */
export function companionsOf(op: Following, values: AttributeValues): readonly string[] {
  const activation = activationOf(op, values);
  return [
    ...(values.keepdims ? ['KeepDims'] : []),
    ...(batchNormOf(op, values) ? ['BatchNorm'] : []),
    ...(activation === 'linear' ? [] : [activationName(activation)]),
  ];
}

/** An op, as far as it is asked what may follow it. */
interface Following {
  readonly companions: readonly Companion[];
}

/** The batch norm that follows an op in its layer. */
export function batchNormOf({ companions }: Following, { batch_norm }: AttributeValues): BatchNorm | undefined {
  return companions.includes('batch_norm') && batch_norm ? (batch_norm as BatchNorm) : undefined;
}

/** The activation that follows an op in its layer; linear is none. */
export function activationOf({ companions }: Following, { activation }: AttributeValues): Activation {
  return activations.find((word) => companions.includes('activation') && word === activation) ?? 'linear';
}
