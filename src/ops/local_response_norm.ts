import { attribute } from './attributes.js';
import { anyTensor, defineOp } from './op.js';

export const localResponseNorm = defineOp({
  name: 'local_response_norm',
  keras: 'LocalResponseNormalization',
  aliases: [
    'LRN',
    'normalization_layer',
    ['local_response_normalization', "TensorFlow's depth_radius is (size - 1) / 2, and its alpha is alpha / size"],
  ],
  doc: 'Divides by (k + alpha * mean) ** beta, with the mean of the squares of size neighboring channels, those beyond the first and last being 0: as in AlexNet and GoogLeNet.',
  kind: 'pointwise',
  inputs: anyTensor,
  attributes: {
    size: attribute(
      { type: 'integer', minimum: 1 },
      {
        doc: 'The number of neighboring channels, with the channel itself.',
        default: 5,
        aliases: ['n', 'local_size', ['depth_radius', 'size is 2 * depth_radius + 1']],
      },
    ),
    alpha: attribute(
      { type: 'number', minimum: 0 },
      { doc: 'The factor of the mean; AlexNet and TensorFlow multiply the sum, by alpha / size.', default: 0.0001 },
    ),
    beta: attribute({ type: 'number', minimum: 0 }, { doc: 'The exponent.', default: 0.75 }),
    k: attribute({ type: 'number', above: 0 }, { doc: 'What is added to the mean.', default: 1, aliases: ['bias'] }),
  },
  companions: ['activation'],
  infer: ({ x }) => ({ output: x }),
  compute(t, { x }, _, { size, alpha, beta, k }) {
    const count = t.literal(size);
    const before = Math.floor(count / 2);
    const squares = t.named(t.pad(t.multiply(x, x), new Map([[-1, [before, count - 1 - before]]])), 'squares');
    const shifted = Array.from({ length: count }, (_, start) => {
      const left = count - 1 - start;
      return t.slice(squares, -1, start, left === 0 ? undefined : -left);
    });
    const sum = shifted.reduce((total, one) => t.add(total, one));
    const mean = t.named(t.divide(sum, t.constant(size)), 'mean');
    const scale = t.named(t.add(t.multiply(mean, t.constant(alpha)), t.constant(k)), 'scale');
    return t.divide(x, t.unary('exp', t.multiply(t.unary('log', scale), t.constant(beta))));
  },
});
