import { windowMaxima, windowMeans } from './adaptive_windows.js';
import { attribute } from './attributes.js';
import { defineOp, oneSequence } from './op.js';

const attributes = {
  output_size: attribute(
    { type: 'integer', minimum: 1 },
    { doc: 'The length of the output.', aliases: ['size', 'output', 'length'] },
  ),
} as const;

export const adaptiveAvgPool1d = defineOp({
  name: 'adaptive_avg_pool1d',
  keras: 'AdaptiveAveragePooling1D',
  aliases: ['AdaptiveAvgPooling1D', 'AdaptiveAveragePool1d'],
  doc: 'Average pooling of a sequence to a fixed length, with windows as in adaptive_avg_pool2d.',
  kind: 'pool',
  figure: { label: 'adaptive avg pool', makes: 'output_size' },
  inputs: oneSequence,
  attributes,
  infer: ({ sequence }, { output_size }) => ({ output: { ...sequence, shape: [output_size, sequence.shape[1]] } }),
  compute(t, { sequence }, _, { output_size }) {
    // A matrix multiplies the last axis.
    const means = t.transpose(windowMeans(t, t.size(sequence, -2), output_size), [-1, -2]);
    return t.transpose(t.matmul(t.transpose(sequence, [-1, -2]), means), [-1, -2]);
  },
});

export const adaptiveMaxPool1d = defineOp({
  name: 'adaptive_max_pool1d',
  keras: 'AdaptiveMaxPooling1D',
  doc: 'Max pooling of a sequence to a fixed length, with windows as in adaptive_avg_pool2d.',
  kind: 'pool',
  figure: { label: 'adaptive max pool', makes: 'output_size' },
  inputs: oneSequence,
  attributes,
  infer: ({ sequence }, { output_size }) => ({ output: { ...sequence, shape: [output_size, sequence.shape[1]] } }),
  compute: (t, { sequence }, _, { output_size }) => windowMaxima(t, sequence, -2, output_size),
});
