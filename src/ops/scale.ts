import type { Dim, Shape } from '../expressions/shape.js';
import { attribute, defineOp, oneInput } from './op.js';

export const rescaling = defineOp({
  name: 'rescaling',
  keras: 'Rescaling',
  aliases: ['Rescale'],
  doc: 'Every element times one number, plus another, neither of which is learned.',
  inputs: oneInput,
  attributes: {
    scale: attribute({ type: 'number' }, { doc: 'What every element is multiplied by.' }),
    offset: attribute({ type: 'number' }, { doc: 'What is added then.', default: 0 }),
  },
  infer: ([input]) => input as Shape,
  compute: (t, [x], _, { scale, offset }) => t.affine(x, t.constant(scale), t.constant(offset)),
});

export const layerScale = defineOp({
  name: 'layer_scale',
  keras: 'LayerScale',
  doc: 'Each channel times a learned factor, which starts near 0, as at the ends of the branches of ConvNeXt.',
  inputs: oneInput,
  attributes: {
    init_values: attribute({ type: 'number' }, { doc: 'What every factor is before training.', default: 0.000001 }),
  },
  infer: ([input]) => input as Shape,
  weights([input], { init_values }) {
    return [{ name: 'gamma', shape: [(input as Shape).at(-1) as Dim], trainable: true, initial: init_values }];
  },
  compute: (t, [x], { gamma }) => t.affine(x, gamma, undefined),
});
