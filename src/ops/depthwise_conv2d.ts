import type { Algebra } from '../algebra/algebra.js';
import { multiply, type Padding, product } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import { RuleFault } from './fault.js';
import { biasInitializer, initializer, regularizer } from './initializers.js';
import { defineOp, oneImage } from './op.js';
import { type Margins, padded } from './padding.js';
import { bias, kernel, useBias } from './weights.js';
import { area, dilatedWindow, slideByChannel, slidingKernel } from './windows.js';

export const depthMultiplier = attribute(
  { type: 'integer', minimum: 1 },
  { doc: 'The number of output channels per input channel.', default: 1 },
);

export const depthwiseConv2d = defineOp({
  name: 'depthwise_conv2d',
  keras: 'DepthwiseConv2D',
  aliases: [
    'DepthwiseConvolution2D',
    'DepthwiseConvolution',
    ['DWConv', "for Ultralytics's DWConv, also write batch_norm: true and activation: swish"],
  ],
  doc: 'Depthwise 2D convolution: each channel is convolved separately.',
  kind: 'convolution',
  figure: { label: 'depthwise' },
  inputs: oneImage,
  attributes: {
    ...dilatedWindow(2),
    depth_multiplier: depthMultiplier,
    use_bias: useBias,
    depthwise_initializer: initializer('the kernel', 'glorot_uniform'),
    depthwise_regularizer: regularizer('the kernel'),
    bias_initializer: biasInitializer,
  },
  companions: ['batch_norm', 'activation'],
  window: slidingKernel,
  infer({ image }, values) {
    const size = slideByChannel('depthwise', image.shape, values);
    if (size instanceof RuleFault) return size;
    return { output: { ...image, shape: [...size, multiply(image.shape[2], values.depth_multiplier)] } };
  },
  weights({ image }, { kernel_size, depth_multiplier, use_bias }) {
    const channels = image.shape[2];
    return {
      depthwise_kernel: kernel('hwcm', [...kernel_size, channels, depth_multiplier], 'depthwise_initializer'),
      bias: use_bias && bias(multiply(channels, depth_multiplier)),
    };
  },
  macs: (_, { kernel_size }, output) => multiply(product(output), area(kernel_size)),
  compute: (t, { image }, { depthwise_kernel, bias }, attributes) =>
    t.affine(convolveDepthwise(t, image, depthwise_kernel, attributes), undefined, bias),
});

interface DepthwiseWindow<N> {
  readonly strides: readonly N[];
  readonly padding: Padding | Margins<N>;
  readonly dilation_rate: readonly N[];
}

/** Convolves each channel by itself. The kernel has the sizes of the window, the channels, and the multiplier. */
export const convolveDepthwise = <T, N>(
  t: Algebra<T, N>,
  x: T,
  kernel: T,
  { strides, padding, dilation_rate: dilation }: DepthwiseWindow<N>,
): T => {
  const [whole, left] = padded(t, x, padding);
  const channels = t.merge(t.unsqueeze(kernel, -3), -2);
  return t.convolve(whole, channels, { strides, padding: left, dilation, groups: t.size(x, -1) });
};
