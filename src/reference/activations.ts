/** Activations, in double precision. */
import { computed, greatest, remembered, type Source } from './source.js';

const relu6 = (x: number): number => Math.min(Math.max(x, 0), 6);

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

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

/** Those that work element by element, by name, as Keras 3 defines them. None is steeper than 1.5. */
export const activations: Readonly<Record<string, (x: number) => number>> = {
  linear: (x) => x,
  relu: (x) => Math.max(x, 0),
  relu6,
  leaky_relu: (x) => (x < 0 ? 0.2 * x : x),
  elu: (x) => (x < 0 ? Math.expm1(x) : x),
  gelu: (x) => (x / 2) * (1 + erf(x / Math.SQRT2)),
  swish: (x) => x * sigmoid(x),
  hard_swish: (x) => (x * relu6(x + 3)) / 6,
  sigmoid,
  hard_sigmoid: (x) => relu6(x + 3) / 6,
  tanh: Math.tanh,
};

/** What an activation makes of a tensor; softmax is over the last axis. */
export function activate(source: Source, name: string): Source {
  if (name === 'linear') return source;
  if (name === 'softmax') return softmax(source);
  const of = activations[name];
  // The others add and subtract numbers about 1, however small their input is.
  const own = /^(relu|relu6|leaky_relu)$/.test(name) ? 0 : 1;
  if (!of) throw new Error(`there is no activation ${name}`);
  return computed(source.shape, (index) => {
    const { value, spread } = source.at(index);
    return { value: of(value), spread: spread + own };
  });
}

function softmax(source: Source): Source {
  const size = source.shape.at(-1) ?? 1;
  const rowOf = remembered((row) => {
    const elements = Array.from({ length: size }, (_, at) => source.at(row * size + at));
    const most = greatest(elements);
    const sum = elements.reduce((total, { value }) => total + Math.exp(value - most.value), 0);
    return { logSum: most.value + Math.log(sum), spread: most.spread };
  });
  return computed(source.shape, (index) => {
    const { logSum, spread } = rowOf(Math.floor(index / size));
    const share = Math.exp(source.value(index) - logSum);
    return { value: share, spread: share * (1 + spread) };
  });
}
