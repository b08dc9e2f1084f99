/** Activations as ops of their own, for engines that lack them: layers and functions are printed from these. */
import { type ActivationWord, activations as functions } from '../algebra/activations.js';
import type { Algebra } from '../algebra/algebra.js';
import type { Attributes, AttributeValues } from './attributes.js';
import { activationFrom, activationName, activationType } from './companions.js';
import { anyTensor, defineOp, type Op } from './op.js';

/** What activations compute. */
export const activationDocs: Readonly<Record<ActivationWord, string>> = {
  linear: 'x.',
  relu: 'x, or 0 below 0.',
  relu6: 'x from 0 to 6, the nearer of these elsewhere.',
  leaky_relu: 'x, or negative_slope * x below 0.',
  elu: 'x, or alpha * (exp(x) - 1) below 0.',
  selu: 'Scaled elu, which keeps mean 0 and variance 1 (Klambauer et al., arXiv:1706.02515).',
  celu: 'x, or alpha * (exp(x / alpha) - 1) below 0.',
  gelu: 'x times the cumulative normal distribution at x.',
  swish: 'x * sigmoid(x), also called silu.',
  hard_swish: 'x * relu6(x + 3) / 6, also called hard_silu.',
  mish: 'x * tanh(softplus(x)).',
  softplus: 'log(1 + exp(x)).',
  squareplus: '(x + sqrt(x ** 2 + b)) / 2.',
  sparse_plus: '0 below -1, x above 1, (x + 1) ** 2 / 4 between them.',
  sigmoid: '1 / (1 + exp(-x)).',
  hard_sigmoid: 'relu6(x + 3) / 6.',
  log_sigmoid: 'log(sigmoid(x)).',
  sparse_sigmoid: '0 below -1, 1 above 1, (x + 1) / 2 between them.',
  tanh: 'tanh(x).',
  hard_tanh: 'x from -1 to 1, the nearer of these elsewhere.',
  softsign: 'x / (1 + abs(x)).',
  threshold: 'x above threshold, else value.',
  hard_shrink: 'x, or 0 from -threshold to threshold.',
  soft_shrink: 'x nearer to 0 by threshold, or 0 from -threshold to threshold.',
  tanh_shrink: 'x - tanh(x).',
  exponential: 'exp(x).',
  softmax: 'exp(x), divided by its sum over an axis.',
  log_softmax: 'The logarithm of softmax over the last axis.',
  sparsemax:
    'The nearest values of 0 or more that sum to 1 over the last axis (Martins and Astudillo, arXiv:1602.02068).',
};

/** An activation as an op. Its settings are required attributes. */
export const activationLayer = (word: ActivationWord): Op => layers.get(word) ?? layerOf(word);

const layers = new Map<ActivationWord, Op>();

function layerOf(word: ActivationWord): Op {
  const fields: Attributes =
    Object.entries<Attributes>(activationType.settings).find(([key]) => key === word)?.[1] ?? {};
  const attributes = Object.fromEntries(
    Object.entries(fields).map(([key, { type, doc }]) => [key, { type, doc }] as const),
  );
  const layer = defineOp({
    name: word,
    keras: activationName(word),
    doc: activationDocs[word],
    kind: 'pointwise',
    inputs: anyTensor,
    attributes,
    infer: ({ x }) => ({ output: x }),
    compute: <T, N>(t: Algebra<T, N>, { x }: { readonly x: T }, _: object, settings: AttributeValues) =>
      functions[word](t, x, { ...activationFrom(word), ...settings }),
  });
  layers.set(word, layer);
  return layer;
}
