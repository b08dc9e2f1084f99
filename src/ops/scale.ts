import { attribute } from './attributes.js';
import { anyTensor, defineOp } from './op.js';
import { channelsOf } from './types.js';

export const rescaling = defineOp({
  name: 'rescaling',
  keras: 'Rescaling',
  aliases: ['Rescale'],
  doc: 'Every element times one number, plus another, neither of which is learned.',
  kind: 'pointwise',
  figure: { label: 'scale', shows: 'scale' },
  inputs: anyTensor,
  attributes: {
    scale: attribute({ type: 'number' }, { doc: 'What every element is multiplied by.' }),
    offset: attribute({ type: 'number' }, { doc: 'What is added then.', default: 0 }),
  },
  infer: ({ x }) => ({ output: x }),
  compute: (t, { x }, _, { scale, offset }) => t.affine(x, t.constant(scale), t.constant(offset)),
});

export const layerScale = defineOp({
  name: 'layer_scale',
  keras: 'LayerScale',
  doc: 'Each channel times a learned factor, which starts near 0, as at the ends of the branches of ConvNeXt.',
  kind: 'pointwise',
  inputs: anyTensor,
  attributes: {
    init_values: attribute({ type: 'number' }, { doc: 'What every factor is before training.', default: 0.000001 }),
  },
  infer: ({ x }) => ({ output: x }),
  weights: ({ x }, { init_values }) => ({
    gamma: { shape: [channelsOf(x)], trainable: true, initial: init_values },
  }),
  compute: (t, { x }, { gamma }) => t.affine(x, gamma, undefined),
});
