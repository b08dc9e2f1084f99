import type { Algebra } from '../algebra/algebra.js';
import { add, multiply, type Padding, product } from '../expressions/shape.js';
import { itemAt } from '../text/lookup.js';
import { attribute } from './attributes.js';
import { RuleFault } from './fault.js';
import { gateBias, statesAfter } from './lstm_cell.js';
import { defineOp } from './op.js';
import { paddingAliases } from './padding.js';
import {
  computeRecurrent,
  directionCount,
  gateActivation,
  inferStates,
  stepAttributes,
  unitForgetBias,
  weightsOfDirections,
} from './recurrent.js';
import { along, type PerAxis, type SpatialWords } from './spatial.js';
import { channelsOf } from './types.js';
import { kernel } from './weights.js';
import { area, dilatedWindow, filters, movementOf, slideAlong } from './windows.js';

const padding = attribute(
  { type: 'choice', choices: ['valid', 'same'] },
  {
    doc: 'The padding of the convolution of a step: valid is none; with same, the size is divided by the strides and rounded up. That of the state has the padding same.',
    default: 'valid',
    aliases: paddingAliases,
  },
);

const kernelAxes = { 1: 'wio', 2: 'hwio' } as const;

interface FrameWindow<N> {
  readonly strides: PerAxis<N>;
  readonly padding: Padding;
  readonly dilation_rate: PerAxis<N>;
}

/** Convolves all frames at once: over one axis more, along which the kernel has one sample. */
function convolveFrames<T, N>(
  t: Algebra<T, N>,
  frames: T,
  kernel: T,
  { strides, padding, dilation_rate }: FrameWindow<N>,
): T {
  const window = { strides: [1, ...along(strides)], padding, dilation: [1, ...along(dilation_rate)], groups: 1 };
  return t.convolve(frames, t.unsqueeze(kernel, -t.rank(kernel) - 1), window);
}

/** Convolves a state, which keeps its size. */
function convolveState<T, N>(t: Algebra<T, N>, state: T, kernel: T): T {
  const ones = t.axesBut(state, -1).map(() => 1);
  return t.convolve(state, kernel, { strides: ones, padding: 'same', dilation: ones, groups: 1 });
}

/** Long short-term memory over frames of one or two axes, with convolutions for products. */
const convLstm = <R extends 1 | 2>(rank: R, { aliases, doc }: SpatialWords) => {
  const initial = { rank: rank + 1, optional: true, orZeros: true } as const;
  return defineOp({
    name: `conv_lstm${rank}d`,
    keras: `ConvLSTM${rank}D`,
    aliases,
    doc,
    kind: 'recurrent',
    figure: { label: 'conv lstm', makes: 'filters' },
    inputs: { frames: { rank: rank + 2 }, initial_h: initial, initial_c: initial },
    outputs: ['output', 'state_h', 'state_c'],
    attributes: {
      filters,
      ...dilatedWindow(rank),
      padding,
      ...stepAttributes,
      recurrent_activation: gateActivation,
      unit_forget_bias: unitForgetBias,
    },
    infer({ frames, initial_h, initial_c }, values, assume) {
      const sizes = slideAlong(frames.shape.slice(1, -1), along(values.kernel_size), movementOf(values), 'kernel_size');
      if (sizes instanceof RuleFault) return sizes;
      const shape = { along: sizes, channels: values.filters, key: 'filters' } as const;
      const types = inferStates(frames, { initial_h, initial_c }, values, shape, assume);
      if (types instanceof RuleFault) return types;
      return { output: types.output, state_h: types.state, state_c: types.state };
    },
    weights({ frames }, { filters: count, kernel_size, bidirectional, use_bias, unit_forget_bias }) {
      const [axes, size, gates] = [kernelAxes[rank], along(kernel_size), multiply(count, 4)];
      return weightsOfDirections(bidirectional, {
        kernel: kernel(axes, [...size, channelsOf(frames), gates]),
        recurrent_kernel: kernel(axes, [...size, count, gates], 'recurrent_initializer'),
        bias: use_bias && gateBias(count, unit_forget_bias),
      });
    },
    macs({ frames }, { filters: count, kernel_size, bidirectional }, output) {
      const places = output.slice(-rank - 1, -1);
      const steps = product([directionCount(bidirectional), itemAt(frames.shape, 0), ...places]);
      return product([steps, area(kernel_size), multiply(count, 4), add(channelsOf(frames), count)]);
    },
    compute(t, { frames, initial_h, initial_c }, weights, values) {
      const { filters: channels, return_sequences, bidirectional } = values;
      const { output, states } = computeRecurrent(
        t,
        frames,
        weights,
        { units: channels, return_sequences, bidirectional },
        {
          initial: [initial_h, initial_c],
          project: (x, { kernel, bias }) => t.affine(convolveFrames(t, x, kernel, values), undefined, bias),
          step(x, states, { recurrent_kernel }) {
            const gates = t.add(x, convolveState(t, itemAt(states, 0), recurrent_kernel));
            return statesAfter(t, gates, itemAt(states, 1), channels, values);
          },
        },
      );
      return { output, state_h: itemAt(states, 0), state_c: itemAt(states, 1) };
    },
  });
};

export const convLstm1d = convLstm(1, {
  aliases: [],
  doc: 'Long short-term memory over a sequence of sequences, with convolutions for products (Shi et al., arXiv:1506.04214).',
});

export const convLstm2d = convLstm(2, {
  aliases: ['ConvLSTM', 'ConvLSTMCell', 'ConvLSTM2DCell'],
  doc: 'Long short-term memory over the frames of a video, with convolutions for products (Shi et al., arXiv:1506.04214).',
});
