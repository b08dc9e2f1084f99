import { unequalUnits } from '../diagnostics/messages/shapes.js';
import { multiply, product, sameDim, symbol } from '../expressions/shape.js';
import { RuleFault } from './fault.js';
import { defineOp } from './op.js';
import { channelsOf } from './types.js';

export const unembedding = defineOp({
  name: 'unembedding',
  keras: 'Unembedding',
  aliases: [
    'ReversibleEmbedding',
    'tied_embedding',
    'lm_head',
    ['output_embedding', 'with the weights of the embedding: weights: NAME in both'],
  ],
  doc: 'A score for each token: the products of the input with the rows of the table of an embedding, with which it shares its weights.',
  kind: 'dense',
  inputs: { x: {} },
  attributes: {},
  ties: 'embedding',
  infer({ x }, _values, _assume, [table] = []) {
    const [vocabulary = symbol('vocabulary'), units = channelsOf(x)] = table?.shape ?? [];
    if (sameDim(units, channelsOf(x)) === false)
      return new RuleFault(unequalUnits(String(channelsOf(x)), String(units)), { input: 0 });
    return { output: { ...x, shape: [...x.shape.slice(0, -1), vocabulary] } };
  },
  // It is the embedding's.
  weights: () => ({ embeddings: false }),
  macs: ({ x }, _, output) => multiply(product(output), channelsOf(x)),
  compute(t, { x }, { embeddings }) {
    if (embeddings === undefined) throw new Error('an unembedding has no table');
    return t.matmul(x, t.transpose(embeddings, [-1, -2]));
  },
});
