import { floorDivide, product } from '../expressions/shape.js';
import { RuleFault } from './fault.js';
import { faultOfGroups, groups } from './groups.js';
import { biasInitializer, kernelInitializer, kernelRegularizer } from './initializers.js';
import { defineOp, oneImage } from './op.js';
import { kernelAndBias, useBias } from './weights.js';
import { area, dilatedWindow, filters, slideWindow, slidingKernel } from './windows.js';

export const conv2d = defineOp({
  name: 'conv2d',
  keras: 'Conv2D',
  aliases: [
    'Convolution2D',
    'Convolution',
    'convolutional',
    ['Conv', "for Ultralytics's Conv, also write batch_norm: true and activation: swish"],
  ],
  doc: '2D convolution. With groups, each group of output channels depends on its own group of input channels.',
  kind: 'convolution',
  figure: { label: 'conv', makes: 'filters' },
  inputs: oneImage,
  attributes: {
    filters,
    ...dilatedWindow,
    groups,
    use_bias: useBias,
    kernel_initializer: kernelInitializer,
    kernel_regularizer: kernelRegularizer,
    bias_initializer: biasInitializer,
  },
  companions: ['batch_norm', 'activation'],
  window: slidingKernel,
  infer({ image }, values) {
    const fault = faultOfGroups(image.shape[2], values);
    if (fault) return fault;
    const size = slideWindow(image.shape, values.kernel_size, values, 'kernel_size');
    return size instanceof RuleFault ? size : { output: { ...image, shape: [...size, values.filters] } };
  },
  weights({ image }, values) {
    const depth = floorDivide(image.shape[2], values.groups);
    return kernelAndBias('hwio', [...values.kernel_size, depth, values.filters], values.filters, values.use_bias);
  },
  macs({ image }, values, output) {
    return product([...output, area(values.kernel_size), floorDivide(image.shape[2], values.groups)]);
  },
  compute: (t, { image }, { kernel, bias }, { strides, padding, dilation_rate: dilation, groups }) =>
    t.affine(t.convolve(image, kernel, { strides, padding, dilation, groups }), undefined, bias),
});
