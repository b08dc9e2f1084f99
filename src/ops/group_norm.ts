import { channelsNotDivisible } from '../diagnostics/messages/shapes.js';
import { isKnown } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import { normalization } from './companions.js';
import { RuleFault } from './fault.js';
import { defineOp } from './op.js';
import { channelsOf } from './types.js';
import { affineWeights } from './weights.js';

const instanceNorms = ['InstanceNorm', 'InstanceNormalization', 'InstanceNorm1d', 'InstanceNorm3d'] as const;

export const groupNorm = defineOp({
  name: 'group_norm',
  keras: 'GroupNormalization',
  aliases: [
    'GroupNormalisation',
    'gn',
    ['GroupNorm', "for PyTorch's default, also write epsilon: 0.00001"],
    ...instanceNorms.map((name) => [name, 'with groups: in.channels'] as const),
    [
      'InstanceNorm2d',
      "with groups: in.channels; for PyTorch's default, also write epsilon: 0.00001, scale: false, center: false",
    ],
  ],
  doc: 'Normalizes each example in groups of channels, over all positions (Wu and He, arXiv:1803.08494).',
  kind: 'pointwise',
  inputs: { x: { rank: [1, 4] } },
  attributes: {
    groups: attribute(
      { type: 'integer', minimum: 1 },
      {
        doc: 'The number of groups. If it equals the number of channels, this is instance normalization.',
        default: 32,
        aliases: ['num_groups', 'group', 'G'],
      },
    ),
    epsilon: normalization.epsilon,
    center: normalization.center,
    scale: normalization.scale,
  },
  companions: ['activation'],
  infer({ x }, { groups }) {
    const channels = channelsOf(x);
    if (!isKnown(channels) || channels % groups === 0) return { output: x };
    return new RuleFault(channelsNotDivisible(String(channels), groups), { attribute: 'groups' });
  },
  weights: ({ x }, values) => affineWeights(channelsOf(x), values),
  compute(t, { x }, { gamma, beta }, { groups, epsilon }) {
    const grouped = t.split(x, -1, groups);
    return t.affine(t.merge(t.standardize(grouped, t.axesBut(grouped, -2), epsilon), -2), gamma, beta);
  },
});
