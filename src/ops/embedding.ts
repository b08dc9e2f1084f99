import { negativeIndex, smallVocabulary } from '../diagnostics/messages/shapes.js';
import { attribute } from './attributes.js';
import { RuleFault } from './fault.js';
import { initializer, regularizer } from './initializers.js';
import { defineOp } from './op.js';

const initializerAliases = ['embedding_initializer', 'weight_initializer', 'initializer', 'init'] as const;

export const embedding = defineOp({
  name: 'embedding',
  keras: 'Embedding',
  aliases: ['TokenEmbedding', 'Embed', 'WordEmbedding', 'lookup_table', 'embedding_lookup'],
  doc: 'Replaces each token, a whole number, with its row in a learned table.',
  kind: 'dense',
  figure: { makes: 'units' },
  inputs: { tokens: { dtypes: ['int32'] } },
  attributes: {
    vocabulary: attribute(
      { type: 'integer', minimum: 1 },
      {
        doc: 'The number of rows of the table: one more than the largest token.',
        keras: 'input_dim',
        aliases: ['num_embeddings', 'input_dim', 'vocab_size', 'vocabulary_size', 'n_vocab', 'num_words', 'max_tokens'],
      },
    ),
    units: attribute(
      { type: 'integer', minimum: 1 },
      {
        doc: 'The size of a row, which becomes the last dimension.',
        keras: 'output_dim',
        aliases: [
          'embedding_dim',
          'output_dim',
          'embed_dim',
          'embedding_size',
          'hidden_size',
          'd_model',
          'n_embd',
          'dim',
          'features',
        ],
      },
    ),
    embeddings_initializer: initializer('the table', 'random_uniform', initializerAliases),
    embeddings_regularizer: regularizer('the table', ['embedding_regularizer', 'W_regularizer']),
  },
  infer({ tokens }, { vocabulary, units }) {
    const { shape, batched, below, hasNegative } = tokens;
    if (hasNegative) return new RuleFault(negativeIndex(), { input: 0 });
    if (below !== undefined && vocabulary < below)
      return new RuleFault(smallVocabulary(vocabulary, below), { attribute: 'vocabulary' });
    return { output: { dtype: 'float32', shape: [...shape, units], batched } };
  },
  weights: (_, { vocabulary, units }) => ({
    embeddings: { shape: [vocabulary, units], trainable: true, initial: 'embeddings_initializer' },
  }),
  compute: (t, { tokens }, { embeddings }) => t.gather(embeddings, tokens, -2),
});
