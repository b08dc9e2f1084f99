/** Values of other libraries, with the possible words of netspec; the place decides which. */
import type { Translation } from './word.js';

/** A word of another library, a word that its places allow, and its translation there. */
type Foreign = readonly [name: string, place: string, translation: Translation];

const is = (word: string, ...names: readonly string[]): readonly Foreign[] =>
  names.map((name) => [name, word, { word }]);
const near = (word: string, hint: string, ...names: readonly string[]): readonly Foreign[] =>
  names.map((name) => [name, word, { word, hint }]);
const none = (place: string, hint: string, ...names: readonly string[]): readonly Foreign[] =>
  names.map((name) => [name, place, { hint }]);

/** Some words, such as none, have different meanings in different places. */
export const foreignValues: readonly Foreign[] = [
  // Activations
  ...is('linear', 'None', 'null', 'identity', 'no', 'false'),
  ...is('swish', 'silu'),
  ...is('sigmoid', 'logistic'),
  ...none('relu', 'use the op glu, which halves the channels', 'glu', 'swiglu', 'geglu', 'reglu'),
  ...is('hard_swish', 'hard_silu', 'h_swish', 'hswish'),
  ...is('hard_sigmoid', 'h_sigmoid', 'hsigmoid'),
  ...near('leaky_relu', "its slope is 0.2; for darknet's, write {leaky_relu: 0.1}", 'leaky'),
  ...near(
    'leaky_relu',
    "its slope is 0.2; write {leaky_relu: 0.3} for Keras's layer, {leaky_relu: 0.01} for PyTorch's",
    'lrelu',
    'LeakyReLU',
  ),
  ...near(
    'gelu',
    'for the approximation by tanh, write {gelu: {approximate: true}}',
    'gelu_new',
    'gelu_tanh',
    'gelu_approximate',
    'gelu_pytorch_tanh',
  ),
  ...near('gelu', 'it is exact, not an approximation by sigmoid', 'quick_gelu'),
  ...none('linear', 'it has weights of its own: add a layer {op: prelu}', 'prelu', 'PReLU'),
  ...is('exponential', 'exp'),
  ...is('log_sigmoid', 'logsigmoid'),
  ...is('log_softmax', 'logsoftmax'),
  ...is('hard_tanh', 'hardtanh', 'htanh'),
  ...is('hard_shrink', 'hardshrink'),
  ...is('soft_shrink', 'softshrink'),
  ...is('tanh_shrink', 'tanhshrink'),
  ...near('threshold', 'values up to 1 become 0; for others, write {threshold: {threshold: 0.5}}', 'ThresholdedReLU'),
  ...none('linear', 'netspec has no random activation; write {leaky_relu: 0.23}, its mean', 'rrelu'),
  ...none('linear', 'write relu, then multiply its output by itself', 'relu_squared', 'relu2'),
  ...none('linear', 'netspec has no such activation', 'loggy', 'ramp', 'stair', 'plse'),
  // Padding
  ...is('valid', 'no', 'none', 'null', 'notset'),
  ...is('same', 'half', 'same_upper'),
  ...none(
    'valid',
    'netspec pads with zeros (same) or not at all (valid)',
    'reflect',
    'replicate',
    'circular',
    'symmetric',
    'causal',
    'full',
    'same_lower',
  ),
  // Initializers
  ...is('glorot_uniform', 'xavier', 'xavier_uniform', 'glorot'),
  ...is('glorot_normal', 'xavier_normal'),
  ...is('he_normal', 'kaiming_normal', 'msra'),
  ...is('he_uniform', 'kaiming_uniform'),
  ...none('zeros', 'write he_normal or he_uniform', 'he', 'kaiming'),
  ...none('zeros', 'write lecun_normal or lecun_uniform', 'lecun'),
  ...is('random_normal', 'normal', 'gaussian'),
  ...is('random_uniform', 'uniform'),
  ...is('truncated_normal', 'trunc_normal'),
  ...is('zeros', 'zero'),
  ...is('ones', 'one'),
  ...none('zeros', 'netspec has no such initializer', 'identity', 'dirac', 'sparse', 'bilinear'),
  // Regularizers
  ...is('none', 'no', 'null', 'false'),
  ...is('l1_l2', 'l1l2', 'elastic_net'),
  // Joins
  ...is('concat', 'cat', 'concatenate'),
  ...is('add', 'sum', 'residual', 'plus'),
  ...is('multiply', 'mul', 'prod', 'product'),
  ...is('average', 'ave', 'avg', 'mean'),
  ...is('mean', 'ave', 'avg', 'average'),
  ...is('max', 'maximum', 'amax'),
  ...is('min', 'minimum', 'amin'),
  ...is('maximum', 'max'),
  ...is('minimum', 'min'),
  ...is('subtract', 'sub', 'minus'),
  ...none('concat', 'netspec joins with concat, stack, add, multiply, average, maximum, minimum or subtract', 'dot'),
  // Merging both directions of a recurrent layer
  ...near('concat', 'PyTorch joins the outputs of both directions', 'true'),
  ...is('ave', 'average', 'avg', 'mean'),
  ...is('mul', 'multiply', 'product'),
  ...is('sum', 'add'),
  // Interpolation
  ...none(
    'nearest',
    'netspec only resizes with nearest or bilinear',
    'bicubic',
    'trilinear',
    'area',
    'lanczos3',
    'lanczos5',
    'gaussian',
    'mitchellcubic',
  ),
  // Types of inputs
  ...is('int32', 'int', 'integer', 'i32', 'IntTensor'),
  ...near(
    'int32',
    'netspec has one type of whole numbers',
    ...['int64', 'long', 'LongTensor', 'int8', 'int16', 'short', 'uint8', 'byte', 'uint16', 'uint32', 'uint64'],
  ),
  ...is('float32', 'float', 'f32', 'single', 'FloatTensor'),
  ...near('float32', 'netspec computes with float32', 'float16', 'half', 'bfloat16', 'float64', 'double'),
  ...is('bool', 'boolean', 'logical', 'BoolTensor'),
  ...none('int32', 'netspec takes tokens as whole numbers; tokenize the text first', 'string', 'str', 'text', 'object'),
  // Types of parameters
  ...is('integer', 'int', 'int32', 'long'),
  ...is('number', 'float', 'double', 'float32', 'real'),
  ...is('boolean', 'bool'),
  ...is('word', 'str', 'string', 'enum', 'choice'),
];
