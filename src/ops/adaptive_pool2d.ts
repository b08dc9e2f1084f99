import { windowMaxima, windowMeans } from './adaptive_windows.js';
import { attribute } from './attributes.js';
import { defineOp, oneImage } from './op.js';

const attributes = {
  output_size: attribute(
    { type: 'pair', minimum: 1 },
    { doc: 'The height and width of the output.', aliases: ['size', 'output'] },
  ),
} as const;

export const adaptiveAvgPool2d = defineOp({
  name: 'adaptive_avg_pool2d',
  keras: 'AdaptiveAveragePooling2D',
  aliases: ['AdaptiveAvgPooling2D', 'AdaptiveAveragePool2d'],
  doc: 'Average pooling to a fixed output size. Along a side of length n, window i of m extends from floor(i * n / m) to ceil((i + 1) * n / m).',
  kind: 'pool',
  figure: { label: 'adaptive avg pool', makes: 'output_size' },
  inputs: oneImage,
  attributes,
  window: ({ output_size }) => ({ kind: 'adaptive', output: output_size }),
  infer: ({ image }, { output_size }) => ({ output: { ...image, shape: [...output_size, image.shape[2]] } }),
  compute(t, { image }, _, { output_size: [rows, columns] }) {
    const turned = (x: typeof image): typeof image => t.transpose(x, [-2, -3, -1]);
    const down = turned(t.matmul(windowMeans(t, t.size(image, -3), rows), turned(image)));
    return t.matmul(windowMeans(t, t.size(image, -2), columns), down);
  },
});

export const adaptiveMaxPool2d = defineOp({
  name: 'adaptive_max_pool2d',
  keras: 'AdaptiveMaxPooling2D',
  doc: 'Max pooling to a fixed output size, with the windows of adaptive_avg_pool2d.',
  kind: 'pool',
  figure: { label: 'adaptive max pool', makes: 'output_size' },
  inputs: oneImage,
  attributes,
  window: ({ output_size }) => ({ kind: 'adaptive', output: output_size }),
  infer: ({ image }, { output_size }) => ({ output: { ...image, shape: [...output_size, image.shape[2]] } }),
  compute: (t, { image }, _, { output_size: [rows, columns] }) =>
    windowMaxima(t, windowMaxima(t, image, -3, rows), -2, columns),
});
