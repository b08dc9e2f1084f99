/** Elementwise functions: values, and bounds on the rounding of float32. */
import type { Binary, ComparisonOp, Unary } from '../algebra/elementwise.js';

/** The error function, by a series whose terms are all positive (Abramowitz and Stegun, 7.1.6). */
function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n += 1) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

interface UnaryRule {
  readonly value: (x: number) => number;
  /** The derivative at x, where the value is y; 1 by default. */
  readonly slope?: (x: number, y: number) => number;
  /** The magnitude of numbers that it rounds itself; 0 by default. */
  readonly own?: (y: number) => number;
}

const size = Math.abs;
/** Functions that add and subtract numbers near 1, however small the input is. */
const aboutOne = () => 1;

export const unaries: Readonly<Record<Unary, UnaryRule>> = {
  negate: { value: (x) => -x },
  abs: { value: Math.abs },
  sign: { value: Math.sign, slope: () => 0 },
  exp: { value: Math.exp, slope: (_, y) => y, own: size },
  log: { value: Math.log, slope: (x) => 1 / size(x), own: size },
  sqrt: { value: Math.sqrt, slope: (_, y) => (y > 0 ? 0.5 / y : 0), own: size },
  floor: { value: Math.floor },
  ceil: { value: Math.ceil },
  erf: { value: erf, slope: (x) => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x), own: aboutOne },
  cos: { value: Math.cos, slope: (x) => size(Math.sin(x)), own: aboutOne },
  sin: { value: Math.sin, slope: (x) => size(Math.cos(x)), own: aboutOne },
  sigmoid: { value: (x) => 1 / (1 + Math.exp(-x)), slope: (_, y) => y * (1 - y), own: aboutOne },
  tanh: { value: Math.tanh, slope: (_, y) => 1 - y * y, own: aboutOne },
  relu: { value: (x) => Math.max(x, 0) },
  relu6: { value: (x) => Math.min(Math.max(x, 0), 6) },
  softplus: {
    value: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-size(x))),
    slope: (x) => 1 / (1 + Math.exp(-x)),
    own: (y) => Math.max(y, 1),
  },
  elu: { value: (x) => (x < 0 ? Math.expm1(x) : x), own: aboutOne },
};

interface BinaryRule {
  readonly value: (a: number, b: number) => number;
  /** The spread of the result, from both operands and their spreads. */
  readonly spread: (a: number, b: number, ofA: number, ofB: number) => number;
}

const root = (_a: number, _b: number, ofA: number, ofB: number): number => Math.sqrt(ofA * ofA + ofB * ofB);
const greater = (_a: number, _b: number, ofA: number, ofB: number): number => Math.max(ofA, ofB);

export const binaries: Readonly<Record<Binary, BinaryRule>> = {
  add: { value: (a, b) => a + b, spread: root },
  subtract: { value: (a, b) => a - b, spread: root },
  multiply: { value: (a, b) => a * b, spread: (a, b, ofA, ofB) => Math.max(size(a) * ofB, size(b) * ofA) },
  divide: {
    value: (a, b) => a / b,
    spread: (a, b, ofA, ofB) => Math.max(ofA, size(a / b) * ofB) / size(b),
  },
  maximum: { value: Math.max, spread: greater },
  minimum: { value: Math.min, spread: greater },
};

export const comparisons: Readonly<Record<ComparisonOp, (a: number, b: number) => boolean>> = {
  equal: (a, b) => a === b,
  less: (a, b) => a < b,
  lessEqual: (a, b) => a <= b,
};
