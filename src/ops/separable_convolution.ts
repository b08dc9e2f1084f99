import { add, multiply, product } from '../expressions/shape.js';
import { convolveDepthwise, depthMultiplier, depthwiseAxes } from './depthwise_convolution.js';
import { RuleFault } from './fault.js';
import { biasInitializer, initializer, regularizer } from './initializers.js';
import { defineOp } from './op.js';
import { padding } from './padding.js';
import { along, axesOf, only, type SpatialWords, sizesOf, spatialInput } from './spatial.js';
import { channelsOf } from './types.js';
import { bias, kernel, useBias } from './weights.js';
import { area, dilatedWindow, filters, slideByChannel, slidingKernel } from './windows.js';

const pointwiseAxes = { 1: 'wio', 2: 'hwio' } as const;

const separableConvolution = <R extends 1 | 2>(rank: R, { aliases, doc }: SpatialWords) =>
  defineOp({
    name: `separable_conv${rank}d`,
    keras: `SeparableConv${rank}D`,
    aliases,
    doc,
    kind: 'convolution',
    padsInput: true,
    figure: { label: 'separable', makes: 'filters' },
    inputs: spatialInput(rank),
    attributes: {
      filters,
      ...dilatedWindow(rank),
      padding: padding[rank],
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
    infer(inputs, values) {
      const x = only(inputs);
      const sizes = slideByChannel('separable', sizesOf(x), values);
      return sizes instanceof RuleFault ? sizes : { output: { ...x, shape: [...sizes, values.filters] } };
    },
    weights(inputs, { depth_multiplier, filters: count, kernel_size, use_bias }) {
      const channels = channelsOf(only(inputs));
      const between = multiply(channels, depth_multiplier);
      const [depthwise, ones] = [along(kernel_size), along(kernel_size).map(() => 1)];
      return {
        depthwise_kernel: kernel(
          depthwiseAxes[rank],
          [...depthwise, channels, depth_multiplier],
          'depthwise_initializer',
        ),
        pointwise_kernel: kernel(pointwiseAxes[rank], [...ones, between, count], 'pointwise_initializer'),
        bias: use_bias && bias(count),
      };
    },
    macs(inputs, { depth_multiplier, filters: count, kernel_size }, output) {
      const between = product([...output.slice(0, -1), channelsOf(only(inputs)), depth_multiplier]);
      return add(multiply(between, area(kernel_size)), multiply(between, count));
    },
    compute(t, inputs, { depthwise_kernel, pointwise_kernel, bias }, attributes) {
      const between = convolveDepthwise(t, only(inputs), depthwise_kernel, attributes);
      const matrix = t.squeeze(
        pointwise_kernel,
        axesOf(rank).map((axis) => axis - 1),
      );
      return t.affine(t.matmul(between, matrix), undefined, bias);
    },
  });

export const separableConv1d = separableConvolution(1, {
  aliases: ['SeparableConvolution1D'],
  doc: 'Depthwise separable 1D convolution over a sequence: each channel is convolved separately, followed by a convolution of length 1.',
});

export const separableConv2d = separableConvolution(2, {
  aliases: ['SeparableConvolution2D', 'SeparableConv'],
  doc: 'Depthwise separable 2D convolution: each channel is convolved separately, followed by a 1x1 convolution.',
});
