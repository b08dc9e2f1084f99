import { attribute } from './attributes.js';
import { activation, activationFrom, activationType, settingsBeside } from './companions.js';
import { anyTensor, defineOp } from './op.js';

export const activationOp = defineOp({
  name: 'activation',
  keras: 'Activation',
  aliases: ['nonlinearity'],
  doc: 'An activation function as a separate layer.',
  kind: 'pointwise',
  figure: { label: '', shows: 'activation' },
  inputs: anyTensor,
  attributes: {
    activation: attribute(activationType, {
      doc: activation.doc,
      aliases: [
        'function',
        'type',
        'kind',
        'fn',
        'func',
        'act',
        'mode',
        ...settingsBeside,
        ...(['axis', 'dim'] as const).map(
          (alias) => [alias, 'write it with the activation: {softmax: {axis: 1}}'] as const,
        ),
      ],
    }),
  },
  infer: ({ x }) => ({ output: x }),
  compute: (t, { x }, _, { activation }) => t.activate(x, activationFrom(activation)),
});
