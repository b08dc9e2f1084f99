/** What an op is, and the attributes and rules that several ops share. */
import type { Code } from '../diagnostics.js';
import {
  type Dim,
  formatShape,
  isKnown,
  type Padding,
  product,
  type Shape,
  windowCount,
  windowExtent,
} from '../shape.js';
import type { Attribute, Attributes, AttributeType, Pair, ValuesOf } from './attributes.js';

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

export const filters = attribute({ type: 'integer', ...positive }, { doc: 'The number of output channels.' });

export const kernelSize = attribute(
  { type: 'pair', ...positive },
  { doc: "The window's height and width: 3x3, 1x7, or 3 for both." },
);

export const strides = attribute(
  { type: 'pair', ...positive },
  { doc: 'How far the window moves down and across.', default: [1, 1] },
);

export const padding = attribute(
  { type: 'choice', choices: ['valid', 'same'] },
  {
    doc: 'valid keeps the window inside the image; same pads with zeros so that the output is the input divided by the strides, rounded up.',
    default: 'valid',
  },
);

export const dilationRate = attribute(
  { type: 'pair', ...positive },
  { doc: "The distance between the window's samples; 1 is an ordinary window.", default: [1, 1] },
);

export const useBias = attribute(
  { type: 'boolean' },
  { doc: 'Whether a bias is added to each channel.', default: true },
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
  },
);

export const normalisation = {
  epsilon: attribute(
    { type: 'number', above: 0 },
    { doc: 'Added to the variance, against division by zero.', default: 0.001 },
  ),
  momentum: attribute(
    { type: 'number', minimum: 0, maximum: 1 },
    { doc: 'How much of the moving statistics each training step keeps (TF-Slim calls it decay).', default: 0.99 },
  ),
  center: attribute({ type: 'boolean' }, { doc: 'Whether a learned beta is added.', default: true }),
  scale: attribute({ type: 'boolean' }, { doc: 'Whether the result is multiplied by a learned gamma.', default: true }),
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
  },
);

const seedless = {
  mean: attribute({ type: 'number' }, { doc: 'The mean.', default: 0 }),
  stddev: attribute({ type: 'number', minimum: 0 }, { doc: 'The standard deviation.', default: 0.05 }),
} as const;

const initializerType = {
  type: 'named',
  doc: "An initialiser by Keras's name, alone or with its settings: zeros, {truncated_normal: {stddev: 0.01}}.",
  kinds: {
    zeros: {},
    ones: {},
    constant: { value: attribute({ type: 'number' }, { doc: 'The value of every element.' }) },
    glorot_uniform: {},
    glorot_normal: {},
    he_uniform: {},
    he_normal: {},
    lecun_uniform: {},
    lecun_normal: {},
    random_normal: seedless,
    random_uniform: {
      minval: attribute({ type: 'number' }, { doc: 'The least value.', default: -0.05 }),
      maxval: attribute({ type: 'number' }, { doc: 'The greatest value.', default: 0.05 }),
    },
    truncated_normal: seedless,
    variance_scaling: {
      scale: attribute({ type: 'number', above: 0 }, { doc: 'The factor of the variance.', default: 1 }),
      mode: attribute(
        { type: 'choice', choices: ['fan_in', 'fan_out', 'fan_avg'] },
        { doc: 'What the variance is divided by.', default: 'fan_in' },
      ),
      distribution: attribute(
        { type: 'choice', choices: ['normal', 'uniform'] },
        { doc: 'normal is a truncated normal.', default: 'normal' },
      ),
    },
  },
} as const;

export const initializer = (what: string, value: string) =>
  attribute(initializerType, { doc: `How ${what} starts out.`, default: { kind: value, settings: {} } });

export const regularizer = (what: string) =>
  attribute(
    {
      type: 'named',
      doc: 'A penalty on the loss: {l2: 0.00002} adds 0.00002 times the sum of squares.',
      kinds: {
        none: {},
        l1: {
          l1: attribute(
            { type: 'number', minimum: 0 },
            { doc: 'The factor of the sum of absolute values.', default: 0.01 },
          ),
        },
        l2: {
          l2: attribute({ type: 'number', minimum: 0 }, { doc: 'The factor of the sum of squares.', default: 0.01 }),
        },
        l1_l2: {
          l1: attribute(
            { type: 'number', minimum: 0 },
            { doc: 'The factor of the sum of absolute values.', default: 0.01 },
          ),
          l2: attribute({ type: 'number', minimum: 0 }, { doc: 'The factor of the sum of squares.', default: 0.01 }),
        },
      },
    },
    { doc: `The penalty on ${what} in training.`, default: { kind: 'none', settings: {} } },
  );

export const kernelInitializer = initializer('the kernel', 'glorot_uniform');
export const kernelRegularizer = regularizer('the kernel');
export const biasInitializer = initializer('the bias', 'zeros');

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
