/** Activations: computed along with what comes before where TensorFlow.js does that, else by a function. */

import type { Shape } from '../../expressions/shape.js';
import type { Activation } from '../../ops/companions.js';
import { call, type Doc } from '../code/layout.js';
import { quote } from '../code/lexical.js';
import { type Operation, only } from './operation.js';
import type { PlanStep } from './plan.js';

/** The activations that TensorFlow.js computes along with a convolution or a product of matrices, on every back end. */
const fused: Readonly<Record<Activation, string | undefined>> = {
  linear: 'linear',
  relu: 'relu',
  relu6: 'relu6',
  leaky_relu: 'leakyrelu',
  elu: 'elu',
  sigmoid: 'sigmoid',
  gelu: undefined,
  swish: undefined,
  hard_swish: undefined,
  hard_sigmoid: undefined,
  tanh: undefined,
  softmax: undefined,
};

/** The functions of activations. The slope of leakyRelu is TensorFlow.js's own, 0.2. */
const activationFunction: Readonly<Record<Exclude<Activation, 'linear'>, string>> = {
  relu: 'tf.relu',
  relu6: 'tf.relu6',
  leaky_relu: 'tf.leakyRelu',
  elu: 'tf.elu',
  gelu: 'gelu',
  swish: 'swish',
  hard_swish: 'hardSwish',
  sigmoid: 'tf.sigmoid',
  hard_sigmoid: 'hardSigmoid',
  tanh: 'tf.tanh',
  softmax: 'tf.softmax',
};

export const activate = (
  activation: Exclude<Activation, 'linear'>,
  place: Pick<Operation, 'name' | 'inputs' | 'shape'>,
): Operation => ({ ...place, code: (xs) => call(activationFunction[activation], xs) });

/** The operations that give a step's value but for its activation, and the activation. */
export function activated(step: PlanStep, operations: readonly Operation[]): readonly Operation[] {
  if (step.activation === 'linear') return operations;
  const before = `${step.name}/Linear`;
  const last = operations.at(-1);
  if (!last) throw new Error(`${step.name} is not computed`);
  const place = { name: step.name, inputs: [before], shape: last.shape };
  return [...operations.slice(0, -1), { ...last, name: before }, activate(step.activation, place)];
}

/** An operation that computes the activation along, or is followed by it where it can't; `more` is its argument. */
export function fusedThen(
  step: PlanStep,
  input: string,
  code: (x: string, weights: string, more: readonly string[]) => Doc,
  between?: Shape,
): readonly Operation[] {
  const word = fused[step.activation];
  const more = word === undefined || word === 'linear' ? [] : [quote(word)];
  const place = { ...only(step), inputs: [input], ...(between ? { between } : {}) };
  const operation: Operation = { ...place, code: ([x = ''], w) => code(x, w, more) };
  return word === undefined ? activated(step, [operation]) : [operation];
}

/** An activation that some function of the module computes along, by TensorFlow.js's word and its function. */
export interface FusedActivation {
  readonly word: string;
  readonly callee: string;
}

/** The activations that the functions of a network compute along. */
export function fusedActivations(steps: readonly PlanStep[]): readonly FusedActivation[] {
  const used = new Set(
    steps.filter(({ owner }) => owner.weights[0]?.name.endsWith('kernel')).map(({ activation }) => activation),
  );
  return [...used].flatMap((activation) => {
    const word = fused[activation];
    return word === undefined || activation === 'linear' ? [] : [{ word, callee: activationFunction[activation] }];
  });
}
