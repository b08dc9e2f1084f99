/** How each op is made of TensorFlow.js: the one place that says what a layer of the report is in code. */
import type { ActivationWord } from '../../../algebra/activations.js';
import { rowOf } from '../../../graph/layer-of.js';
import { type Type, tuple } from '../../../lower/types.js';
import { activationLayer } from '../../../ops/activation-layers.js';
import { type AttributeType, settingsByWord, tupleLength } from '../../../ops/attributes.js';
import { activationType } from '../../../ops/companions.js';
import { convLstm2d } from '../../../ops/conv_lstm.js';
import { gru } from '../../../ops/gru.js';
import type { OpName } from '../../../ops/index.js';
import { lstm } from '../../../ops/lstm.js';
import type { Op } from '../../../ops/op.js';
import { resize } from '../../../ops/resizing.js';
import { simpleRnn } from '../../../ops/simple_rnn.js';
import type { Doc } from '../../code/layout.js';
import { camelCase } from '../../code/lexical.js';
import type { RuntimeName } from '../runtime-names.js';

/** The code that makes a layer. */
export interface Maker {
  /** What is called with the layer's arguments: a function, or `new` and a class. */
  readonly callee: string;
  /** The module of runtime/ that declares it. */
  readonly needs?: RuntimeName;
  /** Whether its class follows from what the op computes. */
  readonly isPrinted?: true;
}

const factory = (name: string) => (): Maker => ({ callee: `tf.layers.${name}` });
const printed = (op: Op): Maker => ({ callee: `new ${className(op)}`, isPrinted: true });
const custom = (name: string, needs: RuntimeName): Maker => ({ callee: `new ${name}`, needs });

/**
 * Which attributes some layer of an op gives; with `states` if some layer takes or gives states, and `margins` if the
 * padding of some layer is in numbers.
 */
export type Given = ReadonlySet<string>;

/** How an op is built. */
export interface Row {
  maker(given: Given): Maker;
  /** Why its layers may have a class of their own, although TensorFlow.js has such a layer. */
  readonly mayBePrinted?: string;
  /** What that class is called: not as in TensorFlow.js, which finds classes by name. The name in Keras by default. */
  readonly className?: string;
  /** Attributes that the layer takes as a number for each axis, and not as one number for all. */
  readonly tuples?: readonly string[];
  /** Attributes that the generated function handles itself. */
  readonly own?: readonly string[];
  /** Attributes that count as not given if they are given their default. */
  readonly ownDefaults?: readonly string[];
  /** The code of an attribute for the layer, if it differs from the spec's. */
  readonly argument?: (key: string, code: Doc) => Doc;
}

const unlikePools = ['rounding', 'count_padding'];
const unlikeTensorFlow = ['bidirectional', 'activation', 'recurrent_activation'];

/** A recurrent layer in one direction, with the usual activations: TensorFlow.js has another hard_sigmoid. */
const recurrent = (name: string, op: Op): Row => ({
  maker: (given) =>
    given.has('states') || unlikeTensorFlow.some((key) => given.has(key)) ? printed(op) : factory(name)(),
  ownDefaults: unlikeTensorFlow,
  mayBePrinted: `tf.layers.${name} has other activations, and its weights have the same names in both directions.`,
  className: `${op.keras}Layer`,
});

/** What tf.layers.conv2dTranspose does not have. */
const unlikeTransposed = ['margins', 'output_padding', 'dilation_rate', 'groups'];
const transposedConvolution = custom('TransposedConvolution', 'transposed-convolution');

const maxPooling = custom('MaxPooling', 'max-pooling');
const averagePooling = custom('AveragePooling', 'average-pooling');

/** A pool. TensorFlow.js has no padding in numbers, and rounds down. */
const pool = (name: string, other: Maker): Row => ({
  maker: (given) => (['margins', ...unlikePools].some((key) => given.has(key)) ? other : factory(name)()),
  ownDefaults: unlikePools,
});

/** The ops that TensorFlow.js, or a module of runtime/, has ready-made. */
const rows: Readonly<Partial<Record<OpName, Row>>> = {
  // tf.layers.conv2d drops `groups` without a word.
  conv2d: { maker: (given) => (given.has('groups') ? custom('GroupedConv2D', 'grouped-conv2d') : factory('conv2d')()) },
  // tf.layers.depthwiseConv2d ignores its dilation.
  depthwise_conv2d: {
    maker: (given) =>
      given.has('dilation_rate')
        ? custom('DilatedDepthwiseConv2D', 'dilated-depthwise-conv2d')
        : factory('depthwiseConv2d')(),
  },
  // Native TensorFlow has no dilated kernel for it.
  separable_conv2d: {
    maker: (given) =>
      given.has('dilation_rate')
        ? custom('DilatedSeparableConv2D', 'dilated-separable-conv2d')
        : factory('separableConv2d')(),
  },
  // tf.layers.conv1d ignores groups, has no causal padding, and no gradient with dilation. With `same` padding it is
  // wrong on wasm if strides leave a rest.
  conv1d: {
    maker: (given) =>
      ['groups', 'dilation_rate', 'padding'].some((key) => given.has(key))
        ? custom('Conv1D', 'convolution1d')
        : factory('conv1d')(),
  },
  // tf.layers.conv3d has no groups, no gradient with dilation, and on wasm a wrong one; there it is slow, too.
  conv3d: { maker: () => custom('Conv3D', 'convolution3d') },
  conv1d_transpose: { maker: () => transposedConvolution },
  conv2d_transpose: {
    maker: (given) =>
      unlikeTransposed.some((key) => given.has(key)) ? transposedConvolution : factory('conv2dTranspose')(),
    ownDefaults: ['output_padding'],
  },
  // tf.layers.conv3dTranspose cannot be trained, and is wrong on wasm.
  conv3d_transpose: { maker: () => transposedConvolution },
  dense: { maker: factory('dense') },
  // A layer of an unembedding is that of its embedding.
  embedding: {
    maker: (given) =>
      given.has('unembedding') ? custom('ReversibleEmbedding', 'reversible-embedding') : factory('embedding')(),
  },
  parameter: { maker: () => custom('LearnedTensor', 'learned-tensor') },
  constant: { maker: () => custom('ConstantTensor', 'constant-tensor') },
  lstm: recurrent('lstm', lstm),
  // tf.layers.gru refuses reset_after.
  gru: {
    maker: () => printed(gru),
    mayBePrinted: 'tf.layers.gru does not support resetAfter.',
    className: 'GRULayer',
  },
  simple_rnn: recurrent('simpleRNN', simpleRnn),
  conv_lstm2d: {
    maker: () => printed(convLstm2d),
    mayBePrinted: 'tf.layers.convLstm2d has other activations, and does not take the states of other layers.',
    className: 'ConvLSTM2DLayer',
    tuples: ['kernel_size', 'strides', 'dilation_rate'],
  },
  max_pool1d: pool('maxPooling1d', maxPooling),
  avg_pool1d: pool('averagePooling1d', averagePooling),
  global_max_pool1d: { maker: factory('globalMaxPooling1d'), own: ['keepdims'] },
  global_avg_pool1d: { maker: factory('globalAveragePooling1d'), own: ['keepdims'] },
  max_pool2d: pool('maxPooling2d', maxPooling),
  avg_pool2d: pool('averagePooling2d', averagePooling),
  global_max_pool2d: { maker: factory('globalMaxPooling2d'), own: ['keepdims'] },
  global_avg_pool2d: { maker: factory('globalAveragePooling2d'), own: ['keepdims'] },
  // On wasm, tf.layers.maxPooling3d is wrong for negative values. With padding, the gradient of averagePooling3d is
  // wrong on cpu and wasm.
  max_pool3d: { maker: () => maxPooling },
  avg_pool3d: { maker: () => averagePooling },
  adaptive_avg_pool2d: {
    maker: () => custom('AdaptiveAveragePooling2D', 'adaptive-average-pooling2d'),
    tuples: ['output_size'],
  },
  rescaling: { maker: factory('rescaling') },
  layer_scale: { maker: () => custom('LayerScale', 'layer-scale') },
  batch_norm: { maker: (given) => normalization(['scale', 'center', 'trainable'].some((key) => given.has(key))) },
  layer_norm: { maker: factory('layerNormalization') },
  activation: { maker: factory('activation') },
  prelu: { maker: factory('prelu') },
  dropout: { maker: factory('dropout') },
  spatial_dropout1d: { maker: factory('spatialDropout1d') },
  // tf.layers.alphaDropout drops to the upper limit.
  alpha_dropout: { maker: () => custom('AlphaDropout', 'alpha-dropout') },
  gaussian_dropout: { maker: factory('gaussianDropout') },
  gaussian_noise: { maker: factory('gaussianNoise') },
  concat: { maker: factory('concatenate'), argument: (_, axis) => axisFromFront(axis) },
  add: { maker: factory('add') },
  multiply: { maker: factory('multiply') },
  average: { maker: factory('average') },
  maximum: { maker: factory('maximum') },
  minimum: { maker: factory('minimum') },
  flatten: { maker: factory('flatten') },
  reshape: { maker: factory('reshape') },
  squeeze: { maker: factory('reshape'), own: ['axis'] },
  permute: { maker: factory('permute') },
  rearrange: { maker: () => custom('Rearrange', 'rearrange') },
  repeat_vector: { maker: factory('repeatVector') },
  split: { maker: () => custom('Split', 'split') },
  slice: { maker: () => custom('Slice', 'slice') },
  stack: { maker: () => custom('Stack', 'stack') },
  roll: { maker: () => custom('Roll', 'roll') },
  gather: { maker: () => custom('Gather', 'gather') },
  zero_pad2d: { maker: factory('zeroPadding2d') },
  // Of an unknown size, tf.layers.cropping2D subtracts as if it were 0.
  cropping2d: { maker: () => custom('CroppingLayer2D', 'cropping2d') },
  up_sampling2d: { maker: factory('upSampling2d'), tuples: ['size'] },
  resize: {
    maker: () => printed(resize),
    mayBePrinted: 'tf.layers.resizing aligns corners.',
    className: 'Resize',
    tuples: ['size'],
  },
};

/** How an op is built: by a class that follows from what it computes, where nothing is ready-made. */
export function layerRow(op: Op): Row {
  const tuples = Object.entries(op.attributes).flatMap(([key, { type }]) => (spreadOfType(type) ? [key] : []));
  const mayBePrinted = 'TensorFlow.js does not have it.';
  return rowOf(rows, op) ?? { maker: () => printed(op), mayBePrinted, tuples };
}

/** What the printed class of an op's layers is called. */
export const className = (op: Op): string => layerRow(op).className ?? op.keras;

/** An attribute that is a number for each axis, or two. */
export interface Spread {
  readonly axes: 2 | 3;
  readonly hasEnds: boolean;
}

/** How the layer of an op takes an attribute that may be one number for all axes in a spec; undefined if as it is. */
export function spreadOf(op: Op, key: string): Spread | undefined {
  const type = op.attributes[key]?.type;
  return type && layerRow(op).tuples?.includes(key) ? spreadOfType(type) : undefined;
}

function spreadOfType(type: AttributeType): Spread | undefined {
  if (type.type === 'margins' && type.axes !== 1) return { axes: type.axes, hasEnds: true };
  const axes = tupleLength(type);
  return axes && { axes, hasEnds: false };
}

/** The type of such an attribute. */
export function spreadType({ axes, hasEnds }: Spread): Type {
  if (hasEnds) return [axes === 2 ? 'two-pairs' : 'three-pairs'];
  return tuple(axes);
}

/** An axis of `xs`, counted from the front: to tf.layers.concatenate, every negative one is the last. */
function axisFromFront(code: Doc): Doc {
  const rank = 'xs[0].shape.length';
  const axis = Number(code);
  if (Number.isNaN(axis)) return [code, ' < 0 ? ', rank, ' + ', code, ' : ', code];
  return axis < -1 ? `${rank} - ${-axis}` : code;
}

/**
 * Batch norm. In training, the layer of TensorFlow.js reads gamma and beta, and fails if one is missing; of a frozen
 * layer, it changes the statistics.
 */
export function normalization(isSpecial: boolean): Maker {
  return isSpecial ? custom('BatchNormalization', 'batch-normalization') : factory('batchNormalization')();
}

/** The code of an activation's layer. */
interface ActivationMaker extends Maker {
  readonly code: string;
  /** The op of a printed class. */
  readonly op?: Op;
}

/** Activations that are layers of TensorFlow.js; the others are printed from what they compute. */
const readyMade: readonly ActivationWord[] = [
  'linear',
  'relu',
  'relu6',
  'elu',
  'selu',
  'swish',
  'mish',
  'softplus',
  'softsign',
  'sigmoid',
  'tanh',
  'softmax',
  'log_softmax',
];

/** Whether TensorFlow.js has no layer of an activation, with or without settings. */
export const isPrintedActivation = (word: ActivationWord, hasSettings: boolean): boolean =>
  activationMaker(word, hasSettings).isPrinted === true;

/** The code that creates an activation's layer, with its settings if it has any. */
export function activationMaker(activation: ActivationWord, hasSettings: boolean): ActivationMaker {
  switch (activation) {
    case 'hard_swish':
      return { ...custom('HardSwish', 'hard-swish'), code: 'new HardSwish({ name })' };
    case 'hard_sigmoid':
      return { ...custom('HardSigmoid', 'hard-sigmoid'), code: 'new HardSigmoid({ name })' };
    case 'gelu':
      return {
        callee: 'tf.layers.activation',
        code: `tf.layers.activation({ name, activation: ${hasSettings ? "approximate ? 'gelu_new' : 'gelu'" : "'gelu'"} })`,
      };
    case 'softmax':
      return hasSettings
        ? {
            ...custom('SoftmaxOverAxis', 'softmax-over-axis'),
            code: "axis === -1 ? tf.layers.activation({ name, activation: 'softmax' }) : new SoftmaxOverAxis({ name, axis })",
          }
        : activationLayerCode(activation);
    case 'leaky_relu':
      return {
        callee: 'tf.layers.leakyReLU',
        code: `tf.layers.leakyReLU({ name, alpha: ${hasSettings ? 'negativeSlope' : 0.2} })`,
      };
    default:
      // tf.layers.elu refuses any other alpha than 1.
      return readyMade.includes(activation) && !(activation === 'elu' && hasSettings)
        ? activationLayerCode(activation)
        : printedActivation(activationLayer(activation), hasSettings);
  }
}

const activationLayerCode = (activation: string) => ({
  callee: 'tf.layers.activation',
  code: `tf.layers.activation({ name, activation: '${camelCase(activation)}' })`,
});

/** A class that follows from what an activation computes. It takes all settings. */
function printedActivation(op: Op, hasSettings: boolean): ActivationMaker {
  const defaults = settingsByWord(activationType)[op.name] ?? {};
  const settings = Object.keys(op.attributes).map((key) =>
    hasSettings ? camelCase(key) : `${camelCase(key)}: ${defaults[key]?.default}`,
  );
  const maker = printed(op);
  return { ...maker, op, code: `${maker.callee}({ ${['name', ...settings].join(', ')} })` };
}
