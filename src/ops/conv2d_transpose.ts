import { add, type Dim, multiply, product } from '../expressions/shape.js';
import { biasInitializer, kernelInitializer, kernelRegularizer } from './initializers.js';
import {
  activation,
  area,
  attribute,
  batchNorm,
  defineOp,
  elements,
  filters,
  type ImageShape,
  kernelAndBias,
  kernelSize,
  oneInput,
  paddingAliases,
  strides,
  useBias,
} from './op.js';

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
  doc: 'Transposed convolution, also called deconvolution: strides make the image larger.',
  inputs: oneInput,
  rank: 3,
  attributes: {
    filters,
    kernel_size: kernelSize,
    strides,
    padding: attribute(
      { type: 'choice', choices: ['valid', 'same'] },
      {
        doc: 'same makes the output the input times the strides; valid adds what the kernel reaches beyond the strides.',
        default: 'valid',
        aliases: paddingAliases,
      },
    ),
    use_bias: useBias,
    kernel_initializer: kernelInitializer,
    kernel_regularizer: kernelRegularizer,
    bias_initializer: biasInitializer,
    batch_norm: batchNorm,
    activation,
  },
  infer([image], values) {
    const size = (axis: 0 | 1): Dim => {
      const stretched = multiply((image as ImageShape)[axis], values.strides[axis]);
      return values.padding === 'same'
        ? stretched
        : add(stretched, Math.max(values.kernel_size[axis] - values.strides[axis], 0));
    };
    return [size(0), size(1), values.filters];
  },
  weights([image], values) {
    return kernelAndBias(
      [...values.kernel_size, values.filters, (image as ImageShape)[2]],
      values.filters,
      values.use_bias,
    );
  },
  macs: ([image], values) => product([elements(image as ImageShape), area(values.kernel_size), values.filters]),
  compute: (t, [x], { kernel, bias }, { strides, padding }) =>
    t.affine(t.convolveTransposed(x, kernel, { strides, padding }), undefined, bias),
});
