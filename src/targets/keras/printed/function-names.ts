/** What keras.ops calls elementwise functions, reductions and activations. */
import type { ActivationWord } from '../../../algebra/activations.js';
import type { ComparisonOp, Reduction, Unary } from '../../../algebra/elementwise.js';

export const unaries: Readonly<Record<Exclude<Unary, 'negate'>, string>> = {
  abs: 'abs',
  sign: 'sign',
  exp: 'exp',
  log: 'log',
  sqrt: 'sqrt',
  floor: 'floor',
  ceil: 'ceil',
  erf: 'erf',
  cos: 'cos',
  sin: 'sin',
  sigmoid: 'sigmoid',
  tanh: 'tanh',
  relu: 'relu',
  relu6: 'relu6',
  elu: 'elu',
  softplus: 'softplus',
};

export const comparisons: Readonly<Record<ComparisonOp, string>> = { equal: '==', less: '<', lessEqual: '<=' };

export const reductions: Readonly<Record<Reduction, readonly [callee: string, hint: string]>> = {
  sum: ['sum', 'total'],
  mean: ['mean', 'mean'],
  max: ['max', 'greatest'],
  min: ['min', 'least'],
  product: ['prod', 'product'],
};

/** Those without settings; keras.ops has others as well. */
export const activationOps: Readonly<Partial<Record<ActivationWord, string>>> = {
  relu: 'relu',
  relu6: 'relu6',
  leaky_relu: 'leaky_relu',
  elu: 'elu',
  gelu: 'gelu',
  swish: 'silu',
  hard_swish: 'hard_silu',
  sigmoid: 'sigmoid',
  hard_sigmoid: 'hard_sigmoid',
  tanh: 'tanh',
};
