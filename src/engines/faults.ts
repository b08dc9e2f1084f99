/** What engines get wrong or lack, in the versions named, and what netspec does about it. The page of known faults is made of it. */
import type { OpName } from '../ops/index.js';

/** What netspec does: it writes other code, it refuses by name, or the limit stays and is only documented. */
type Answer = { readonly workaround: string } | { readonly refusal: string } | { readonly limit: string };

export interface EngineFault {
  readonly engine: 'TensorFlow.js' | 'ONNX Runtime';
  /** The version that it was seen in. */
  readonly version: string;
  /** The back end of TensorFlow.js that has it; all of them where absent. */
  readonly backend?: 'wasm' | 'native';
  /** The ops that meet it; any op where absent. */
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
    answer: { workaround: 'The code has a class `GroupedConv2D`, which convolves each group by itself.' },
  },
  'depthwise-dilation': {
    ...tensorFlow,
    ops: ['depthwise_conv2d'],
    fault: '`tf.layers.depthwiseConv2d` ignores its dilation.',
    answer: { workaround: 'The code has a class that dilates the kernel with zeros.' },
  },
  'strides-with-dilation': {
    ...tensorFlow,
    ops: ['conv2d', 'depthwise_conv2d', 'separable_conv2d'],
    fault: 'Strides together with a dilation throw an error.',
    answer: { refusal: 'strides-with-dilation' },
  },
  'unequal-strides': {
    ...tensorFlow,
    ops: ['depthwise_conv2d', 'separable_conv2d'],
    fault: 'Strides that differ between height and width throw an error, as they do in TensorFlow.',
    answer: { refusal: 'strides-not-square' },
  },
  'dilated-gradient': {
    ...tensorFlow,
    ops: ['conv2d'],
    fault: 'A dilated convolution has no gradient.',
    answer: { limit: 'Such a network predicts, but cannot be trained.' },
  },
  'partial-norm': {
    ...tensorFlow,
    ops: ['batch_norm'],
    fault: '`tf.layers.batchNormalization` fails in training without a scale or a center.',
    answer: { workaround: 'The code has a class `BatchNormalization`, which trains without them.' },
  },
  'negative-axis': {
    ...tensorFlow,
    ops: ['concat'],
    fault: '`tf.layers.concatenate` takes every negative axis for the last one.',
    answer: { workaround: 'The code counts the axis from the front.' },
  },
  activations: {
    ...tensorFlow,
    ops: ['activation'],
    fault: 'There is no hard_swish and no leaky_relu among the activations, and hard_sigmoid is 0.2x + 0.5.',
    answer: { workaround: 'The code has classes that compute what Keras 3 does, and uses `tf.layers.leakyReLU`.' },
  },
  'unknown-reshape': {
    ...tensorFlow,
    ops: ['squeeze', 'flatten', 'reshape'],
    fault: '`tf.layers.reshape` leaves one size open at most, and `tf.layers.flatten` none.',
    answer: { workaround: 'The code works the sizes out where it can, and has a class `Squeeze` where it cannot.' },
  },
  'negative-size': {
    ...tensorFlow,
    fault: 'A window larger than its input gives negative sizes, on which back ends crash.',
    answer: { refusal: 'window-too-large' },
  },
  'output-twice': {
    ...tensorFlow,
    fault: '`tf.model` takes no tensor for two outputs.',
    answer: { refusal: 'duplicate-output' },
  },
  gaps: {
    ...wasm,
    ops: ['conv2d', 'depthwise_conv2d', 'separable_conv2d'],
    fault:
      'With `same` padding and strides beyond the kernel, unless that is 1x1, values are wrong where rows or columns remain behind the last window: along an axis, (output - 1) * stride + kernel is less than the input. Nothing reports it.',
    answer: { workaround: 'The code cuts those rows and columns off before such a convolution.' },
  },
  'prelu-axes': {
    ...wasm,
    ops: ['prelu'],
    fault: '`tf.prelu` computes wrong values where the axes along which slopes are the same are not the first.',
    answer: { refusal: 'attribute-value' },
  },
  'wasm-gradient': {
    ...wasm,
    ops: ['conv2d', 'depthwise_conv2d', 'separable_conv2d'],
    fault: 'Convolutions have no gradient.',
    answer: { limit: 'Train on another back end; weights are the same on all.' },
  },
  'native-dilation': {
    ...native,
    ops: ['depthwise_conv2d', 'separable_conv2d'],
    fault: 'There is no kernel for a dilated depthwise convolution.',
    answer: { workaround: 'The code dilates the kernel with zeros.' },
  },
  'native-node': {
    ...native,
    fault: 'It does not load on Node 23 and later.',
    answer: { workaround: 'Commands run on wasm instead, and name the back end that they ran on.' },
  },
  'zeros-before-pool': {
    ...onnxRuntime,
    ops: ['max_pool2d', 'avg_pool2d'],
    fault:
      'It fuses zeros around an image into the pool that follows: a max pool then ignores them, and a pool that they are wider than is refused.',
    answer: { workaround: 'The pool names its padding (`auto_pad`), and is then left alone.' },
  },
  'pool-gaps': {
    ...onnxRuntime,
    ops: ['max_pool2d', 'avg_pool2d', 'conv2d', 'depthwise_conv2d', 'separable_conv2d'],
    fault:
      'If the image has an unknown size and `same` padding comes out negative, it refuses a pool, and computes wrong values for a convolution. Nothing reports the latter.',
    answer: { workaround: 'The file cuts off what remains behind the last window.' },
  },
  'adaptive-size': {
    ...onnxRuntime,
    ops: ['adaptive_avg_pool2d'],
    fault: 'ONNX has no adaptive pool; for a known size it is a product of matrices.',
    answer: { refusal: 'For an unknown size, `build --target onnx` names the layer and writes nothing.' },
  },
  'large-file': {
    ...onnxRuntime,
    fault: 'A protobuf file holds 2 GiB at most.',
    answer: { refusal: '`build --target onnx` says how large the weights are and writes nothing.' },
  },
  'lost-input': {
    ...onnxRuntime,
    ops: ['dense'],
    fault:
      'A `MatMul` of vectors followed by batch norm does not load if an `Identity` takes its input to an output ("Node input ... is not a graph input"): `MatmulBNFusion` leaves out the edge from the input, so `EliminateIdentity` renames it.',
    answer: { workaround: 'The file has a `Gemm` instead, which is not fused with batch norm.' },
  },
} as const satisfies Readonly<Record<string, EngineFault>>;

export type FaultName = keyof typeof faults;
