import type { Algebra } from '../algebra/algebra.js';
import { multiply } from '../expressions/shape.js';
import { itemAt } from '../text/lookup.js';
import { attribute } from './attributes.js';
import { defineOp } from './op.js';
import {
  activateStep,
  computeRecurrent,
  gateActivation,
  inferWithState,
  recurrentAttributes,
  recurrentMacs,
  recurrentWeights,
  sequenceAndState,
} from './recurrent.js';
import { bias } from './weights.js';

export const gru = defineOp({
  name: 'gru',
  keras: 'GRU',
  aliases: ['GatedRecurrentUnit', 'CuDNNGRU'],
  doc: 'A gated recurrent unit over a sequence (Cho et al., arXiv:1406.1078).',
  kind: 'recurrent',
  figure: { makes: 'units' },
  inputs: sequenceAndState,
  outputs: ['output', 'state'],
  attributes: {
    ...recurrentAttributes,
    recurrent_activation: gateActivation,
    reset_after: attribute(
      { type: 'boolean' },
      {
        doc: 'Whether the reset gate is applied after the product with the recurrent kernel, as in PyTorch, and not before it.',
        default: true,
        aliases: ['linear_before_reset'],
      },
    ),
  },
  infer: inferWithState,
  weights(inputs, values) {
    const { units, use_bias, reset_after } = values;
    const size = multiply(units, 3);
    // The one for the input, then the one for the state.
    const shape = reset_after ? [2, size] : [size];
    return recurrentWeights(inputs, values, 3, use_bias && { ...bias(size), shape });
  },
  macs: (inputs, values) => recurrentMacs(inputs, values, 3),
  compute(t, { sequence, initial_state }, weights, values) {
    const { units, activation, recurrent_activation, reset_after } = values;
    const { output, states } = computeRecurrent(t, sequence, weights, values, {
      initial: [initial_state],
      project: (x, { kernel, bias }) => t.project(x, kernel, reset_after ? biasAt(t, bias, 0) : bias),
      step(x, states, { recurrent_kernel, bias }) {
        const state = itemAt(states, 0);
        const inputs = t.parts(x, 3, units);
        const kernels = reset_after ? [] : t.parts(recurrent_kernel, 3, units);
        const products = reset_after
          ? t.parts(
              t.named(t.affine(t.matmul(state, recurrent_kernel), undefined, biasAt(t, bias, 1)), 'products'),
              3,
              units,
            )
          : [];
        const fromState = (gate: number, of = state) =>
          reset_after ? itemAt(products, gate) : t.matmul(of, itemAt(kernels, gate));
        const gateAt = (gate: number) =>
          activateStep(t, t.add(itemAt(inputs, gate), fromState(gate)), recurrent_activation);
        // Keras's order: update, reset, candidate.
        const update = t.named(gateAt(0), 'update');
        const reset = gateAt(1);
        const left = reset_after ? t.multiply(reset, fromState(2)) : fromState(2, t.multiply(reset, state));
        const candidate = activateStep(t, t.add(itemAt(inputs, 2), left), activation);
        return [t.add(t.multiply(update, state), t.multiply(t.subtract(t.constant(1), update), candidate))];
      },
    });
    return { output, state: itemAt(states, 0) };
  },
});

/** One of two biases. */
const biasAt = <T, N>(t: Algebra<T, N>, bias: T | undefined, index: number): T | undefined =>
  bias === undefined ? undefined : t.squeeze(t.slice(bias, -2, index, index + 1), [-2]);
