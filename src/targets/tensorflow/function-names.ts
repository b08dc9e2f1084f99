/** What TensorFlow.js calls elementwise functions and reductions. */
import type { Binary, ComparisonOp, Reduction, Unary } from '../../algebra/elementwise.js';

export const unaries: Readonly<Record<Unary, string>> = {
  negate: 'neg',
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
export const binaries: Readonly<Record<Binary, string>> = {
  add: 'add',
  subtract: 'sub',
  multiply: 'mul',
  divide: 'div',
  maximum: 'maximum',
  minimum: 'minimum',
};
export const comparisons: Readonly<Record<ComparisonOp, string>> = {
  equal: 'equal',
  less: 'less',
  lessEqual: 'lessEqual',
};
export const reductions: Readonly<Record<Reduction, readonly [callee: string, hint: string]>> = {
  sum: ['sum', 'sum'],
  mean: ['mean', 'mean'],
  max: ['max', 'greatest'],
  min: ['min', 'least'],
  product: ['prod', 'product'],
};
