import { add, type Dim, multiply, product } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import { biasInitializer, kernelInitializer, kernelRegularizer } from './initializers.js';
import { defineOp, oneImage } from './op.js';
import { kernelAndBias, useBias } from './weights.js';
import { area, filters, kernelSize, paddingAliases, strides } from './windows.js';

const transposed = "padding: same stands for PyTorch's and Caffe's padding of (kernel - stride) / 2";

export const conv2dTranspose = defineOp({
  name: 'conv2d_transpose',
  keras: 'Conv2DTranspose',
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
  kind: 'convolution',
  figure: { label: 'transposed', makes: 'filters' },
  inputs: oneImage,
  attributes: {
    filters,
    kernel_size: kernelSize,
    strides,
    padding: attribute(
      { type: 'choice', choices: ['valid', 'same'] },
      {
        doc: 'same: the output size is the input size times the strides. valid: the part of the kernel beyond the strides is added to that.',
        default: 'valid',
        aliases: paddingAliases,
      },
    ),
    use_bias: useBias,
    kernel_initializer: kernelInitializer,
    kernel_regularizer: kernelRegularizer,
    bias_initializer: biasInitializer,
  },
  companions: ['batch_norm', 'activation'],
  window: ({ kernel_size, strides, padding }) => ({ kind: 'transposed', kernel: kernel_size, strides, padding }),
  infer({ image }, { kernel_size, strides, padding, filters }) {
    const size = (axis: 0 | 1): Dim => {
      const stretched = multiply(image.shape[axis], strides[axis]);
      return padding === 'same' ? stretched : add(stretched, Math.max(kernel_size[axis] - strides[axis], 0));
    };
    return { output: { ...image, shape: [size(0), size(1), filters] } };
  },
  weights({ image }, { kernel_size, filters, use_bias }) {
    return kernelAndBias('hwoi', [...kernel_size, filters, image.shape[2]], filters, use_bias);
  },
  macs: ({ image }, { kernel_size, filters }) => product([...image.shape, area(kernel_size), filters]),
  compute: (t, { image }, { kernel, bias }, { strides, padding }) =>
    t.affine(t.convolveTransposed(image, kernel, { strides, padding }), undefined, bias),
});
