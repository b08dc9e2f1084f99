/** A step of long short-term memory, over vectors or images (Hochreiter and Schmidhuber, 1997). */
import type { Algebra } from '../algebra/algebra.js';
import { multiply } from '../expressions/shape.js';
import { itemAt } from '../text/lookup.js';
import { activateStep, type StepActivation } from './recurrent.js';
import { bias, type WeightVariable } from './weights.js';

interface StepActivations {
  readonly activation: StepActivation;
  readonly recurrent_activation: StepActivation;
}

/**
 * The hidden state and the cell state after a step. `gates` has four times the channels of a state, in Keras's order:
 * input, forget, candidate, output.
 */
export function statesAfter<T, N>(
  t: Algebra<T, N>,
  gates: T,
  cell: T,
  channels: N,
  { activation, recurrent_activation }: StepActivations,
): readonly [hidden: T, cell: T] {
  const parts = t.parts(t.named(gates, 'gates'), 4, channels);
  const gate = (index: number) => activateStep(t, itemAt(parts, index), recurrent_activation);
  const candidate = activateStep(t, itemAt(parts, 2), activation);
  const carry = t.named(t.add(t.multiply(gate(1), cell), t.multiply(gate(0), candidate)), 'carry');
  return [t.multiply(gate(3), activateStep(t, carry, activation)), carry];
}

/** The bias of the gates; that of the forget gate may start with ones (Jozefowicz et al., ICML 2015). */
export function gateBias(channels: number, startsWithOnes: boolean): WeightVariable {
  const ones = startsWithOnes ? ({ ones: [channels, multiply(channels, 2)] } as const) : {};
  return { ...bias(multiply(channels, 4)), ...ones };
}
