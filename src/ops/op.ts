/** What an op is, and the attributes and rules that several ops share. */
import type { Code } from '../diagnostics/diagnostics.js';
import {
  type Dim,
  formatShape,
  isKnown,
  type Padding,
  product,
  type Shape,
  windowCount,
  windowExtent,
} from '../expressions/shape.js';
import type { Aliases, Attribute, Attributes, AttributeType, Pair, ValuesOf } from './attributes.js';
import type { Compute } from './compute.js';

/** A mistake that a shape rule finds. It names an attribute or an input, and `infer` turns that into a place. */
export class Fault {
  constructor(
    readonly code: Code,
    readonly message: string,
    readonly at: { readonly attribute?: string; readonly input?: number } = {},
  ) {}
}

/** A variable of a layer, by its name below the layer's: `kernel`, `BatchNorm/beta`. */
export interface Weight {
  readonly name: string;
  readonly shape: Shape;
  readonly trainable: boolean;
  /** How it starts out: the attribute that has its initialiser, or what all of its elements are. */
  readonly initial: string | number;
}

/** An op: its documentation, its attributes, and what it does to shapes. It knows no positions. */
export interface Op<A extends Attributes = Attributes> {
  readonly name: string;
  /** The name of the Keras layer whose attributes these are. */
  readonly keras: string;
  /** What other libraries call it. Keras's name needs no mention. */
  readonly aliases?: Aliases;
  /** What it does, in a sentence or two, for hover texts and the ops page. */
  readonly doc: string;
  /** How many inputs it takes. */
  readonly inputs: { readonly least: number; readonly most: number };
  /** The rank that its inputs must have (3 is an image: height, width, channels); any where absent. */
  readonly rank?: number;
  readonly attributes: A;
  /**
   * The output's shape (batch norm and activation change none). Where the input's size is not known, a rule
   * tells `assume` what must hold of it, as a condition in the language of expressions.
   */
  infer(inputs: readonly Shape[], values: ValuesOf<A>, assume: (condition: string) => void): Shape | Fault;
  /** The variables of the op itself. Called only where `infer` found no fault. */
  weights?(inputs: readonly Shape[], values: ValuesOf<A>): readonly Weight[];
  /** Multiply-accumulates for one example, as fvcore and torchvision count them: convolutions and dense layers, without biases. */
  macs?(inputs: readonly Shape[], values: ValuesOf<A>, output: Shape): Dim;
  /** What it computes at inference, without the batch norm and the activation of its layer. */
  readonly compute?: Compute<A>;
}

/** Declares an op; its rules see its attributes' types. */
export function defineOp<const A extends Attributes>(op: Op<A>): Op {
  return op as unknown as Op;
}

export const oneInput = { least: 1, most: 1 } as const;
export const severalInputs = { least: 2, most: Number.POSITIVE_INFINITY } as const;

/** A shape that is an image's: height, width, channels. */
export type ImageShape = readonly [Dim, Dim, Dim];

export function attribute<const T extends AttributeType, const D extends Omit<Attribute<T>, 'type'>>(
  type: T,
  rest: D,
): { readonly type: T } & D {
  return { type, ...rest };
}

// ---------------------------------------------------------------- attributes that ops share

const positive = { minimum: 1 } as const;

export const filters = attribute(
  { type: 'integer', ...positive },
  {
    doc: 'The number of output channels.',
    aliases: [
      'out_channels',
      'num_output',
      'num_outputs',
      'num_filters',
      'n_filters',
      'nb_filter',
      'output_channels',
      ['channels', 'it is the number of output channels'],
      'units',
      'out_features',
    ],
  },
);

/** What other libraries call the size of a window. */
export const windowAliases = [
  'size',
  'kernel',
  'ksize',
  'kernel_shape',
  'filter_size',
  'window_size',
  'window',
  'pool_size',
  'k',
] as const;

export const kernelSize = attribute(
  { type: 'pair', ...positive },
  { doc: "The window's height and width: 3x3, 1x7, or 3 for both.", aliases: windowAliases },
);

export const stridesAliases = ['stride', 'subsample', 'step', 's'] as const;

export const strides = attribute(
  { type: 'pair', ...positive },
  { doc: 'How far the window moves down and across.', default: [1, 1], aliases: stridesAliases },
);

export const paddingAliases = ['pad', 'pads', 'pad_type', 'border_mode', 'autopad', 'auto_pad'] as const;

export const padding = attribute(
  { type: 'choice', choices: ['valid', 'same'] },
  {
    doc: 'valid keeps the window inside the image; same pads with zeros so that the output is the input divided by the strides, rounded up.',
    default: 'valid',
    aliases: paddingAliases,
  },
);

export const dilationRate = attribute(
  { type: 'pair', ...positive },
  {
    doc: "The distance between the window's samples; 1 is an ordinary window.",
    default: [1, 1],
    aliases: ['dilation', 'dilations', 'dilation_factor', 'atrous_rate', 'rate'],
  },
);

export const useBias = attribute(
  { type: 'boolean' },
  {
    doc: 'Whether a bias is added to each channel.',
    default: true,
    aliases: ['bias', 'bias_term', 'with_bias', 'has_bias'],
  },
);

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
export const activationName = (activation: string): string =>
  activation.replace(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** What the layers of TensorFlow.js that follow an op are called below its name, in their order. */
export function companionsOf(op: Op, values: Readonly<Record<string, unknown>>): readonly string[] {
  const { keepdims, batch_norm, activation = 'linear' } = values;
  return [
    ...(keepdims ? ['KeepDims'] : []),
    ...(batch_norm ? ['BatchNorm'] : []),
    ...(activation !== 'linear' && op.name !== 'activation' ? [activationName(activation as string)] : []),
  ];
}

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

const countsAxes = '1 is height, 2 is width, -1 is channels';
export const axisAliases = [
  ['dim', countsAxes],
  ['dims', countsAxes],
  ['concat_dim', countsAxes],
] as const;

// ---------------------------------------------------------------- rules that ops share

interface WindowValues {
  readonly strides: Pair;
  readonly padding: Padding;
  readonly dilation_rate?: Pair;
}

/** Height and width after a window has moved over an image, or why it can't. `sizes` names the attribute of the kernel. */
export function slideWindow(
  [height, width]: ImageShape,
  kernel: Pair,
  values: WindowValues,
  sizes: string,
): readonly [Dim, Dim] | Fault {
  const dilation = values.dilation_rate ?? [1, 1];
  if (Math.max(...dilation) > 1 && Math.max(...values.strides) > 1) {
    return new Fault(
      'strides-with-dilation',
      `strides of ${values.strides.join('x')} do not go together with a dilation of ${dilation.join('x')}: one of them must be 1`,
      { attribute: 'dilation_rate' },
    );
  }
  const output: Dim[] = [];
  for (const [axis, input] of [height, width].entries()) {
    const extent = windowExtent(kernel[axis] as number, dilation[axis] as number);
    if (values.padding === 'valid' && isKnown(input) && input < extent) {
      const dilated = Math.max(...dilation) > 1 ? ` with dilation ${dilation.join('x')}` : '';
      return new Fault(
        'window-too-large',
        `the ${kernel.join('x')} window${dilated} does not fit the ${formatShape([height, width])} input`,
        {
          attribute: sizes,
        },
      );
    }
    output.push(windowCount(input, extent, values.strides[axis] as number, values.padding));
  }
  return output as [Dim, Dim];
}

/** The product of a pair of sizes. */
export const area = ([height, width]: Pair): number => height * width;

export const elements = (shape: Shape): Dim => product(shape);

/** A trainable kernel, and a bias where there is one. */
export function kernelAndBias(shape: Shape, channels: Dim, hasBias: boolean): Weight[] {
  const kernel: Weight = { name: 'kernel', shape, trainable: true, initial: 'kernel_initializer' };
  return hasBias ? [kernel, bias(channels)] : [kernel];
}

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
