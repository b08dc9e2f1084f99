import { itemAt } from '../text/lookup.js';
import { RuleFault } from './fault.js';
import { gateBias, statesAfter } from './lstm_cell.js';
import { defineOp } from './op.js';
import {
  computeRecurrent,
  gateActivation,
  inferRecurrent,
  recurrentAttributes,
  recurrentMacs,
  recurrentWeights,
  sequenceAndStates,
  unitForgetBias,
} from './recurrent.js';

export const lstm = defineOp({
  name: 'lstm',
  keras: 'LSTM',
  aliases: ['LongShortTermMemory', 'CuDNNLSTM'],
  doc: 'Long short-term memory over a sequence (Hochreiter and Schmidhuber, 1997).',
  kind: 'recurrent',
  figure: { makes: 'units' },
  inputs: sequenceAndStates,
  // As in Keras's examples: a recurrent layer with return_state gives its output, state_h and state_c.
  outputs: ['output', 'state_h', 'state_c'],
  attributes: {
    ...recurrentAttributes,
    recurrent_activation: gateActivation,
    unit_forget_bias: unitForgetBias,
  },
  infer({ sequence, initial_h, initial_c }, values, assume) {
    const types = inferRecurrent({ sequence }, { initial_h, initial_c }, values, assume);
    if (types instanceof RuleFault) return types;
    return { output: types.output, state_h: types.state, state_c: types.state };
  },
  weights: (inputs, values) =>
    recurrentWeights(inputs, values, 4, values.use_bias && gateBias(values.units, values.unit_forget_bias)),
  macs: (inputs, values) => recurrentMacs(inputs, values, 4),
  compute(t, { sequence, initial_h, initial_c }, weights, values) {
    const { output, states } = computeRecurrent(t, sequence, weights, values, {
      initial: [initial_h, initial_c],
      project: (x, { kernel, bias }) => t.project(x, kernel, bias),
      step(x, states, { recurrent_kernel }) {
        const gates = t.add(x, t.matmul(itemAt(states, 0), recurrent_kernel));
        return statesAfter(t, gates, itemAt(states, 1), values.units, values);
      },
    });
    return { output, state_h: itemAt(states, 0), state_c: itemAt(states, 1) };
  },
});
