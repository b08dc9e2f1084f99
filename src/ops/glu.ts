import { oddChannels } from '../diagnostics/messages/shapes.js';
import { floorDivide, formatShape, isKnown } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import { activationFrom } from './companions.js';
import { RuleFault } from './fault.js';
import { anyTensor, defineOp } from './op.js';
import { channelsOf } from './types.js';

const gates = ['sigmoid', 'swish', 'gelu', 'relu', 'tanh', 'linear'] as const;

export const glu = defineOp({
  name: 'glu',
  keras: 'GLU',
  aliases: [
    'GatedLinearUnit',
    ['swiglu', 'with gate: swish'],
    ['geglu', 'with gate: gelu'],
    ['reglu', 'with gate: relu'],
  ],
  doc: 'The first half of the channels times an activation of the second half (Shazeer, arXiv:2002.05202).',
  kind: 'pointwise',
  figure: { shows: 'gate' },
  inputs: anyTensor,
  attributes: {
    gate: attribute(
      { type: 'choice', choices: gates },
      {
        doc: 'The activation of the second half: sigmoid makes a GLU, swish a SwiGLU, gelu a GEGLU.',
        default: 'sigmoid',
        aliases: ['activation', 'act', 'hidden_act', 'gate_activation', 'nonlinearity'],
      },
    ),
  },
  infer({ x }, _, assume) {
    const channels = channelsOf(x);
    if (isKnown(channels) && channels % 2 !== 0) return new RuleFault(oddChannels(formatShape(x.shape), channels), {});
    if (!isKnown(channels)) assume(`${channels} % 2 == 0`);
    return { output: { ...x, shape: x.shape.with(-1, floorDivide(channels, 2)) } };
  },
  compute(t, { x }, _, { gate }) {
    const [value = x, other = x] = t.partition(x, -1, 2);
    return t.multiply(value, t.activate(other, activationFrom(gate)));
  },
});
