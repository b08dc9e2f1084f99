import type { Shape } from '../expressions/shape.js';
import { activation, activations, attribute, defineOp, oneInput } from './op.js';

export const activationOp = defineOp({
  name: 'activation',
  keras: 'Activation',
  aliases: ['nonlinearity'],
  doc: 'A function of each element, as a layer of its own.',
  inputs: oneInput,
  attributes: {
    activation: attribute(
      { type: 'choice', choices: activations },
      { doc: activation.doc, aliases: ['function', 'type', 'kind', 'fn', 'func', 'act', 'mode'] },
    ),
  },
  infer: ([input]) => input as Shape,
  // The layer applies its activation.
  compute: (_, [x]) => x,
});
