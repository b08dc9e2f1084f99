import { fewClasses } from '../diagnostics/messages/shapes.js';
import { attribute } from './attributes.js';
import { RuleFault } from './fault.js';
import { defineOp } from './op.js';

export const oneHot = defineOp({
  name: 'one_hot',
  keras: 'OneHot',
  aliases: [['CategoryEncoding', 'with num_classes; for multi_hot, add {op: reduce, reduction: max, axis: 1}']],
  doc: 'Replaces each whole number with a vector that is 1 at this position and 0 elsewhere; of a number outside of the vector, all are 0.',
  kind: 'pointwise',
  figure: { makes: 'num_classes' },
  inputs: { tokens: { dtypes: ['int32'] } },
  attributes: {
    num_classes: attribute(
      { type: 'integer', minimum: 1 },
      {
        doc: 'The size of the vectors: one more than the largest number.',
        aliases: ['depth', 'num_tokens', 'vocabulary', 'units'],
      },
    ),
  },
  infer({ tokens }, { num_classes }) {
    const { shape, batched, below } = tokens;
    if (below !== undefined && num_classes < below)
      return new RuleFault(fewClasses(num_classes, below), { attribute: 'num_classes' });
    return { output: { dtype: 'float32', shape: [...shape, num_classes], batched } };
  },
  compute: (t, { tokens }, _, { num_classes }) => t.oneHot(tokens, num_classes),
});
