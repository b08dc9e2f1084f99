import { attribute } from './attributes.js';
import { defineOp } from './op.js';
import { channelsOf } from './types.js';

export const repeatVector = defineOp({
  name: 'repeat_vector',
  keras: 'RepeatVector',
  doc: 'A vector as each step of a sequence: n x channels.',
  kind: 'shape',
  figure: { shows: 'n' },
  inputs: { x: { rank: 1 } },
  attributes: {
    n: attribute(
      { type: 'integer', minimum: 1 },
      { doc: 'The number of steps.', aliases: ['times', 'count', 'repeats', 'num', 'steps'] },
    ),
  },
  infer: ({ x }, { n }) => ({ output: { ...x, shape: [n, channelsOf(x)] } }),
  compute: (t, { x }, _, { n }) => t.expand(t.unsqueeze(x, -2), -2, n),
});
