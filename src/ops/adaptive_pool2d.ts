import type { Algebra } from '../algebra/algebra.js';
import { attribute } from './attributes.js';
import { defineOp, oneImage } from './op.js';

export const adaptiveAvgPool2d = defineOp({
  name: 'adaptive_avg_pool2d',
  keras: 'AdaptiveAveragePooling2D',
  aliases: ['AdaptiveAvgPooling2D', 'AdaptiveAveragePool2d'],
  doc: 'Average pooling to a fixed output size. Along a side of length n, window i of m extends from floor(i * n / m) to ceil((i + 1) * n / m).',
  kind: 'pool',
  figure: { label: 'adaptive avg pool', makes: 'output_size' },
  inputs: oneImage,
  attributes: {
    output_size: attribute(
      { type: 'pair', minimum: 1 },
      { doc: 'The height and width of the output.', aliases: ['size', 'output'] },
    ),
  },
  window: ({ output_size }) => ({ kind: 'adaptive', output: output_size }),
  infer: ({ image }, { output_size }) => ({ output: { ...image, shape: [...output_size, image.shape[2]] } }),
  compute(t, { image }, _, { output_size: [rows, columns] }) {
    const turned = (x: typeof image): typeof image => t.transpose(x, [-2, -3, -1]);
    const down = turned(t.matmul(windowMeans(t, t.size(image, -3), rows), turned(image)));
    return t.matmul(windowMeans(t, t.size(image, -2), columns), down);
  },
});

/** The matrix that computes the means of windows over a side: one row per window. */
function windowMeans<T, N>(t: Algebra<T, N>, size: N, count: N): T {
  const window = t.unsqueeze(t.range(count), -1);
  const bound = (at: T): T => t.divide(t.multiply(at, t.constant(size)), t.constant(count));
  const first = t.unary('floor', bound(window));
  const end = t.unary('ceil', bound(t.add(window, t.constant(1))));
  const position = t.range(size);
  const inside = t.multiply(t.compare('lessEqual', first, position), t.compare('less', position, end));
  return t.divide(inside, t.reduce('sum', inside, [-1]));
}
