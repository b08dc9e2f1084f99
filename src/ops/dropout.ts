import { attribute } from './attributes.js';
import { anyTensor, defineOp } from './op.js';

export const dropout = defineOp({
  name: 'dropout',
  keras: 'Dropout',
  doc: 'In training, sets a random fraction of the elements to 0 and scales up the rest. In inference, does nothing.',
  kind: 'pointwise',
  figure: { shows: 'rate' },
  inputs: anyTensor,
  attributes: {
    rate: attribute(
      { type: 'number', minimum: 0, below: 1 },
      {
        doc: 'The fraction to set to 0: 1 minus the keep probability.',
        aliases: [
          'p',
          'prob',
          'probability',
          'dropout_ratio',
          'dropout_rate',
          'drop_prob',
          'drop_rate',
          ['keep_prob', 'it is 1 - keep_prob'],
          ['dropout_keep_prob', 'it is 1 - dropout_keep_prob'],
        ],
      },
    ),
  },
  infer: ({ x }) => ({ output: x }),
  compute: (_, { x }) => x,
});
