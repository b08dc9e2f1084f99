import { attribute } from './attributes.js';
import { normalization } from './companions.js';
import { anyTensor, defineOp } from './op.js';
import { channelsOf } from './types.js';

export const rmsNorm = defineOp({
  name: 'rms_norm',
  keras: 'RMSNormalization',
  aliases: [
    'RMSNormalisation',
    'SimplifiedLayerNormalization',
    ['RMSNorm', "for PyTorch's default, also write epsilon: 1.1920929e-7"],
  ],
  doc: 'Divides the last dimension by its root mean square, separately for each position (Zhang and Sennrich, arXiv:1910.07467).',
  kind: 'pointwise',
  inputs: anyTensor,
  attributes: {
    epsilon: attribute(normalization.epsilon.type, {
      doc: 'A small number added to the mean square, to avoid division by zero.',
      default: 0.000001,
      aliases: normalization.epsilon.aliases,
    }),
    // There is no center, so what PyTorch calls elementwise_affine is the scale alone.
    scale: attribute(normalization.scale.type, {
      doc: normalization.scale.doc,
      default: true,
      aliases: ['gamma', 'use_gamma', 'use_scale', 'with_scale', 'affine', 'elementwise_affine'],
    }),
  },
  companions: ['activation'],
  infer: ({ x }) => ({ output: x }),
  weights: ({ x }, { scale }) => ({
    gamma: scale && { shape: [channelsOf(x)], trainable: true, initial: 1 },
  }),
  compute(t, { x }, { gamma }, { epsilon }) {
    const meanSquare = t.reduce('mean', t.multiply(x, x), [-1]);
    return t.affine(t.divide(x, t.unary('sqrt', t.add(meanSquare, t.constant(epsilon)))), gamma, undefined);
  },
});
