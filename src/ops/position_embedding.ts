import { smallTable } from '../diagnostics/messages/shapes.js';
import { rangeOf } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import { RuleFault } from './fault.js';
import { initializer, regularizer } from './initializers.js';
import { defineOp } from './op.js';
import { channelsOf } from './types.js';

export const positionEmbedding = defineOp({
  name: 'position_embedding',
  keras: 'PositionEmbedding',
  aliases: ['PositionalEmbedding', 'LearnedPositionEmbedding', 'wpe', 'pos_embed'],
  doc: 'Adds a learned vector for each position of a sequence: the first rows of a table.',
  kind: 'pointwise',
  inputs: { x: { rank: [2, 6] } },
  attributes: {
    sequence_length: attribute(
      { type: 'integer', minimum: 1 },
      {
        doc: 'The number of rows of the table: the greatest length of a sequence.',
        aliases: [
          'max_length',
          'max_len',
          'n_positions',
          'num_positions',
          'max_position_embeddings',
          'block_size',
          'n_ctx',
        ],
      },
    ),
    embeddings_initializer: initializer('the table', 'glorot_uniform', ['initializer', 'init']),
    embeddings_regularizer: regularizer('the table', ['regularizer']),
  },
  infer({ x }, { sequence_length }, assume) {
    const length = x.shape.at(-2) ?? 1;
    const [least, most] = rangeOf(length);
    if (least > sequence_length)
      return new RuleFault(smallTable(sequence_length, least), { attribute: 'sequence_length' });
    if (most > sequence_length) assume(`${length} <= ${sequence_length}`);
    return { output: x };
  },
  weights: ({ x }, { sequence_length }) => ({
    embeddings: { shape: [sequence_length, channelsOf(x)], trainable: true, initial: 'embeddings_initializer' },
  }),
  compute: (t, { x }, { embeddings }) => t.add(x, t.firstRows(embeddings, t.size(x, -2))),
});
