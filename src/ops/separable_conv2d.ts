import { add, multiply, product } from '../expressions/shape.js';
import { convolveDepthwise, depthMultiplier } from './depthwise_conv2d.js';
import { RuleFault } from './fault.js';
import { biasInitializer, initializer, regularizer } from './initializers.js';
import { defineOp, oneImage } from './op.js';
import { bias, kernel, useBias } from './weights.js';
import { area, dilatedWindow, filters, slideByChannel, slidingKernel } from './windows.js';

export const separableConv2d = defineOp({
  name: 'separable_conv2d',
  keras: 'SeparableConv2D',
  aliases: ['SeparableConvolution2D', 'SeparableConv'],
  doc: 'Depthwise separable 2D convolution: each channel is convolved separately, followed by a 1x1 convolution.',
  kind: 'convolution',
  figure: { label: 'separable', makes: 'filters' },
  inputs: oneImage,
  attributes: {
    filters,
    ...dilatedWindow(2),
    depth_multiplier: depthMultiplier,
    use_bias: useBias,
    depthwise_initializer: initializer('the depthwise kernel', 'glorot_uniform'),
    depthwise_regularizer: regularizer('the depthwise kernel'),
    pointwise_initializer: initializer('the pointwise kernel', 'glorot_uniform'),
    pointwise_regularizer: regularizer('the pointwise kernel'),
    bias_initializer: biasInitializer,
  },
  companions: ['batch_norm', 'activation'],
  window: slidingKernel,
  infer({ image }, values) {
    const size = slideByChannel('separable', image.shape, values);
    return size instanceof RuleFault ? size : { output: { ...image, shape: [...size, values.filters] } };
  },
  weights({ image }, { depth_multiplier, filters, kernel_size, use_bias }) {
    const channels = image.shape[2];
    const between = multiply(channels, depth_multiplier);
    return {
      depthwise_kernel: kernel('hwcm', [...kernel_size, channels, depth_multiplier], 'depthwise_initializer'),
      pointwise_kernel: kernel('hwio', [1, 1, between, filters], 'pointwise_initializer'),
      bias: use_bias && bias(filters),
    };
  },
  macs({ image }, { depth_multiplier, filters, kernel_size }, [height = 0, width = 0]) {
    const between = product([height, width, image.shape[2], depth_multiplier]);
    return add(multiply(between, area(kernel_size)), multiply(between, filters));
  },
  compute(t, { image }, { depthwise_kernel, pointwise_kernel, bias }, attributes) {
    const between = convolveDepthwise(t, image, depthwise_kernel, attributes);
    return t.affine(t.matmul(between, t.squeeze(pointwise_kernel, [-4, -3])), undefined, bias);
  },
});
