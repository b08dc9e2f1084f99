import { floorDivide, isKnown, product } from '../expressions/shape.js';
import { biasInitializer, kernelInitializer, kernelRegularizer } from './initializers.js';
import {
  activation,
  area,
  attribute,
  batchNorm,
  defineOp,
  dilationRate,
  elements,
  Fault,
  filters,
  type ImageShape,
  kernelAndBias,
  kernelSize,
  oneInput,
  padding,
  slideWindow,
  strides,
  useBias,
} from './op.js';

export const conv2d = defineOp({
  name: 'conv2d',
  keras: 'Conv2D',
  aliases: [
    'Convolution2D',
    'Convolution',
    'convolutional',
    ['Conv', "for Ultralytics's Conv, also write batch_norm: true and activation: swish"],
  ],
  doc: 'Convolution: a window of learned weights moves over the image. With groups, each group of output channels sees its own group of input channels.',
  inputs: oneInput,
  rank: 3,
  attributes: {
    filters,
    kernel_size: kernelSize,
    strides,
    padding,
    dilation_rate: dilationRate,
    groups: attribute(
      { type: 'integer', minimum: 1 },
      { doc: 'The number of groups that the channels are divided into.', default: 1, aliases: ['group', 'num_groups'] },
    ),
    use_bias: useBias,
    kernel_initializer: kernelInitializer,
    kernel_regularizer: kernelRegularizer,
    bias_initializer: biasInitializer,
    batch_norm: batchNorm,
    activation,
  },
  infer([image], values) {
    const shape = image as ImageShape;
    const { groups } = values;
    if (isKnown(shape[2]) && shape[2] % groups !== 0) {
      return new Fault('groups-mismatch', `${shape[2]} input channels do not divide into ${groups} groups`, {
        attribute: 'groups',
      });
    }
    if (values.filters % groups !== 0) {
      return new Fault('groups-mismatch', `${values.filters} filters do not divide into ${groups} groups`, {
        attribute: 'groups',
      });
    }
    const size = slideWindow(shape, values.kernel_size, values, 'kernel_size');
    return size instanceof Fault ? size : [...size, values.filters];
  },
  weights([image], values) {
    const depth = floorDivide((image as ImageShape)[2], values.groups);
    return kernelAndBias([...values.kernel_size, depth, values.filters], values.filters, values.use_bias);
  },
  macs([image], values, output) {
    const depth = floorDivide((image as ImageShape)[2], values.groups);
    return product([elements(output), area(values.kernel_size), depth]);
  },
  compute: (t, [x], { kernel, bias }, { strides, padding, dilation_rate: dilation, groups }) =>
    t.affine(t.convolve(x, kernel, { strides, padding, dilation, groups }), undefined, bias),
});
