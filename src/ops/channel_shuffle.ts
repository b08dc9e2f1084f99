import { channelsNotDivisible } from '../diagnostics/messages/shapes.js';
import { isKnown } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import { RuleFault } from './fault.js';
import { anyTensor, defineOp } from './op.js';
import { channelsOf } from './types.js';

export const channelShuffle = defineOp({
  name: 'channel_shuffle',
  keras: 'ChannelShuffle',
  doc: 'Interleaves groups of channels: the first of each group, then the second of each (Zhang et al., arXiv:1707.01083).',
  kind: 'shape',
  figure: { shows: 'groups' },
  inputs: anyTensor,
  attributes: {
    groups: attribute(
      { type: 'integer', minimum: 1 },
      { doc: 'The number of groups.', aliases: ['num_groups', 'group', 'G'] },
    ),
  },
  infer({ x }, { groups }) {
    const channels = channelsOf(x);
    if (!isKnown(channels) || channels % groups === 0) return { output: x };
    return new RuleFault(channelsNotDivisible(String(channels), groups), { attribute: 'groups' });
  },
  compute(t, { x }, _, { groups }) {
    const grouped = t.split(x, -1, groups);
    return t.merge(t.transpose(grouped, [...t.axesBut(grouped, -2, -1), -1, -2]), -2);
  },
});
