/** The signatures of the functions that a generated module declares if it calls them. */
import { quote } from '../code/lexical.js';
import type { FolderName } from './folds.js';
import type { RuntimeFunctionName } from './operation.js';
import type { Traits } from './traits.js';

export interface FunctionParameter {
  readonly name: string;
  readonly type: string;
  /** Its default. */
  readonly standard?: string;
  /** The name of the whole parameter, if `name` is a pattern. */
  readonly whole?: string;
}

/** Functions that other functions of the module call. */
export type SharedName = 'isNative' | 'finish' | 'undilated' | 'expectShape';

export interface FunctionSignature {
  readonly doc: string;
  /** The bound of the type parameter T, if it has one. */
  readonly generic?: string;
  readonly parameters: readonly FunctionParameter[];
  /** Its return type; inferred by default. */
  readonly returns?: string;
}

const pair = 'number | [number, number]';
const any = 'tf.Tensor';
const image = 'tf.Tensor4D';
const kernelType = (kernel: string) => `{ kernel: ${kernel}; bias?: tf.Tensor1D | undefined }`;

const x = (type: string): FunctionParameter => ({ name: 'x', type });
const activationType = ({ activations }: Traits): string =>
  ['linear', ...activations.map(({ word }) => word)].map(quote).join(' | ');
const activation = (traits: Traits): FunctionParameter => ({
  name: 'activation',
  type: activationType(traits),
  standard: "'linear'",
});
const kernel = (type: string): FunctionParameter => ({
  name: '{ kernel, bias }',
  whole: 'weights',
  type: kernelType(type),
});
const strides: FunctionParameter = { name: 'strides', type: pair };
const activationIfAny = (traits: Traits): readonly FunctionParameter[] =>
  traits.activations.length > 0 ? [activation(traits)] : [];
const pad: FunctionParameter = { name: 'pad', type: "'same' | 'valid'" };
const anyPad = ({ pads }: Traits): FunctionParameter =>
  pads ? { ...pad, type: `${pad.type} | ReturnType<typeof margins>` } : pad;
const dilations = ({ dilates }: Traits): readonly FunctionParameter[] =>
  dilates ? [{ name: 'dilations', type: pair, standard: '1' }] : [];
const window = (traits: Traits): readonly FunctionParameter[] => [
  strides,
  anyPad(traits),
  activation(traits),
  ...dilations(traits),
];

const elementwise = (doc: string): FunctionSignature => ({ doc, generic: any, parameters: [x('T')], returns: 'T' });

/** A signature may depend on the network. */
type SignatureFor = (traits: Traits) => FunctionSignature;

export const operationFunctions: Readonly<Record<RuntimeFunctionName, SignatureFor>> = {
  conv2d: (traits) => ({
    doc: 'A convolution with bias and activation.',
    parameters: [x(image), kernel(image), ...window(traits)],
    returns: image,
  }),
  depthwiseConv2d: (traits) => ({
    doc: 'A depthwise convolution with bias and activation.',
    parameters: [x(image), kernel(image), strides, pad, activation(traits)],
    returns: image,
  }),
  groupedConv2d: (traits) => ({
    doc: 'A grouped convolution.',
    parameters: [x(image), { name: 'groups', type: `${kernelType(image)}[]` }, ...window(traits)],
    returns: image,
  }),
  pooledConv2d: (traits) => ({
    doc: 'A convolution and a pool. Bias and activation come after the pool, where there are fewer values.',
    parameters: [
      x(image),
      kernel(image),
      strides,
      anyPad(traits),
      { name: 'pool', type: `(y: ${image}) => ${image}` },
      ...activationIfAny(traits),
    ],
    returns: image,
  }),
  conv2dTranspose: (traits) => ({
    doc: 'A transposed convolution to the given size, with bias and activation.',
    parameters: [
      x(image),
      kernel(image),
      { name: '[height, width]', whole: 'size', type: '[number, number]' },
      strides,
      pad,
      ...activationIfAny(traits),
    ],
    returns: image,
  }),
  margins: () => ({
    doc: 'The padding of each image in a batch, for tf.pad.',
    parameters: ['top', 'bottom', 'left', 'right'].map((name) => ({ name, type: 'number' })),
    returns: '[[number, number], [number, number], [number, number], [number, number]]',
  }),
  dense: (traits) => ({
    doc: 'A dense layer with bias and activation.',
    parameters: [x('tf.Tensor2D'), kernel('tf.Tensor2D'), activation(traits)],
    returns: 'tf.Tensor2D',
  }),
  denseEach: (traits) => ({
    doc: 'A dense layer that is applied to the last axis.',
    generic: any,
    parameters: [x('T'), kernel('tf.Tensor2D'), activation(traits)],
    returns: 'T',
  }),
  layerNorm: () => ({
    doc: 'Normalizes the last axis by its mean and variance.',
    generic: any,
    parameters: [
      x('T'),
      {
        name: '{ gamma, beta }',
        whole: 'weights',
        type: '{ gamma: tf.Tensor1D | undefined; beta: tf.Tensor1D | undefined }',
      },
      { name: 'epsilon', type: 'number' },
    ],
    returns: 'T',
  }),
  adaptiveAvgPool: () => ({
    doc: 'Adaptive average pooling to the given numbers of rows and columns.',
    parameters: [x(image), { name: 'rows', type: 'number' }, { name: 'columns', type: 'number' }],
    returns: image,
  }),
  gelu: () => elementwise('x times the cumulative normal distribution at x.'),
  geluTanh: () => elementwise('gelu, approximated by tanh.'),
  swish: () => elementwise('x * sigmoid(x).'),
  hardSwish: () => elementwise('x * relu6(x + 3) / 6.'),
  hardSigmoid: () => elementwise('relu6(x + 3) / 6.'),
  roll: () => ({
    doc: 'Shifts the elements along axes; what is shifted beyond the end comes back at the start.',
    generic: any,
    parameters: [x('T'), { name: 'shift', type: 'number[]' }, { name: 'axes', type: 'number[]' }],
    returns: 'T',
  }),
  softmaxOver: () => ({
    doc: 'Softmax over an axis; tf.softmax is over the last one.',
    generic: any,
    parameters: [x('T'), { name: 'axis', type: 'number' }],
    returns: 'T',
  }),
};

/** The functions that load weights, and those that these call. */
export type FoldingName = FolderName | 'weight' | 'vector' | 'fold';

const name: FunctionParameter = { name: 'name', type: 'string' };
const shape: FunctionParameter = { name: 'shape', type: 'number[]' };
const kernelShape: FunctionParameter = { ...shape, type: '[number, number, number, number]' };
const channels: FunctionParameter = { name: 'channels', type: 'number' };
const folding: FunctionParameter = { name: 'folding', type: 'Folding', standard: '{}' };

export const foldingFunctions: Readonly<Record<FoldingName, SignatureFor>> = {
  weight: () => ({
    doc: 'The weight with this name. Throws an error if it is missing or has another shape.',
    generic: any,
    parameters: [name, shape],
    returns: 'T',
  }),
  vector: () => ({ doc: '', parameters: [name, { name: 'size', type: 'number' }], returns: 'tf.Tensor1D' }),
  fold: ({ norms }) => ({
    doc: norms ? 'A kernel and its bias, with the following batch norm folded in.' : 'A kernel and its bias.',
    generic: any,
    parameters: [
      name,
      { name: 'kernel', type: 'T' },
      channels,
      { name: norms ? '{ bias, norm }' : '{ bias }', whole: 'folding', type: 'Folding' },
      ...(norms ? [{ name: 'factors', type: 'number[]', standard: '[channels]' }] : []),
    ],
  }),
  convolution: () => ({ doc: '', parameters: [name, kernelShape, folding] }),
  matrix: () => ({ doc: '', parameters: [name, { ...shape, type: '[number, number]' }, folding] }),
  depthwise: () => ({ doc: '', parameters: [name, kernelShape, folding] }),
  separable: () => ({ doc: '', parameters: [name, kernelShape, { name: 'filters', type: 'number' }, folding] }),
  transposed: () => ({ doc: '', parameters: [name, kernelShape, folding] }),
  kernel: () => ({
    doc: 'A kernel with a batch norm folded in, which gives it a bias.',
    parameters: [name, shape, folding],
  }),
  depthwiseKernel: () => ({
    doc: 'The kernel of a depthwise convolution with a batch norm folded in, which gives it a bias.',
    parameters: [name, shape, folding],
  }),
  transposedKernel: () => ({
    doc: 'The kernel of a transposed convolution with a batch norm folded in, which gives it a bias.',
    parameters: [name, shape, { name: 'groups', type: 'number' }, folding],
  }),
  grouped: () => ({ doc: '', parameters: [name, kernelShape, { name: 'groups', type: 'number' }, folding] }),
  batchNorm: () => ({
    doc: 'A batch norm with moving statistics, as one factor and one offset per channel.',
    parameters: [
      name,
      channels,
      { name: '{ epsilon, center = true, scale = true }', whole: 'settings', type: 'BatchNorm' },
    ],
  }),
  scale: () => ({ doc: '', parameters: [name, channels] }),
  affine: () => ({
    doc: '',
    parameters: [
      name,
      channels,
      {
        name: '{ center = true, scale = true }',
        whole: 'settings',
        type: '{ center?: boolean; scale?: boolean }',
        standard: '{}',
      },
    ],
  }),
};

export const sharedFunctions: Readonly<Record<SharedName, SignatureFor>> = {
  isNative: () => ({
    doc: 'Whether the back end is native TensorFlow, where fused operations keep all intermediate results.',
    parameters: [],
    returns: 'boolean',
  }),
  finish: (traits) => ({
    doc: 'Adds the bias, applies the activation, and frees intermediate results.',
    generic: any,
    parameters: [
      { name: 'y', type: 'T' },
      { name: 'bias', type: 'tf.Tensor1D | undefined' },
      ...activationIfAny(traits).map(({ standard: _, ...parameter }) => parameter),
    ],
    returns: 'T',
  }),
  undilated: () => ({
    doc: 'Inserts zeros between the samples of a kernel: native TensorFlow has no dilated depthwise convolution.',
    parameters: [
      { name: 'kernel', type: image },
      { name: '[rows, columns]', whole: 'dilation', type: '[number, number]' },
    ],
    returns: image,
  }),
  expectShape: () => ({
    doc: 'Throws an error if a tensor has another shape; null allows any size.',
    parameters: [
      name,
      { name: '{ shape }', whole: 'tensor', type: any },
      { name: 'expected', type: '(number | null)[]' },
    ],
    returns: 'void',
  }),
};
