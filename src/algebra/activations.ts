/** Activations, as Keras 3 defines them. */
import type { ComparisonOp, Unary } from './elementwise.js';

/** The primitives that activations are made of. */
export interface Pointwise<T> {
  constant(value: number): T;
  unary(what: Unary, x: T): T;
  compare(what: ComparisonOp, a: T, b: T): T;
  select(condition: T, yes: T, no: T): T;
  add(a: T, b: T): T;
  multiply(a: T, b: T): T;
  divide(a: T, b: T): T;
  rank(x: T): number;
  softmax(x: T, axis: number): T;
}

/** The settings of all activations. */
export interface ActivationSettings {
  /** The factor of leaky_relu for values below 0. */
  readonly negative_slope: number;
  /** Whether gelu is computed by tanh. */
  readonly approximate: boolean;
  /** The axis of softmax, counted as in Keras, where 0 is the batch. */
  readonly axis: number;
}

/** Applies an activation to a tensor. */
type ActivationFunction = <T>(t: Pointwise<T>, x: T, settings: ActivationSettings) => T;

const hardSigmoid: ActivationFunction = (t, x) => t.divide(t.unary('relu6', t.add(x, t.constant(3))), t.constant(6));

export const activations = {
  linear: (_, x) => x,
  relu: (t, x) => t.unary('relu', x),
  relu6: (t, x) => t.unary('relu6', x),
  leaky_relu: (t, x, { negative_slope }) =>
    t.select(t.compare('less', x, t.constant(0)), t.multiply(x, t.constant(negative_slope)), x),
  elu: (t, x) => t.unary('elu', x),
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
  sigmoid: (t, x) => t.unary('sigmoid', x),
  hard_sigmoid: hardSigmoid,
  tanh: (t, x) => t.unary('tanh', x),
  softmax: (t, x, { axis }) => t.softmax(x, axis < 0 ? axis : axis - 1 - t.rank(x)),
} as const satisfies Record<string, ActivationFunction>;

export type ActivationWord = keyof typeof activations;

/** An activation with its settings. */
export interface Activation extends ActivationSettings {
  readonly word: ActivationWord;
}
