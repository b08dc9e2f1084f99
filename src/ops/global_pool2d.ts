import { type Aliases, attribute } from './attributes.js';
import { defineOp, oneImage } from './op.js';

const attributes = {
  keepdims: attribute(
    { type: 'boolean' },
    { doc: 'Whether to keep height and width, as 1x1.', default: false, aliases: ['keepdim', 'keep_dims'] },
  ),
} as const;

const globalPool = (name: string, keras: string, aliases: Aliases, doc: string, how: 'max' | 'mean') =>
  defineOp({
    name,
    keras,
    aliases,
    doc,
    kind: 'pool',
    inputs: oneImage,
    attributes,
    window: () => ({ kind: 'whole' }),
    infer: ({ image }, { keepdims }) => ({
      output: { ...image, shape: keepdims ? [1, 1, image.shape[2]] : image.shape.slice(2) },
    }),
    compute(t, { image }, _, { keepdims }) {
      const pooled = t.reduce(how, image, [-3, -2]);
      return keepdims ? pooled : t.squeeze(pooled, [-3, -2]);
    },
  });

export const globalMaxPool2d = globalPool(
  'global_max_pool2d',
  'GlobalMaxPooling2D',
  ['GlobalMaxPooling', 'GlobalMaxPool'],
  'The maximum of each channel.',
  'max',
);
export const globalAvgPool2d = globalPool(
  'global_avg_pool2d',
  'GlobalAveragePooling2D',
  ['GlobalAvgPooling2D', 'GlobalAveragePool2d', 'GlobalAveragePooling', 'GlobalAveragePool', 'GlobalAvgPool', 'gap'],
  'The average of each channel.',
  'mean',
);
