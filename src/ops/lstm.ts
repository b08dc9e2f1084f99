import { multiply } from '../expressions/shape.js';
import { itemAt } from '../text/lookup.js';
import { attribute } from './attributes.js';
import { RuleFault } from './fault.js';
import { defineOp } from './op.js';
import {
  activateStep,
  computeRecurrent,
  gateActivation,
  inferRecurrent,
  recurrentAttributes,
  recurrentMacs,
  recurrentWeights,
  sequenceAndStates,
} from './recurrent.js';
import { bias } from './weights.js';

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
    unit_forget_bias: attribute(
      { type: 'boolean' },
      { doc: 'Whether the bias of the forget gate starts with ones.', default: true },
    ),
  },
  infer({ sequence, initial_h, initial_c }, values, assume) {
    const types = inferRecurrent({ sequence }, { initial_h, initial_c }, values, assume);
    if (types instanceof RuleFault) return types;
    return { output: types.output, state_h: types.state, state_c: types.state };
  },
  weights(inputs, values) {
    const { units, use_bias, unit_forget_bias } = values;
    const ones = unit_forget_bias ? ({ ones: [units, multiply(units, 2)] } as const) : {};
    return recurrentWeights(inputs, values, 4, use_bias && { ...bias(multiply(units, 4)), ...ones });
  },
  macs: (inputs, values) => recurrentMacs(inputs, values, 4),
  compute(t, { sequence, initial_h, initial_c }, weights, values) {
    const { units, activation, recurrent_activation } = values;
    const { output, states } = computeRecurrent(t, sequence, weights, values, {
      initial: [initial_h, initial_c],
      project: (x, { kernel, bias }) => t.project(x, kernel, bias),
      step(x, states, { recurrent_kernel }) {
        const product = t.matmul(itemAt(states, 0), recurrent_kernel);
        const gates = t.parts(t.named(t.add(x, product), 'gates'), 4, units);
        const gate = (index: number) => activateStep(t, itemAt(gates, index), recurrent_activation);
        // Keras's order: input, forget, candidate, output.
        const candidate = activateStep(t, itemAt(gates, 2), activation);
        const carry = t.named(t.add(t.multiply(gate(1), itemAt(states, 1)), t.multiply(gate(0), candidate)), 'carry');
        return [t.multiply(gate(3), activateStep(t, carry, activation)), carry];
      },
    });
    return { output, state_h: itemAt(states, 0), state_c: itemAt(states, 1) };
  },
});
