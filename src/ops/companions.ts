/** The companions of an op in its layer: batch norm, then an activation. */
import type { Activation, ActivationWord } from '../algebra/activations.js';
import { type Attributes, type AttributeValues, attribute, isNamed, type ValuesOf } from './attributes.js';

export const activations = [
  'linear',
  'relu',
  'relu6',
  'leaky_relu',
  'elu',
  'selu',
  'celu',
  'gelu',
  'swish',
  'hard_swish',
  'mish',
  'softplus',
  'squareplus',
  'sparse_plus',
  'sigmoid',
  'hard_sigmoid',
  'log_sigmoid',
  'sparse_sigmoid',
  'tanh',
  'hard_tanh',
  'softsign',
  'threshold',
  'hard_shrink',
  'soft_shrink',
  'tanh_shrink',
  'exponential',
  'softmax',
  'log_softmax',
  'sparsemax',
] as const satisfies readonly ActivationWord[];

const negativeSlope = attribute(
  { type: 'number', minimum: 0 },
  {
    doc: 'The slope of leaky_relu for negative values.',
    default: 0.2,
    aliases: ['alpha', 'slope', 'negval', 'leak', 'leakiness'],
  },
);

/** Of elu and celu; PyTorch calls it alpha as well. */
const alpha = attribute({ type: 'number', above: 0 }, { doc: 'The limit for negative values, times -1.', default: 1 });

const shrinking = attribute(
  { type: 'number', minimum: 0 },
  { doc: 'Values from -threshold to threshold become 0.', default: 0.5, aliases: ['lambd', 'lambda', 'theta'] },
);

const approximate = attribute(
  { type: 'boolean' },
  {
    doc: 'Whether gelu is the approximation by tanh, as in GPT-2, instead of exact.',
    default: false,
    aliases: ['approximation', 'approx', 'use_tanh'],
  },
);

const softmaxAxis = attribute(
  { type: 'integer' },
  {
    doc: 'The axis over which softmax sums to 1, numbered as in Keras: 1 is the first, -1 the last. 0, the batch, is not allowed.',
    default: -1,
    aliases: ['dim', 'dims', 'axes'],
  },
);

/** An activation. Some may be written with settings: `{leaky_relu: {negative_slope: 0.1}}`. */
export const activationType = {
  type: 'choice',
  choices: activations,
  settings: {
    leaky_relu: { negative_slope: negativeSlope },
    elu: { alpha },
    celu: { alpha },
    gelu: { approximate },
    squareplus: {
      b: attribute({ type: 'number', minimum: 0 }, { doc: 'How round the corner is; 0 makes it relu.', default: 4 }),
    },
    threshold: {
      threshold: attribute(
        { type: 'number' },
        { doc: 'Values up to it are replaced.', default: 1, aliases: ['theta', 'cutoff'] },
      ),
      value: attribute(
        { type: 'number' },
        { doc: 'What they are replaced by.', default: 0, aliases: ['default_value'] },
      ),
    },
    hard_shrink: { threshold: shrinking },
    soft_shrink: { threshold: shrinking },
    softmax: { axis: softmaxAxis },
  },
} as const;

/** Settings of activations that users write beside the activation. */
export const settingsBeside = [
  ...Object.entries(activationType.settings.leaky_relu).flatMap(([key, { aliases }]) =>
    [key, ...aliases]
      .filter((alias) => alias !== 'alpha')
      .map((alias) => [alias, 'write the slope with the activation: {leaky_relu: 0.1}'] as const),
  ),
  ['alpha', 'write it with the activation: {leaky_relu: 0.1}, {elu: 0.5}'] as const,
  ['approximate', 'write it with the activation: {gelu: {approximate: true}}'] as const,
];

export const activation = attribute(activationType, {
  doc: 'The activation function, applied last; linear is none. As in Keras 3, leaky_relu has slope 0.2 (to change it, write {leaky_relu: 0.1}), gelu is exact (for the approximation by tanh, write {gelu: {approximate: true}}), softmax is over the last axis (for another, write {softmax: {axis: 1}}), and hard_sigmoid is relu6(x + 3) / 6. log_softmax and sparsemax are over the last axis.',
  default: 'linear',
  aliases: ['act', 'activation_fn', 'activation_function', 'act_layer', 'nonlinearity', 'function', ...settingsBeside],
});

const affine = ['affine', 'center and scale are the two halves of affine'] as const;
const elementwise = ['elementwise_affine', affine[1]] as const;

const center = attribute(
  { type: 'boolean' },
  { doc: 'Whether to add a learned beta.', default: true, aliases: ['beta', 'use_beta', affine, elementwise] },
);

const scale = attribute(
  { type: 'boolean' },
  {
    doc: 'Whether to multiply by a learned gamma.',
    default: true,
    aliases: ['gamma', 'use_gamma', affine, elementwise],
  },
);

export const normalization = {
  epsilon: attribute(
    { type: 'number', above: 0 },
    {
      doc: 'A small number added to the variance, to avoid division by zero.',
      default: 0.001,
      aliases: ['eps', 'variance_epsilon'],
    },
  ),
  momentum: attribute(
    { type: 'number', minimum: 0, maximum: 1 },
    {
      doc: 'The fraction of the moving statistics that each training step keeps: decay in TF-Slim, 1 - momentum in PyTorch.',
      default: 0.99,
      aliases: ['decay', 'moving_average_fraction', ['alpha', 'momentum is 1 - alpha']],
    },
  ),
  center,
  scale,
} as const;

/** The name of an activation's layer below its own layer: `LeakyRelu` for `leaky_relu`. */
export const activationName = (activation: string): string => activationNames.get(activation) ?? activation;

const activationNames: ReadonlyMap<string, string> = new Map(
  activations.map((word) => [word, word.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())]),
);

/** The settings of batch norm. */
export type BatchNorm = ValuesOf<typeof normalization>;

const batchNorm = attribute(
  { type: 'settings', fields: normalization },
  {
    doc: 'Batch normalization between the op and its activation: true for the default settings, a mapping of settings, or false for none.',
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

/** The attributes of companions, in their order after the op's own. */
export const companionAttributes = { batch_norm: batchNorm, activation } as const;
export type Companion = keyof typeof companionAttributes;

/** The names of the layers of TensorFlow.js and Keras before the op: zeros around a convolution's input. */
export const predecessorsOf = ({ padsInput }: WithCompanions, { padding }: AttributeValues): readonly string[] =>
  padsInput && Array.isArray(padding) ? ['Padding'] : [];

/** The names of the TensorFlow.js layers of companions, in order. */
export function companionsOf(op: WithCompanions, values: AttributeValues): readonly string[] {
  const { word } = activationOf(op, values);
  return [
    // TensorFlow.js's global pools, of which volumes have none, drop the axes.
    ...(/^global_.*[12]d$/.test(op.name) && values.keepdims ? ['KeepDims'] : []),
    ...(batchNormOf(op, values) ? ['BatchNorm'] : []),
    ...(word === 'linear' ? [] : [activationName(word)]),
  ];
}

/** An op's companions. */
interface WithCompanions {
  readonly name: string;
  readonly padsInput?: true;
  readonly companions: readonly Companion[];
}

/** The batch norm after an op in its layer. */
export function batchNormOf({ companions }: WithCompanions, { batch_norm }: AttributeValues): BatchNorm | undefined {
  return companions.includes('batch_norm') && batch_norm ? (batch_norm as BatchNorm) : undefined;
}

/** The activation after an op in its layer; linear is none. */
export const activationOf = ({ companions }: WithCompanions, { activation }: AttributeValues): Activation =>
  activationFrom(companions.includes('activation') ? activation : 'linear');

/** An activation from its attribute: a word, or a word with its settings. */
export function activationFrom(value: unknown): Activation {
  const named = isNamed(value) ? value : undefined;
  const word = activations.find((one) => one === (named?.kind ?? value)) ?? 'linear';
  const settings = { ...defaultSettings.get(word), ...named?.settings };
  const number = (key: string): number => (typeof settings[key] === 'number' ? settings[key] : 0);
  return {
    word,
    negative_slope: number('negative_slope'),
    alpha: number('alpha'),
    threshold: number('threshold'),
    value: number('value'),
    b: number('b'),
    approximate: settings.approximate === true,
    axis: number('axis'),
  };
}

/** The defaults of the settings of an activation, by word. */
const defaultSettings: ReadonlyMap<string, AttributeValues> = new Map(
  Object.entries<Attributes>(activationType.settings).map(([word, fields]) => [
    word,
    Object.fromEntries(Object.entries(fields).map(([key, { default: standard }]) => [key, standard])),
  ]),
);
