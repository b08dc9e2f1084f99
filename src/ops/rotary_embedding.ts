import { rotaryForms } from '../algebra/rotary.js';
import { unevenPairs } from '../diagnostics/messages/attention.js';
import { noAxisInShape } from '../diagnostics/messages/shapes.js';
import { formatShape, isKnown } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import { axisAliases } from './axes.js';
import { axisFromEnd } from './compute.js';
import { RuleFault } from './fault.js';
import { defineOp } from './op.js';
import { wavelength } from './rotary.js';
import { channelsOf } from './types.js';

export const rotaryEmbedding = defineOp({
  name: 'rotary_embedding',
  keras: 'RotaryEmbedding',
  aliases: ['RoPE', 'Rotary', 'RotaryPositionalEmbedding', 'RotaryPositionEmbedding', 'LlamaRotaryEmbedding'],
  doc: 'Rotates pairs of channels by an angle that grows with the position (Su et al., arXiv:2104.09864).',
  kind: 'pointwise',
  figure: { label: 'rotary' },
  inputs: { x: { rank: [2, 4] } },
  attributes: {
    axis: attribute(
      { type: 'integer' },
      {
        doc: 'The axis of the positions, numbered as in Keras: 1 is the first, -1 the last. It cannot be the last.',
        default: 1,
        aliases: ['sequence_axis', 'seq_dim', ...axisAliases],
      },
    ),
    form: attribute(
      { type: 'choice', choices: rotaryForms },
      {
        doc: 'The pairs of channels: half pairs those of the first half with those of the second, as GPT-NeoX, Llama in transformers and Keras Hub do; interleaved pairs neighbors, as GPT-J does.',
        default: 'half',
        aliases: ['interleaved', 'rotary_interleaved', 'is_neox_style'],
      },
    ),
    max_wavelength: wavelength,
  },
  infer({ x }, { axis }) {
    const { shape } = x;
    const along = axis < 0 ? shape.length + axis : axis - 1;
    if (along < 0 || along >= shape.length - 1)
      return new RuleFault(noAxisInShape(axis, formatShape(shape), shape.length), { attribute: 'axis' });
    const channels = channelsOf(x);
    if (isKnown(channels) && channels % 2 === 1) return new RuleFault(unevenPairs(channels), { input: 0 });
    return { output: x };
  },
  compute: (t, { x }, _, { axis, form, max_wavelength }) =>
    t.rotate(x, axisFromEnd(t.literal(axis), t.rank(x)), form, max_wavelength),
});
