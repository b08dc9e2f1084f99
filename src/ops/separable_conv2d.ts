import { add, multiply, product } from '../expressions/shape.js';
import { convolveDepthwise, depthMultiplier } from './depthwise_conv2d.js';
import { biasInitializer, initializer, regularizer } from './initializers.js';
import {
  activation,
  area,
  batchNorm,
  bias,
  defineOp,
  dilationRate,
  Fault,
  filters,
  type ImageShape,
  kernelSize,
  oneInput,
  padding,
  slideWindow,
  strides,
  useBias,
  type Weight,
} from './op.js';

export const separableConv2d = defineOp({
  name: 'separable_conv2d',
  keras: 'SeparableConv2D',
  aliases: ['SeparableConvolution2D', 'SeparableConv'],
  doc: 'Convolution of each channel by itself, then a 1x1 convolution across channels.',
  inputs: oneInput,
  rank: 3,
  attributes: {
    filters,
    kernel_size: kernelSize,
    strides,
    padding,
    dilation_rate: dilationRate,
    depth_multiplier: depthMultiplier,
    use_bias: useBias,
    depthwise_initializer: initializer('the depthwise kernel', 'glorot_uniform'),
    depthwise_regularizer: regularizer('the depthwise kernel'),
    pointwise_initializer: initializer('the pointwise kernel', 'glorot_uniform'),
    pointwise_regularizer: regularizer('the pointwise kernel'),
    bias_initializer: biasInitializer,
    batch_norm: batchNorm,
    activation,
  },
  infer([image], values) {
    if (values.strides[0] !== values.strides[1]) {
      return new Fault(
        'strides-not-square',
        `TensorFlow's separable convolution needs equal strides, not ${values.strides.join('x')}`,
        {
          attribute: 'strides',
        },
      );
    }
    const size = slideWindow(image as ImageShape, values.kernel_size, values, 'kernel_size');
    return size instanceof Fault ? size : [...size, values.filters];
  },
  weights([image], values) {
    const channels = (image as ImageShape)[2];
    const { depth_multiplier, filters, kernel_size } = values;
    const between = multiply(channels, depth_multiplier);
    const kernels: Weight[] = [
      {
        name: 'depthwise_kernel',
        shape: [...kernel_size, channels, depth_multiplier],
        trainable: true,
        initial: 'depthwise_initializer',
      },
      {
        name: 'pointwise_kernel',
        shape: [1, 1, between, filters],
        trainable: true,
        initial: 'pointwise_initializer',
      },
    ];
    return values.use_bias ? [...kernels, bias(filters)] : kernels;
  },
  macs([image], values, [height, width]) {
    const between = product([height ?? 0, width ?? 0, (image as ImageShape)[2], values.depth_multiplier]);
    return add(multiply(between, area(values.kernel_size)), multiply(between, values.filters));
  },
  compute(t, [x], { depthwise_kernel, pointwise_kernel, bias }, attributes) {
    const between = convolveDepthwise(t, x, depthwise_kernel, attributes);
    return t.affine(t.matmul(between, t.squeeze(pointwise_kernel, [-4, -3])), undefined, bias);
  },
});
