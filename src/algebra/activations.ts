/** Activations, as Keras 3 defines them. */
import type { Binary, ComparisonOp, Reduction, Unary } from './elementwise.js';

/** The primitives that activations are made of. */
export interface Pointwise<T, N> {
  constant(value: N | number): T;
  unary(what: Unary, x: T): T;
  binary(what: Binary, a: T, b: T): T;
  compare(what: ComparisonOp, a: T, b: T): T;
  select(condition: T, yes: T, no: T): T;
  add(a: T, b: T): T;
  subtract(a: T, b: T): T;
  multiply(a: T, b: T): T;
  divide(a: T, b: T): T;
  rank(x: T): number;
  named(x: T, name: string): T;
  reduce(how: Reduction, x: T, axes: readonly number[]): T;
  squeeze(x: T, axes: readonly number[]): T;
  unsqueeze(x: T, axis: number): T;
  softmax(x: T, axis: number): T;
  logSoftmax(x: T): T;
}

/** The settings of all activations. */
export interface ActivationSettings<N = number> {
  /** The factor of leaky_relu for values below 0. */
  readonly negative_slope: N;
  /** The limit of elu and celu, times -1. */
  readonly alpha: N;
  /** Where threshold and the shrinking functions begin. */
  readonly threshold: N;
  /** What threshold has below its threshold. */
  readonly value: N;
  /** How round the corner of squareplus is. */
  readonly b: N;
  /** Whether gelu is computed by tanh. */
  readonly approximate: boolean;
  /** The axis of softmax, counted as in Keras, where 0 is the batch. */
  readonly axis: number;
}

/** Applies an activation to a tensor. */
type ActivationFunction = <T, N>(t: Pointwise<T, N>, x: T, settings: ActivationSettings<N | number>) => T;

const hardSigmoid: ActivationFunction = (t, x) => t.divide(t.unary('relu6', t.add(x, t.constant(3))), t.constant(6));

const hardTanh: ActivationFunction = (t, x) =>
  t.binary('minimum', t.binary('maximum', x, t.constant(-1)), t.constant(1));

/** Constants of selu (Klambauer et al., arXiv:1706.02515). */
const selu = { alpha: 1.6732632423543772, scale: 1.0507009873554805 };

/** x, or alpha * (exp(x) - 1) below 0. */
const scaledElu = <T, N>(t: Pointwise<T, N>, x: T, alpha: N | number): T =>
  t.add(t.unary('relu', x), t.multiply(t.binary('minimum', t.unary('elu', x), t.constant(0)), t.constant(alpha)));

/**
 * 1 above a threshold, else 0. TensorFlow.js has gradients of this, and none of a comparison, even if it is the condition
 * of a choice.
 */
const above = <T, N>(t: Pointwise<T, N>, x: T, threshold: N | number): T =>
  t.unary('relu', t.unary('sign', t.subtract(x, t.constant(threshold))));

/**
 * The nearest point with values of 0 or more that sum to 1 (Martins and Astudillo, arXiv:1602.02068): what is above a
 * threshold. A value belongs to the support if all values exceed it by less than 1 in sum, which needs no sorting.
 */
const sparsemax = <T, N>(t: Pointwise<T, N>, x: T): T => {
  const differences = t.subtract(t.unsqueeze(x, -2), t.unsqueeze(x, -1));
  const excess = t.squeeze(t.reduce('sum', t.unary('relu', differences), [-1]), [-1]);
  const support = t.named(t.unary('relu', t.unary('sign', t.subtract(t.constant(1), excess))), 'support');
  const sum = t.reduce('sum', t.multiply(support, x), [-1]);
  const threshold = t.divide(t.subtract(sum, t.constant(1)), t.reduce('sum', support, [-1]));
  return t.unary('relu', t.subtract(x, threshold));
};

export const activations = {
  linear: (_, x) => x,
  relu: (t, x) => t.unary('relu', x),
  relu6: (t, x) => t.unary('relu6', x),
  leaky_relu: (t, x, { negative_slope }) =>
    t.select(t.compare('less', x, t.constant(0)), t.multiply(x, t.constant(negative_slope)), x),
  elu: (t, x, { alpha }) => (alpha === 1 ? t.unary('elu', x) : scaledElu(t, x, alpha)),
  selu: (t, x) => t.multiply(scaledElu(t, x, selu.alpha), t.constant(selu.scale)),
  celu: (t, x, { alpha }) =>
    alpha === 1 ? t.unary('elu', x) : t.multiply(t.unary('elu', t.divide(x, t.constant(alpha))), t.constant(alpha)),
  gelu(t, x, { approximate }) {
    if (approximate) {
      const cube = t.multiply(t.multiply(x, x), x);
      const inner = t.add(x, t.multiply(t.constant(0.044715), cube));
      const share = t.add(t.unary('tanh', t.multiply(inner, t.constant(Math.sqrt(2 / Math.PI)))), t.constant(1));
      return t.multiply(t.multiply(x, share), t.constant(0.5));
    }
    const share = t.add(t.unary('erf', t.divide(x, t.constant(Math.SQRT2))), t.constant(1));
    return t.multiply(t.multiply(x, share), t.constant(0.5));
  },
  swish: (t, x) => t.multiply(x, t.unary('sigmoid', x)),
  hard_swish: (t, x, settings) => t.multiply(x, hardSigmoid(t, x, settings)),
  mish: (t, x) => t.multiply(x, t.unary('tanh', t.unary('softplus', x))),
  softplus: (t, x) => t.unary('softplus', x),
  squareplus: (t, x, { b }) =>
    t.divide(t.add(x, t.unary('sqrt', t.add(t.multiply(x, x), t.constant(b)))), t.constant(2)),
  sparse_plus(t, x, settings) {
    const shifted = t.add(hardTanh(t, x, settings), t.constant(1));
    const curve = t.divide(t.multiply(shifted, shifted), t.constant(4));
    return t.add(curve, t.unary('relu', t.subtract(x, t.constant(1))));
  },
  sigmoid: (t, x) => t.unary('sigmoid', x),
  hard_sigmoid: hardSigmoid,
  log_sigmoid: (t, x) => t.unary('negate', t.unary('softplus', t.unary('negate', x))),
  sparse_sigmoid: (t, x, settings) => t.divide(t.add(hardTanh(t, x, settings), t.constant(1)), t.constant(2)),
  tanh: (t, x) => t.unary('tanh', x),
  hard_tanh: hardTanh,
  softsign: (t, x) => t.divide(x, t.add(t.unary('abs', x), t.constant(1))),
  threshold: (t, x, { threshold, value }) =>
    t.add(t.multiply(t.subtract(x, t.constant(value)), above(t, x, threshold)), t.constant(value)),
  hard_shrink: (t, x, { threshold }) => t.multiply(x, above(t, t.unary('abs', x), threshold)),
  soft_shrink(t, x, { threshold }) {
    const above = t.unary('relu', t.subtract(x, t.constant(threshold)));
    return t.subtract(above, t.unary('relu', t.subtract(t.unary('negate', x), t.constant(threshold))));
  },
  tanh_shrink: (t, x) => t.subtract(x, t.unary('tanh', x)),
  exponential: (t, x) => t.unary('exp', x),
  softmax: (t, x, { axis }) => t.softmax(x, axis < 0 ? axis : axis - 1 - t.rank(x)),
  log_softmax: (t, x) => t.logSoftmax(x),
  sparsemax: (t, x) => sparsemax(t, x),
} as const satisfies Record<string, ActivationFunction>;

export type ActivationWord = keyof typeof activations;

/** An activation with its settings. */
export interface Activation<N = number> extends ActivationSettings<N> {
  readonly word: ActivationWord;
}
