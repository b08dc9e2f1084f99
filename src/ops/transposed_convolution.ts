import type { Algebra } from '../algebra/algebra.js';
import { add, type Dim, multiply, type Padding, product } from '../expressions/shape.js';
import { itemAt } from '../text/lookup.js';
import { attribute } from './attributes.js';
import { biasInitializer, kernelInitializer, kernelRegularizer } from './initializers.js';
import { defineOp } from './op.js';
import { paddingAliases } from './padding.js';
import { along, only, type PerAxis, type Rank, type SpatialWords, sizesOf, spatialInput } from './spatial.js';
import { channelsOf } from './types.js';
import { kernelAndBias, useBias } from './weights.js';
import { area, filters, kernelSize, strides } from './windows.js';

const padding = attribute(
  { type: 'choice', choices: ['valid', 'same'] },
  {
    doc: 'same: the output size is the input size times the strides. valid: the part of the kernel beyond the strides is added to that.',
    default: 'valid',
    aliases: paddingAliases,
  },
);

interface TransposedArguments<N> {
  readonly strides: PerAxis<N>;
  readonly padding: Padding;
}

const convolve = <T, N>(t: Algebra<T, N>, x: T, kernel: T, { strides, padding }: TransposedArguments<N>): T =>
  t.convolveTransposed(x, kernel, { strides: along(strides), padding });

const kernelAxes = { 1: 'woi', 2: 'hwoi', 3: 'thwoi' } as const;

const transposedConvolution = <R extends Rank>(rank: R, { aliases, doc }: SpatialWords) =>
  defineOp({
    name: `conv${rank}d_transpose`,
    keras: `Conv${rank}DTranspose`,
    aliases,
    doc,
    kind: 'convolution',
    figure: { label: 'transposed', makes: 'filters' },
    inputs: spatialInput(rank),
    attributes: {
      filters,
      kernel_size: kernelSize(rank),
      strides: strides[rank],
      padding,
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
      padding: values.padding,
    }),
    infer(inputs, values) {
      const x = only(inputs);
      const [kernel, steps] = [along(values.kernel_size), along(values.strides)];
      const sizes = sizesOf(x).map((size, axis): Dim => {
        const stride = itemAt(steps, axis);
        const stretched = multiply(size, stride);
        return values.padding === 'same' ? stretched : add(stretched, Math.max(itemAt(kernel, axis) - stride, 0));
      });
      return { output: { ...x, shape: [...sizes, values.filters] } };
    },
    weights(inputs, { kernel_size, filters: count, use_bias }) {
      const shape = [...along(kernel_size), count, channelsOf(only(inputs))];
      return kernelAndBias(kernelAxes[rank], shape, count, use_bias);
    },
    macs: (inputs, { kernel_size, filters: count }) => product([...only(inputs).shape, area(kernel_size), count]),
    compute: (t, inputs, { kernel, bias }, values) =>
      t.affine(convolve(t, only(inputs), kernel, values), undefined, bias),
  });

const transposed = "padding: same stands for PyTorch's and Caffe's padding of (kernel - stride) / 2";

export const conv1dTranspose = transposedConvolution(1, {
  aliases: ['Convolution1DTranspose', 'Deconvolution1D', 'Deconv1d', ['ConvTranspose1d', transposed]],
  doc: 'Transposed 1D convolution, also called deconvolution. Strides enlarge the sequence.',
});

export const conv2dTranspose = transposedConvolution(2, {
  aliases: [
    'Convolution2DTranspose',
    'Deconvolution2D',
    'Deconv2d',
    ['ConvTranspose2d', transposed],
    ['ConvTranspose', transposed],
    ['Deconvolution', transposed],
    ['deconvolutional', transposed],
    ['Deconv', transposed],
  ],
  doc: 'Transposed 2D convolution, also called deconvolution. Strides enlarge the image.',
});

export const conv3dTranspose = transposedConvolution(3, {
  aliases: ['Convolution3DTranspose', 'Deconvolution3D', 'Deconv3d', ['ConvTranspose3d', transposed]],
  doc: 'Transposed 3D convolution, also called deconvolution. Strides enlarge the volume.',
});
