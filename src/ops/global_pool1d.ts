import { type Aliases, attribute } from './attributes.js';
import { defineOp, oneSequence } from './op.js';

const attributes = {
  keepdims: attribute(
    { type: 'boolean' },
    { doc: 'Whether to keep the length, as 1.', default: false, aliases: ['keepdim', 'keep_dims'] },
  ),
} as const;

const globalPool = (name: string, keras: string, aliases: Aliases, doc: string, how: 'max' | 'mean') =>
  defineOp({
    name,
    keras,
    aliases,
    doc,
    kind: 'pool',
    inputs: oneSequence,
    attributes,
    infer({ sequence }, { keepdims }) {
      const [, channels] = sequence.shape;
      return { output: { ...sequence, shape: keepdims ? [1, channels] : [channels] } };
    },
    compute(t, { sequence }, _, { keepdims }) {
      const pooled = t.reduce(how, sequence, [-2]);
      return keepdims ? pooled : t.squeeze(pooled, [-2]);
    },
  });

export const globalMaxPool1d = globalPool(
  'global_max_pool1d',
  'GlobalMaxPooling1D',
  ['GlobalMaxPool1d'],
  'The maximum of each channel over a sequence.',
  'max',
);
export const globalAvgPool1d = globalPool(
  'global_avg_pool1d',
  'GlobalAveragePooling1D',
  ['GlobalAvgPooling1D', 'GlobalAveragePool1d', 'GlobalAvgPool1d'],
  'The average of each channel over a sequence.',
  'mean',
);
