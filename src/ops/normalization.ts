import { normalization } from './companions.js';
import { batchNormalize } from './compute.js';
import { anyTensor, defineOp } from './op.js';
import { channelsOf } from './types.js';
import { affineWeights, normalizationWeights } from './weights.js';

export const batchNormOp = defineOp({
  name: 'batch_norm',
  keras: 'BatchNormalization',
  aliases: [
    'BatchNormalisation',
    'bn',
    ['BatchNorm2d', "for PyTorch's defaults, also write epsilon: 0.00001 and momentum: 0.9"],
  ],
  doc: 'Batch normalization as a separate layer, for networks that normalize before convolutions.',
  kind: 'pointwise',
  inputs: anyTensor,
  attributes: normalization,
  companions: ['activation'],
  infer: ({ x }) => ({ output: x }),
  weights: ({ x }, values) => normalizationWeights(channelsOf(x), values),
  compute: (t, { x }, learned, { epsilon }) => batchNormalize(t, x, learned, epsilon),
});

export const layerNorm = defineOp({
  name: 'layer_norm',
  keras: 'LayerNormalization',
  aliases: ['LayerNormalisation', 'ln', ['LayerNorm', "for PyTorch's default, also write epsilon: 0.00001"]],
  doc: 'Normalizes the last dimension, separately for each position.',
  kind: 'pointwise',
  inputs: anyTensor,
  attributes: {
    epsilon: normalization.epsilon,
    center: normalization.center,
    scale: normalization.scale,
  },
  companions: ['activation'],
  infer: ({ x }) => ({ output: x }),
  weights: ({ x }, values) => affineWeights(channelsOf(x), values),
  compute: (t, { x }, { gamma, beta }, { epsilon }) => t.affine(t.standardize(x, [-1], epsilon), gamma, beta),
});
