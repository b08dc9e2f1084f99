import type { Algebra } from '../algebra/algebra.js';
import { floorDivide, type Padding, product } from '../expressions/shape.js';
import { RuleFault } from './fault.js';
import { faultOfGroups, groups } from './groups.js';
import { biasInitializer, kernelInitializer, kernelRegularizer } from './initializers.js';
import { defineOp } from './op.js';
import { type Margins, padded } from './padding.js';
import { along, only, type PerAxis, type Rank, type SpatialWords, sizesOf, spatialInput } from './spatial.js';
import { channelsOf } from './types.js';
import { kernelAndBias, useBias } from './weights.js';
import { area, dilatedWindow, filters, movementOf, slideAlong, slidingKernel } from './windows.js';

interface ConvolutionArguments<N> {
  readonly strides: PerAxis<N>;
  readonly padding: Padding | 'causal' | Margins<N>;
  readonly dilation_rate: PerAxis<N>;
  readonly groups: N;
}

const convolve = <T, N>(
  t: Algebra<T, N>,
  x: T,
  kernel: T,
  { strides, dilation_rate, padding, groups }: ConvolutionArguments<N>,
): T => {
  const [whole, left] = padded(t, x, padding);
  return t.convolve(whole, kernel, { strides: along(strides), padding: left, dilation: along(dilation_rate), groups });
};

const kernelAxes = { 1: 'wio', 2: 'hwio', 3: 'thwio' } as const;

const convolution = <R extends Rank>(rank: R, { aliases, doc }: SpatialWords) =>
  defineOp({
    name: `conv${rank}d`,
    keras: `Conv${rank}D`,
    aliases,
    doc: `${doc} With groups, each group of output channels depends on its own group of input channels.`,
    kind: 'convolution',
    padsInput: true,
    figure: { makes: 'filters', ...(rank === 2 ? { label: 'conv' } : {}) },
    inputs: spatialInput(rank),
    attributes: {
      filters,
      ...dilatedWindow(rank),
      groups,
      use_bias: useBias,
      kernel_initializer: kernelInitializer,
      kernel_regularizer: kernelRegularizer,
      bias_initializer: biasInitializer,
    },
    companions: ['batch_norm', 'activation'],
    window: slidingKernel,
    infer(inputs, values) {
      const x = only(inputs);
      const fault = faultOfGroups(channelsOf(x), values);
      if (fault) return fault;
      const sizes = slideAlong(sizesOf(x), along(values.kernel_size), movementOf(values), 'kernel_size');
      return sizes instanceof RuleFault ? sizes : { output: { ...x, shape: [...sizes, values.filters] } };
    },
    weights(inputs, { kernel_size, groups: parts, filters: count, use_bias }) {
      const depth = floorDivide(channelsOf(only(inputs)), parts);
      return kernelAndBias(kernelAxes[rank], [...along(kernel_size), depth, count], count, use_bias);
    },
    macs: (inputs, { kernel_size, groups: parts }, output) =>
      product([...output, area(kernel_size), floorDivide(channelsOf(only(inputs)), parts)]),
    compute: (t, inputs, { kernel, bias }, values) =>
      t.affine(convolve(t, only(inputs), kernel, values), undefined, bias),
  });

export const conv1d = convolution(1, {
  doc: '1D convolution over a sequence.',
  aliases: ['Convolution1D', 'TemporalConvolution', ['CausalConv1d', 'write padding: causal']],
});

export const conv2d = convolution(2, {
  doc: '2D convolution.',
  aliases: [
    'Convolution2D',
    'Convolution',
    'convolutional',
    ['Conv', "for Ultralytics's Conv, also write batch_norm: true and activation: swish"],
  ],
});

export const conv3d = convolution(3, {
  doc: '3D convolution over a volume or the frames of a video.',
  aliases: ['Convolution3D', 'VolumetricConvolution'],
});
