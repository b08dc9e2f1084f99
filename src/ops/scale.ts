import { attribute } from './attributes.js';
import { anyTensor, defineOp } from './op.js';
import { channelsOf } from './types.js';

export const rescaling = defineOp({
  name: 'rescaling',
  keras: 'Rescaling',
  aliases: ['Rescale'],
  doc: 'Multiplies every element by a constant and adds another.',
  kind: 'pointwise',
  figure: { label: 'scale', shows: 'scale' },
  inputs: anyTensor,
  attributes: {
    scale: attribute({ type: 'number' }, { doc: 'The constant to multiply by.' }),
    offset: attribute({ type: 'number' }, { doc: 'The constant to add.', default: 0 }),
  },
  infer: ({ x }) => ({ output: x }),
  compute: (t, { x }, _, { scale, offset }) => t.affine(x, t.constant(scale), t.constant(offset)),
});

export const layerScale = defineOp({
  name: 'layer_scale',
  keras: 'LayerScale',
  doc: 'Multiplies each channel by a learned factor, which starts near 0. Used at the end of ConvNeXt blocks.',
  kind: 'pointwise',
  inputs: anyTensor,
  attributes: {
    init_values: attribute({ type: 'number' }, { doc: 'The initial value of every factor.', default: 0.000001 }),
  },
  infer: ({ x }) => ({ output: x }),
  weights: ({ x }, { init_values }) => ({
    gamma: { shape: [channelsOf(x)], trainable: true, initial: init_values },
  }),
  compute: (t, { x }, { gamma }) => t.affine(x, gamma, undefined),
});
