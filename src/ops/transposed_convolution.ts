import type { Algebra } from '../algebra/algebra.js';
import { floorDivide, product } from '../expressions/shape.js';
import { RuleFault } from './fault.js';
import { faultOfGroups, groups } from './groups.js';
import { biasInitializer, kernelInitializer, kernelRegularizer } from './initializers.js';
import { defineOp } from './op.js';
import { cropAlong, padAlong } from './padding.js';
import { along, only, type PerAxis, type Rank, type SpatialWords, sizesOf, spatialInput } from './spatial.js';
import { outputPadding, reach, type TransposedArguments, transposedPadding, trimsOf } from './transposed_windows.js';
import { channelsOf } from './types.js';
import { kernelAndBias, useBias } from './weights.js';
import { area, dilationRate, filters, kernelSize, strides } from './windows.js';

function convolve<T, N>(
  t: Algebra<T, N>,
  x: T,
  kernel: T,
  values: TransposedArguments<N> & { readonly groups: N; readonly dilation_rate: PerAxis<N> },
): T {
  const whole = t.convolveTransposed(x, kernel, {
    strides: along(values.strides),
    dilation: along(values.dilation_rate),
    groups: values.groups,
  });
  const trims = trimsOf(values, (value) => t.literal(value));
  const added = trims.map(([, after]) => [0, Math.max(-after, 0)] as const);
  const cropped = trims.map(([before, after]) => [before, Math.max(after, 0)] as const);
  const isLonger = added.some(([, after]) => after > 0);
  return cropAlong(t, isLonger ? t.named(padAlong(t, whole, added), 'padded') : whole, cropped);
}

const kernelAxes = { 1: 'woi', 2: 'hwoi', 3: 'thwoi' } as const;

/**
 * The kernel has the sizes of the window, the output channels of a group, and all input channels, of which each group
 * has its share: the kernel of Keras, and as many weights as PyTorch has.
 */
const transposedConvolution = <R extends Rank>(rank: R, { aliases, doc }: SpatialWords) =>
  defineOp({
    name: `conv${rank}d_transpose`,
    keras: `Conv${rank}DTranspose`,
    aliases,
    doc: `${doc} With groups, each group of output channels depends on its own group of input channels.`,
    kind: 'convolution',
    figure: { label: 'transposed', makes: 'filters' },
    inputs: spatialInput(rank),
    attributes: {
      filters,
      kernel_size: kernelSize(rank),
      strides: strides[rank],
      padding: transposedPadding[rank],
      output_padding: outputPadding[rank],
      dilation_rate: dilationRate[rank],
      groups,
      use_bias: useBias,
      kernel_initializer: kernelInitializer,
      kernel_regularizer: kernelRegularizer,
      bias_initializer: biasInitializer,
    },
    companions: ['batch_norm', 'activation'],
    window: (values) => ({
      kind: 'transposed',
      kernel: along(values.kernel_size),
      strides: along(values.strides),
      dilation: along(values.dilation_rate),
      before: trimsOf(values, Number).map(([before]) => before),
    }),
    infer(inputs, values, assume) {
      const x = only(inputs);
      const fault = faultOfGroups(channelsOf(x), values);
      if (fault) return fault;
      const sizes = reach(sizesOf(x), values, assume);
      return sizes instanceof RuleFault ? sizes : { output: { ...x, shape: [...sizes, values.filters] } };
    },
    weights(inputs, { kernel_size, groups: parts, filters: count, use_bias }) {
      const shape = [...along(kernel_size), floorDivide(count, parts), channelsOf(only(inputs))];
      return kernelAndBias(kernelAxes[rank], shape, count, use_bias);
    },
    macs: (inputs, { kernel_size, groups: parts, filters: count }) =>
      product([...only(inputs).shape, area(kernel_size), floorDivide(count, parts)]),
    compute: (t, inputs, { kernel, bias }, values) =>
      t.affine(convolve(t, only(inputs), kernel, values), undefined, bias),
  });

const inNumbers = 'padding: 1 crops the output as in PyTorch and Caffe';

export const conv1dTranspose = transposedConvolution(1, {
  aliases: ['Convolution1DTranspose', 'Deconvolution1D', 'Deconv1d', ['ConvTranspose1d', inNumbers]],
  doc: 'Transposed 1D convolution, also called deconvolution. Strides enlarge the sequence.',
});

export const conv2dTranspose = transposedConvolution(2, {
  aliases: [
    'Convolution2DTranspose',
    'Deconvolution2D',
    'Deconv2d',
    ['ConvTranspose2d', inNumbers],
    ['ConvTranspose', inNumbers],
    ['Deconvolution', inNumbers],
    ['deconvolutional', inNumbers],
    ['Deconv', inNumbers],
  ],
  doc: 'Transposed 2D convolution, also called deconvolution. Strides enlarge the image.',
});

export const conv3dTranspose = transposedConvolution(3, {
  aliases: ['Convolution3DTranspose', 'Deconvolution3D', 'Deconv3d', ['ConvTranspose3d', inNumbers]],
  doc: 'Transposed 3D convolution, also called deconvolution. Strides enlarge the volume.',
});
