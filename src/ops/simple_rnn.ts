import { itemAt } from '../text/lookup.js';
import { defineOp } from './op.js';
import {
  activateStep,
  computeRecurrent,
  inferWithState,
  recurrentAttributes,
  recurrentMacs,
  recurrentWeights,
  sequenceAndState,
} from './recurrent.js';
import { bias } from './weights.js';

export const simpleRnn = defineOp({
  name: 'simple_rnn',
  keras: 'SimpleRNN',
  aliases: ['RNN', 'VanillaRNN', 'ElmanRNN'],
  doc: 'A recurrent layer with one product per step: activation(input * kernel + state * recurrent kernel + bias).',
  kind: 'recurrent',
  figure: { label: 'rnn', makes: 'units' },
  inputs: sequenceAndState,
  outputs: ['output', 'state'],
  attributes: recurrentAttributes,
  infer: inferWithState,
  weights: (inputs, values) => recurrentWeights(inputs, values, 1, values.use_bias && bias(values.units)),
  macs: (inputs, values) => recurrentMacs(inputs, values, 1),
  compute(t, { sequence, initial_state }, weights, values) {
    const { output, states } = computeRecurrent(t, sequence, weights, values, {
      initial: [initial_state],
      project: (x, { kernel, bias }) => t.project(x, kernel, bias),
      step: (x, states, { recurrent_kernel }) => [
        activateStep(t, t.add(x, t.matmul(itemAt(states, 0), recurrent_kernel)), values.activation),
      ],
    });
    return { output, state: itemAt(states, 0) };
  },
});
