import type { Dim, Shape } from '../expressions/shape.js';
import { batchNormalize } from './compute.js';
import { activation, defineOp, normalisation, normalisationWeights, oneInput } from './op.js';

export const batchNormOp = defineOp({
  name: 'batch_norm',
  keras: 'BatchNormalization',
  aliases: [
    'BatchNormalisation',
    'bn',
    ['BatchNorm2d', "for PyTorch's defaults, also write epsilon: 0.00001 and momentum: 0.9"],
  ],
  doc: 'Batch normalisation as a layer of its own, for networks that normalise before they convolve.',
  inputs: oneInput,
  attributes: { ...normalisation, activation },
  infer: ([input]) => input as Shape,
  weights: ([input], values) => normalisationWeights((input as Shape).at(-1) as Dim, values),
  compute: (t, [x], learned, { epsilon }) => batchNormalize(t, x, learned, epsilon),
});

export const layerNorm = defineOp({
  name: 'layer_norm',
  keras: 'LayerNormalization',
  aliases: ['LayerNormalisation', 'ln', ['LayerNorm', "for PyTorch's default, also write epsilon: 0.00001"]],
  doc: 'Normalisation of the last dimension, for each position by itself.',
  inputs: oneInput,
  attributes: {
    epsilon: normalisation.epsilon,
    center: normalisation.center,
    scale: normalisation.scale,
    activation,
  },
  infer: ([input]) => input as Shape,
  weights([input], { center, scale }) {
    return normalisationWeights((input as Shape).at(-1) as Dim, { center, scale }).filter((weight) => weight.trainable);
  },
  compute: (t, [x], { gamma, beta }, { epsilon }) => t.affine(t.standardize(x, [-1], epsilon), gamma, beta),
});
