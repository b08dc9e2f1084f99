/** Activations: fused with the operation before them if TensorFlow.js can, else computed by a function. */

import type { Activation, ActivationWord } from '../../algebra/activations.js';
import type { Shape } from '../../expressions/shape.js';
import { activationLayer } from '../../ops/activation-layers.js';
import { call, type Doc } from '../code/layout.js';
import { quote } from '../code/lexical.js';
import { computedFunction } from './computed-functions.js';
import { type Operation, only } from './operation.js';
import type { PlanStep } from './plan.js';

/** The activations that TensorFlow.js fuses with a convolution or a matrix product, on every back end. */
const fused: Readonly<Partial<Record<ActivationWord, string>>> = {
  linear: 'linear',
  relu: 'relu',
  relu6: 'relu6',
  leaky_relu: 'leakyrelu',
  elu: 'elu',
  sigmoid: 'sigmoid',
};

/** The slope of leakyRelu by default in TensorFlow.js. */
const usualSlope = 0.2;

/** Whether a function of TensorFlow.js computes it without settings. */
const isUsual = ({ word, negative_slope, alpha }: Activation): boolean =>
  word === 'leaky_relu' ? negative_slope === usualSlope : word !== 'elu' || alpha === 1;

/** TensorFlow.js's word for a fused activation. */
const fusedWord = (activation: Activation): string | undefined =>
  isUsual(activation) ? fused[activation.word] : undefined;

/** Functions of TensorFlow.js and of the module; others follow from what an activation computes. */
const activationFunction: Readonly<Partial<Record<ActivationWord, string>>> = {
  linear: 'tf.clone',
  relu: 'tf.relu',
  relu6: 'tf.relu6',
  leaky_relu: 'tf.leakyRelu',
  elu: 'tf.elu',
  selu: 'tf.selu',
  gelu: 'gelu',
  swish: 'swish',
  hard_swish: 'hardSwish',
  softplus: 'tf.softplus',
  sigmoid: 'tf.sigmoid',
  hard_sigmoid: 'hardSigmoid',
  tanh: 'tf.tanh',
  exponential: 'tf.exp',
  softmax: 'tf.softmax',
  log_softmax: 'tf.logSoftmax',
};

export function activate(activation: Activation, place: Pick<Operation, 'name' | 'inputs' | 'shape'>): Operation {
  const { word, negative_slope, approximate, axis } = activation;
  const { shape } = place;
  if (word === 'gelu' && approximate) return { ...place, code: (xs) => call('geluTanh', xs) };
  if (word === 'softmax' && axis !== -1 && axis !== shape.length)
    return { ...place, code: (xs) => call('softmaxOver', [...xs, String(axis)]) };
  const callee = activationFunction[word];
  if (callee === undefined || (word === 'elu' && !isUsual(activation))) {
    const op = activationLayer(word);
    const attributes = { ...activation };
    return {
      ...place,
      ...computedFunction({
        op,
        attributes,
        weights: [],
        isFolded: false,
        shapes: [shape],
        outputs: [['output', shape]],
      }),
    };
  }
  const slope = isUsual(activation) ? [] : [String(negative_slope)];
  return { ...place, code: (xs) => call(callee, [...xs, ...slope]) };
}

/** The operations of a step, followed by its activation. */
export function activated(step: PlanStep, operations: readonly Operation[]): readonly Operation[] {
  if (step.activation.word === 'linear') return operations;
  const before = `${step.name}/Linear`;
  const last = operations.at(-1);
  if (!last) throw new Error(`${step.name} is not computed`);
  const place = { name: step.name, inputs: [before], shape: last.shape };
  return [...operations.slice(0, -1), { ...last, name: before }, activate(step.activation, place)];
}

/** An operation with a fused activation, or followed by it if it can't be fused; `more` has the argument for it. */
export function fusedThen(
  step: PlanStep,
  input: string,
  code: (x: string, weights: string, more: readonly string[]) => Doc,
  between?: Shape,
): readonly Operation[] {
  const word = fusedWord(step.activation);
  const more = word === undefined || word === 'linear' ? [] : [quote(word)];
  const place = { ...only(step), inputs: [input], ...(between ? { between } : {}) };
  const operation: Operation = { ...place, code: ([x = ''], w) => code(x, w, more) };
  return word === undefined ? activated(step, [operation]) : [operation];
}

/** A fused activation: TensorFlow.js's word, and the function. */
export interface FusedActivation {
  readonly word: string;
  readonly callee: string;
}

/** The activations that the functions of a network fuse. */
export function fusedActivations(steps: readonly PlanStep[]): readonly FusedActivation[] {
  const used = new Map(
    steps.flatMap(({ owner, activation }) => {
      const word = owner.weights[0]?.name.endsWith('kernel') ? fusedWord(activation) : undefined;
      const callee = activationFunction[activation.word];
      return word === undefined || word === 'linear' || !callee ? [] : [[word, callee] as const];
    }),
  );
  return [...used].map(([word, callee]) => ({ word, callee }));
}
