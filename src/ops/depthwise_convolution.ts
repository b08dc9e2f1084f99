import type { Algebra } from '../algebra/algebra.js';
import { multiply, type Padding, product } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import { RuleFault } from './fault.js';
import { biasInitializer, initializer, regularizer } from './initializers.js';
import { defineOp } from './op.js';
import { type Margins, padded, padding } from './padding.js';
import { along, only, type PerAxis, type SpatialWords, sizesOf, spatialInput } from './spatial.js';
import { channelsOf } from './types.js';
import { bias, kernel, useBias } from './weights.js';
import { area, dilatedWindow, slideByChannel, slidingKernel } from './windows.js';

export const depthMultiplier = attribute(
  { type: 'integer', minimum: 1 },
  { doc: 'The number of output channels per input channel.', default: 1 },
);

/** The axes of a depthwise kernel. */
export const depthwiseAxes = { 1: 'wcm', 2: 'hwcm' } as const;

const depthwiseConvolution = <R extends 1 | 2>(rank: R, { aliases, doc }: SpatialWords) =>
  defineOp({
    name: `depthwise_conv${rank}d`,
    keras: `DepthwiseConv${rank}D`,
    aliases,
    doc,
    kind: 'convolution',
    padsInput: true,
    figure: { label: 'depthwise' },
    inputs: spatialInput(rank),
    attributes: {
      ...dilatedWindow(rank),
      padding: padding[rank],
      depth_multiplier: depthMultiplier,
      use_bias: useBias,
      depthwise_initializer: initializer('the kernel', 'glorot_uniform'),
      depthwise_regularizer: regularizer('the kernel'),
      bias_initializer: biasInitializer,
    },
    companions: ['batch_norm', 'activation'],
    window: slidingKernel,
    infer(inputs, values) {
      const x = only(inputs);
      const sizes = slideByChannel('depthwise', sizesOf(x), values);
      if (sizes instanceof RuleFault) return sizes;
      return { output: { ...x, shape: [...sizes, multiply(channelsOf(x), values.depth_multiplier)] } };
    },
    weights(inputs, { kernel_size, depth_multiplier, use_bias }) {
      const channels = channelsOf(only(inputs));
      const shape = [...along(kernel_size), channels, depth_multiplier];
      return {
        depthwise_kernel: kernel(depthwiseAxes[rank], shape, 'depthwise_initializer'),
        bias: use_bias && bias(multiply(channels, depth_multiplier)),
      };
    },
    macs: (_, { kernel_size }, output) => multiply(product(output), area(kernel_size)),
    compute: (t, inputs, { depthwise_kernel, bias }, attributes) =>
      t.affine(convolveDepthwise(t, only(inputs), depthwise_kernel, attributes), undefined, bias),
  });

interface DepthwiseWindow<N> {
  readonly strides: PerAxis<N>;
  readonly padding: Padding | Margins<N>;
  readonly dilation_rate: PerAxis<N>;
}

/** Convolves each channel by itself. The kernel has the sizes of the window, the channels, and the multiplier. */
export const convolveDepthwise = <T, N>(
  t: Algebra<T, N>,
  x: T,
  kernel: T,
  { strides, padding, dilation_rate }: DepthwiseWindow<N>,
): T => {
  const [whole, left] = padded(t, x, padding);
  const channels = t.merge(t.unsqueeze(kernel, -3), -2);
  const window = { strides: along(strides), padding: left, dilation: along(dilation_rate) };
  return t.convolve(whole, channels, { ...window, groups: t.size(x, -1) });
};

export const depthwiseConv1d = depthwiseConvolution(1, {
  aliases: ['DepthwiseConvolution1D'],
  doc: 'Depthwise 1D convolution over a sequence: each channel is convolved separately.',
});

export const depthwiseConv2d = depthwiseConvolution(2, {
  aliases: [
    'DepthwiseConvolution2D',
    'DepthwiseConvolution',
    ['DWConv', "for Ultralytics's DWConv, also write batch_norm: true and activation: swish"],
  ],
  doc: 'Depthwise 2D convolution: each channel is convolved separately.',
});
