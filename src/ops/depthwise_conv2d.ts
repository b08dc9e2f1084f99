import type { Algebra, Window } from '../algebra/algebra.js';
import { multiply } from '../expressions/shape.js';
import { biasInitializer, initializer, regularizer } from './initializers.js';
import {
  activation,
  area,
  attribute,
  batchNorm,
  bias,
  defineOp,
  dilationRate,
  elements,
  Fault,
  type ImageShape,
  kernelSize,
  oneInput,
  padding,
  slideWindow,
  strides,
  useBias,
  type Weight,
} from './op.js';

export const depthMultiplier = attribute(
  { type: 'integer', minimum: 1 },
  { doc: 'The number of output channels for each input channel.', default: 1 },
);

export const depthwiseConv2d = defineOp({
  name: 'depthwise_conv2d',
  keras: 'DepthwiseConv2D',
  aliases: [
    'DepthwiseConvolution2D',
    'DepthwiseConvolution',
    ['DWConv', "for Ultralytics's DWConv, also write batch_norm: true and activation: swish"],
  ],
  doc: 'Convolution of each channel by itself.',
  inputs: oneInput,
  rank: 3,
  attributes: {
    kernel_size: kernelSize,
    strides,
    padding,
    dilation_rate: dilationRate,
    depth_multiplier: depthMultiplier,
    use_bias: useBias,
    depthwise_initializer: initializer('the kernel', 'glorot_uniform'),
    depthwise_regularizer: regularizer('the kernel'),
    bias_initializer: biasInitializer,
    batch_norm: batchNorm,
    activation,
  },
  infer([image], values) {
    const shape = image as ImageShape;
    if (values.strides[0] !== values.strides[1]) {
      return new Fault(
        'strides-not-square',
        `TensorFlow's depthwise convolution needs equal strides, not ${values.strides.join('x')}`,
        {
          attribute: 'strides',
        },
      );
    }
    const size = slideWindow(shape, values.kernel_size, values, 'kernel_size');
    return size instanceof Fault ? size : [...size, multiply(shape[2], values.depth_multiplier)];
  },
  weights([image], values) {
    const channels = (image as ImageShape)[2];
    const kernel: Weight = {
      name: 'depthwise_kernel',
      shape: [...values.kernel_size, channels, values.depth_multiplier],
      trainable: true,
      initial: 'depthwise_initializer',
    };
    return values.use_bias ? [kernel, bias(multiply(channels, values.depth_multiplier))] : [kernel];
  },
  macs: (_, values, output) => multiply(elements(output), area(values.kernel_size)),
  compute: (t, [x], { depthwise_kernel, bias }, attributes) =>
    t.affine(convolveDepthwise(t, x, depthwise_kernel, attributes), undefined, bias),
});

interface DepthwiseWindow<N> extends Window<N> {
  readonly dilation_rate: readonly N[];
}

/** Convolves each channel by itself. The kernel has the window's sizes, the channels, and the multiplier. */
export const convolveDepthwise = <T, N>(
  t: Algebra<T, N>,
  x: T,
  kernel: T,
  { strides, padding, dilation_rate: dilation }: DepthwiseWindow<N>,
): T => t.convolve(x, t.merge(t.unsqueeze(kernel, -3), -2), { strides, padding, dilation, groups: t.size(x, -1) });
