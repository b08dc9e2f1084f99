import { type Aliases, attribute } from './attributes.js';
import { anyTensor, defineOp } from './op.js';
import { only, type Rank, spatialInput } from './spatial.js';

const rateAliases = [
  'p',
  'prob',
  'probability',
  'dropout_ratio',
  'dropout_rate',
  'drop_prob',
  'drop_rate',
  ['keep_prob', 'it is 1 - keep_prob'],
  ['dropout_keep_prob', 'it is 1 - dropout_keep_prob'],
] as const;

export const dropRate = (doc: string, aliases: Aliases = []) =>
  attribute({ type: 'number', minimum: 0, below: 1 }, { doc, aliases: [...rateAliases, ...aliases] });

export const dropout = defineOp({
  name: 'dropout',
  keras: 'Dropout',
  doc: 'In training, sets a random fraction of the elements to 0 and scales up the rest. In inference, does nothing.',
  kind: 'pointwise',
  onlyTrains: true,
  figure: { shows: 'rate' },
  inputs: anyTensor,
  attributes: { rate: dropRate('The fraction to set to 0: 1 minus the keep probability.') },
  infer: ({ x }) => ({ output: x }),
  compute: (_, { x }) => x,
});

/** Drops whole channels. */
const spatialDropout = <R extends Rank>(rank: R, aliases: Aliases) =>
  defineOp({
    name: `spatial_dropout${rank}d`,
    keras: `SpatialDropout${rank}D`,
    aliases,
    doc: 'In training, sets a random fraction of the channels to 0, each as a whole, and scales up the rest. In inference, does nothing.',
    kind: 'pointwise',
    onlyTrains: true,
    figure: { shows: 'rate' },
    inputs: spatialInput(rank),
    attributes: { rate: dropRate('The fraction of channels to set to 0.') },
    infer: (inputs) => ({ output: only(inputs) }),
    compute(t, inputs, _, { rate }) {
      const x = only(inputs);
      return t.dropout(x, rate, t.axesBut(x, -1));
    },
  });

export const spatialDropout1d = spatialDropout(1, ['Dropout1d']);
export const spatialDropout2d = spatialDropout(2, ['Dropout2d', 'SpatialDropout']);
export const spatialDropout3d = spatialDropout(3, ['Dropout3d']);

export const dropPath = defineOp({
  name: 'drop_path',
  keras: 'DropPath',
  aliases: ['StochasticDepth'],
  doc: 'In training, sets random examples of the batch to 0 and scales up the rest: at the end of a residual branch, it skips the branch (Huang et al., arXiv:1603.09382). In inference, does nothing.',
  kind: 'pointwise',
  onlyTrains: true,
  figure: { shows: 'rate' },
  inputs: anyTensor,
  attributes: {
    rate: dropRate('The fraction of examples to set to 0.', [
      'drop_path',
      'drop_path_rate',
      'stochastic_depth_prob',
      ['survival_probability', 'it is 1 - survival_probability'],
    ]),
  },
  infer: ({ x }) => ({ output: x }),
  compute: (t, { x }, _, { rate }) => t.dropout(x, rate, t.axes(x)),
});
