import { type Aliases, attribute } from './attributes.js';
import { RuleFault } from './fault.js';
import { defineOp, oneSequence } from './op.js';
import { padding, slideAlong, stridesAliases, windowAliases } from './windows.js';

const attributes = {
  pool_size: attribute(
    { type: 'integer', minimum: 1 },
    { doc: 'The length of the window.', default: 2, aliases: ['kernel_size', ...windowAliases] },
  ),
  strides: attribute(
    { type: 'integer', minimum: 1 },
    { doc: 'The step of the window.', like: 'pool_size', aliases: stridesAliases },
  ),
  padding,
} as const;

const pool = (name: string, keras: string, aliases: Aliases, doc: string, how: 'max' | 'mean') =>
  defineOp({
    name,
    keras,
    aliases,
    doc,
    kind: 'pool',
    inputs: oneSequence,
    attributes,
    infer({ sequence }, { pool_size, strides, ...values }) {
      const [length, channels] = sequence.shape;
      const output = slideAlong([length], [pool_size], { ...values, strides: [strides] }, 'pool_size');
      return output instanceof RuleFault ? output : { output: { ...sequence, shape: [...output, channels] } };
    },
    compute: (t, { sequence }, _, { pool_size, strides, padding }) =>
      t.pool(how, sequence, [pool_size], { strides: [strides], padding }),
  });

export const maxPool1d = pool(
  'max_pool1d',
  'MaxPooling1D',
  ['TemporalMaxPooling'],
  'The maximum of each window over a sequence, per channel.',
  'max',
);
export const avgPool1d = pool(
  'avg_pool1d',
  'AveragePooling1D',
  ['AvgPooling1D', 'AveragePool1d'],
  'The average of each window over a sequence, per channel. Padding is not counted.',
  'mean',
);
