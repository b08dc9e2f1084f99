/**
 * What engines get wrong or lack, in which version, and what netspec does about it. The page of known faults is
 * generated from this table.
 */
import type { OpName } from '../ops/index.js';

/** What netspec does: it generates other code, it refuses the network, or the fault is only documented. */
type Answer = { readonly workaround: string } | { readonly refusal: string } | { readonly limit: string };

export interface EngineFault {
  readonly engine: 'TensorFlow.js' | 'ONNX Runtime';
  /** The version in which it was seen. */
  readonly version: string;
  /** The back end of TensorFlow.js that has it; absent for all. */
  readonly backend?: 'wasm' | 'native';
  /** The ops that have it; absent for any. */
  readonly ops?: readonly OpName[];
  /** When it happens, and what happens. */
  readonly fault: string;
  readonly answer: Answer;
}

const tensorFlow = { engine: 'TensorFlow.js', version: '4.22' } as const;
const wasm = { ...tensorFlow, backend: 'wasm' } as const;
const native = { ...tensorFlow, backend: 'native' } as const;
const onnxRuntime = { engine: 'ONNX Runtime', version: '1.30' } as const;

export const faults = {
  groups: {
    ...tensorFlow,
    ops: ['conv2d'],
    fault: '`tf.layers.conv2d` ignores `groups`.',
    answer: { workaround: 'The generated code has a class `GroupedConv2D`, which convolves each group separately.' },
  },
  'transposed-attributes': {
    ...tensorFlow,
    ops: ['conv2d_transpose'],
    fault: '`tf.layers.conv2dTranspose` ignores `groups`, `dilationRate` and `outputPadding`.',
    answer: { workaround: 'The generated code has a class `TransposedConvolution`, which has them.' },
  },
  'depthwise-dilation': {
    ...tensorFlow,
    ops: ['depthwise_conv2d'],
    fault: '`tf.layers.depthwiseConv2d` ignores `dilationRate`.',
    answer: { workaround: 'The generated code has a class that dilates the kernel with zeros.' },
  },
  'strides-with-dilation': {
    ...tensorFlow,
    ops: ['conv2d', 'depthwise_conv2d', 'separable_conv2d'],
    fault: 'Strides combined with a dilation throw an error.',
    answer: { refusal: 'strides-with-dilation' },
  },
  'unequal-strides': {
    ...tensorFlow,
    ops: ['depthwise_conv2d', 'separable_conv2d'],
    fault: 'Different strides for height and width throw an error, as in TensorFlow.',
    answer: { refusal: 'strides-not-square' },
  },
  'dilated-gradient': {
    ...tensorFlow,
    ops: ['conv2d'],
    fault: 'Dilated convolutions have no gradient.',
    answer: { limit: 'None: such networks can predict, but cannot be trained.' },
  },
  'maximum-gradient': {
    ...tensorFlow,
    ops: ['maximum', 'minimum'],
    fault: 'The gradient of `tf.maximum` and `tf.minimum` does not broadcast.',
    answer: { limit: 'None: networks with inputs of different shapes can predict, but cannot be trained.' },
  },
  'comparison-gradient': {
    ...tensorFlow,
    ops: ['activation'],
    fault: 'Comparisons have no gradient, not even as the condition of `tf.where`.',
    answer: { workaround: 'Activations are computed by `tf.sign`, which has one.' },
  },
  'elu-alpha': {
    ...tensorFlow,
    ops: ['activation'],
    fault: '`tf.layers.elu` refuses any other alpha than 1.',
    answer: { workaround: 'The generated code has a class `Elu`.' },
  },
  'open-cropping': {
    ...tensorFlow,
    ops: ['cropping2d'],
    fault: '`tf.layers.cropping2D` of an unknown size has a negative one.',
    answer: { workaround: 'The generated code has a class `CroppingLayer2D`.' },
  },
  'alpha-dropout': {
    ...tensorFlow,
    ops: ['alpha_dropout'],
    fault: '`tf.layers.alphaDropout` sets what it drops to the limit of selu with the wrong sign.',
    answer: { workaround: 'The generated code has a class `AlphaDropout`.' },
  },
  'partial-norm': {
    ...tensorFlow,
    ops: ['batch_norm'],
    fault: '`tf.layers.batchNormalization` without scale or center fails in training.',
    answer: { workaround: 'The generated code has a class `BatchNormalization`, which does not need them.' },
  },
  'norm-rank': {
    ...tensorFlow,
    ops: ['batch_norm', 'layer_norm'],
    fault:
      '`tf.layers.batchNormalization` and `tf.layers.layerNormalization` fail for more than 3 dimensions besides the batch.',
    answer: { workaround: 'The generated code normalizes all positions as one dimension.' },
  },
  'split-in-one': {
    ...tensorFlow,
    ops: ['conv2d'],
    fault: '`tf.split` into one piece has no gradient.',
    answer: { workaround: 'The generated code splits only if there are several groups.' },
  },
  'frozen-norm': {
    ...tensorFlow,
    ops: ['batch_norm'],
    fault: 'In training, a frozen `tf.layers.batchNormalization` changes its moving statistics, unlike in Keras.',
    answer: { workaround: 'The generated code has a class `BatchNormalization`, which does not change them.' },
  },
  'negative-axis': {
    ...tensorFlow,
    ops: ['concat'],
    fault: '`tf.layers.concatenate` treats every negative axis as the last one.',
    answer: { workaround: 'The generated code counts axes from the front.' },
  },
  activations: {
    ...tensorFlow,
    ops: ['activation'],
    fault: 'The activations hard_swish and leaky_relu are missing, and hard_sigmoid is 0.2x + 0.5.',
    answer: {
      workaround: 'The generated code has classes for the activations of Keras 3, and uses `tf.layers.leakyReLU`.',
    },
  },
  'unknown-reshape': {
    ...tensorFlow,
    ops: ['squeeze', 'flatten', 'reshape'],
    fault: '`tf.layers.reshape` supports one unknown size, and `tf.layers.flatten` none.',
    answer: { workaround: 'The generated code computes the sizes, or uses a class `Squeeze` if it cannot.' },
  },
  'negative-size': {
    ...tensorFlow,
    fault: 'A window larger than its input results in negative sizes, and back ends crash.',
    answer: { refusal: 'window-too-large' },
  },
  'output-twice': {
    ...tensorFlow,
    fault: '`tf.model` does not allow the same tensor as two outputs.',
    answer: { refusal: 'duplicate-output' },
  },
  gaps: {
    ...wasm,
    ops: ['conv2d', 'depthwise_conv2d', 'separable_conv2d'],
    fault:
      'Convolutions with `same` padding and strides larger than the kernel (other than 1x1) compute wrong values, without an error, if the last window does not reach the end of the input: (output - 1) * stride + kernel < input.',
    answer: { workaround: 'The generated code crops the input of such convolutions.' },
  },
  'prelu-sizes': {
    ...tensorFlow,
    ops: ['prelu'],
    fault: 'A `tf.layers.prelu` with shared axes requires the sizes of its first input, along these axes as well.',
    answer: { workaround: 'The generated code takes this requirement from layers that share weights.' },
  },
  'prelu-axes': {
    ...wasm,
    ops: ['prelu'],
    fault: '`tf.prelu` computes wrong values unless the shared axes are the first ones.',
    answer: { refusal: 'attribute-value' },
  },
  'wasm-rank': {
    ...wasm,
    fault: 'Sums, products and other arithmetic of tensors with more than six dimensions compute wrong values.',
    answer: { limit: 'None: with more than five dimensions besides the batch, use another back end.' },
  },
  'wasm-gradient': {
    ...wasm,
    ops: ['conv2d', 'depthwise_conv2d', 'separable_conv2d'],
    fault: 'Convolutions have no gradient.',
    answer: { limit: 'None: train on another back end. Weights work on all of them.' },
  },
  'embedding-gradient': {
    ...wasm,
    ops: ['embedding', 'gather'],
    fault: '`tf.gather`, and with it `tf.layers.embedding`, has no gradient.',
    answer: { limit: 'None: train on another back end. Weights work on all of them.' },
  },
  'batched-gather': {
    ...wasm,
    ops: ['gather'],
    fault: '`tf.gather` with `batchDims` reads other elements.',
    answer: { workaround: 'The generated code gathers from each example by itself.' },
  },
  'one-hot-dtype': {
    ...wasm,
    ops: ['one_hot'],
    fault: '`tf.oneHot` with dtype float32 returns integers, which are read as tiny floats.',
    answer: { workaround: 'The generated code takes int32 from it, and casts.' },
  },
  'float-tokens': {
    ...tensorFlow,
    ops: ['embedding'],
    fault: '`tf.layers.embedding` takes float32 values, and drops their fractions.',
    answer: { refusal: 'dtype-mismatch' },
  },
  'volume-convolution': {
    ...wasm,
    ops: ['conv3d'],
    fault:
      '`tf.conv3d` is some 30 times slower than the same as 2D convolutions, and its gradient is wrong with strides.',
    answer: { workaround: 'The generated code adds up 2D convolutions, one for each frame of the kernel.' },
  },
  'volume-dilation': {
    ...tensorFlow,
    ops: ['conv3d'],
    fault: '`tf.layers.conv3d` ignores `groups`, and has no gradient with a dilation.',
    answer: { workaround: 'The generated code convolves groups separately, and dilates the kernel with zeros.' },
  },
  'volume-transposed': {
    ...wasm,
    ops: ['conv3d_transpose'],
    fault: '`tf.conv3dTranspose` computes wrong values.',
    answer: { workaround: 'The generated code adds up transposed 2D convolutions, which can also be trained.' },
  },
  'volume-maximum': {
    ...wasm,
    ops: ['max_pool3d'],
    fault: '`tf.maxPool3d` of negative values is about 0.',
    answer: { workaround: 'The generated code pools each frame, and then along the depth.' },
  },
  'volume-mean': {
    ...tensorFlow,
    ops: ['avg_pool3d'],
    fault: 'With padding, the gradient of `tf.avgPool3d` is wrong on cpu and wasm.',
    answer: { workaround: 'The generated code pools each frame, and then along the depth.' },
  },
  'native-dilation': {
    ...native,
    ops: ['depthwise_conv2d', 'separable_conv2d'],
    fault: 'Dilated depthwise convolutions are not implemented.',
    answer: { workaround: 'The generated code dilates the kernel with zeros.' },
  },
  'native-node': {
    ...native,
    fault: 'It does not load in Node.js 23 and later.',
    answer: { workaround: 'Commands use wasm instead, and print which back end they use.' },
  },
  'zeros-before-pool': {
    ...onnxRuntime,
    ops: ['max_pool2d', 'avg_pool2d', 'max_pool1d', 'avg_pool1d', 'max_pool3d', 'avg_pool3d'],
    fault:
      'Zero padding is fused into a following pool: a max pool then ignores the zeros, and a pool smaller than the padding fails.',
    answer: { workaround: 'The pool sets `auto_pad`, which prevents the fusion.' },
  },
  'pool-gaps': {
    ...onnxRuntime,
    ops: ['max_pool2d', 'avg_pool2d', 'conv2d', 'depthwise_conv2d', 'separable_conv2d'],
    fault:
      'If the input size is dynamic and `same` padding would be negative, pools fail, and convolutions compute wrong values without an error.',
    answer: { workaround: 'The file crops the input to the last window.' },
  },
  'output-padding': {
    ...onnxRuntime,
    ops: ['conv1d_transpose', 'conv2d_transpose', 'conv3d_transpose'],
    fault:
      '`ConvTranspose` refuses an output padding that is not below the strides, although it is below the dilation.',
    answer: { workaround: 'The file pads the input with zeros, and crops the output.' },
  },
  'adaptive-size': {
    ...onnxRuntime,
    ops: ['adaptive_avg_pool2d'],
    fault: 'ONNX has no adaptive pool. For known sizes, netspec writes a matrix product.',
    answer: { refusal: 'For unknown sizes, `build --target onnx` reports the layer and writes nothing.' },
  },
  'large-file': {
    ...onnxRuntime,
    fault: 'Protobuf files are limited to 2 GiB.',
    answer: { refusal: '`build --target onnx` reports the size of the weights and writes nothing.' },
  },
  'lost-input': {
    ...onnxRuntime,
    ops: ['dense'],
    fault:
      'A `MatMul` of vectors, followed by batch norm, fails to load ("Node input ... is not a graph input") if its input is also an output of the model. `MatmulBNFusion` drops the edge from the input, and `EliminateIdentity` then renames the input.',
    answer: { workaround: 'The file has a `Gemm` instead, which is not fused.' },
  },
} as const satisfies Readonly<Record<string, EngineFault>>;

export type FaultName = keyof typeof faults;
