import { floorDivide, product } from '../expressions/shape.js';
import { RuleFault } from './fault.js';
import { faultOfGroups, groups } from './groups.js';
import { biasInitializer, kernelInitializer, kernelRegularizer } from './initializers.js';
import { defineOp, oneSequence } from './op.js';
import { causalPadding, dilation, length, step } from './sequence_windows.js';
import { kernelAndBias, useBias } from './weights.js';
import { filters, slideAlong } from './windows.js';

export const conv1d = defineOp({
  name: 'conv1d',
  keras: 'Conv1D',
  aliases: ['Convolution1D', 'TemporalConvolution', ['CausalConv1d', 'write padding: causal']],
  doc: '1D convolution over a sequence. With groups, each group of output channels depends on its own group of input channels.',
  kind: 'convolution',
  figure: { makes: 'filters' },
  inputs: oneSequence,
  attributes: {
    filters,
    kernel_size: length,
    strides: step,
    padding: causalPadding,
    dilation_rate: dilation,
    groups,
    use_bias: useBias,
    kernel_initializer: kernelInitializer,
    kernel_regularizer: kernelRegularizer,
    bias_initializer: biasInitializer,
  },
  companions: ['batch_norm', 'activation'],
  infer({ sequence }, values) {
    const [steps, channels] = sequence.shape;
    const fault = faultOfGroups(channels, values);
    if (fault) return fault;
    // Causal padding leaves as many windows as padding on both ends.
    const padding = values.padding === 'valid' ? 'valid' : 'same';
    const movement = { strides: [values.strides], dilation_rate: [values.dilation_rate], padding } as const;
    const output = slideAlong([steps], [values.kernel_size], movement, 'kernel_size');
    return output instanceof RuleFault ? output : { output: { ...sequence, shape: [...output, values.filters] } };
  },
  weights({ sequence }, { filters: count, groups: parts, kernel_size, use_bias }) {
    return kernelAndBias('wio', [kernel_size, floorDivide(sequence.shape[1], parts), count], count, use_bias);
  },
  macs: ({ sequence }, { kernel_size, groups: parts }, output) =>
    product([...output, kernel_size, floorDivide(sequence.shape[1], parts)]),
  compute(t, { sequence }, { kernel, bias }, { strides, padding, dilation_rate, groups: parts }) {
    const window = { strides: [strides], padding, dilation: [dilation_rate], groups: parts };
    return t.affine(t.convolve(sequence, kernel, window), undefined, bias);
  },
});
