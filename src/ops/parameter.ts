import { attribute } from './attributes.js';
import { initializer, regularizer } from './initializers.js';
import { defineOp } from './op.js';

export const parameter = defineOp({
  name: 'parameter',
  keras: 'Parameter',
  aliases: ['Variable', 'learned', 'weight', 'class_token', 'cls_token'],
  doc: 'A learned tensor, the same for every example, such as a class token.',
  kind: 'dense',
  figure: { label: 'parameter' },
  inputs: {},
  attributes: {
    shape: attribute(
      { type: 'integers', minimum: 1 },
      { doc: 'The shape, without the batch: 1x768.', aliases: ['size', 'sizes', 'dims', 'target_shape'] },
    ),
    value_initializer: initializer('the tensor', 'random_normal', ['initializer', 'init']),
    value_regularizer: regularizer('the tensor', ['regularizer']),
  },
  infer: (_, { shape }) => ({ output: { dtype: 'float32', shape, batched: false } }),
  weights: (_, { shape }) => ({ value: { shape, trainable: true, initial: 'value_initializer' } }),
  compute: (_t, _, { value }) => value,
});
