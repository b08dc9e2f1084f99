import type { Dim, Shape } from '../shape.js';
import { activation, attribute, defineOp, normalisation, normalisationWeights, oneInput } from './op.js';

export const batchNormOp = defineOp({
  name: 'batch_norm',
  keras: 'BatchNormalization',
  doc: 'Batch normalisation as a layer of its own, for networks that normalise before they convolve.',
  inputs: oneInput,
  attributes: { ...normalisation, activation },
  infer: ([input]) => input as Shape,
  weights: ([input], values) => normalisationWeights((input as Shape).at(-1) as Dim, values),
});

export const layerNorm = defineOp({
  name: 'layer_norm',
  keras: 'LayerNormalization',
  doc: 'Normalisation of the last dimension, for each position by itself.',
  inputs: oneInput,
  attributes: {
    epsilon: normalisation.epsilon,
    center: attribute({ type: 'boolean' }, { doc: 'Whether a learned beta is added.', default: true }),
    scale: attribute(
      { type: 'boolean' },
      { doc: 'Whether the result is multiplied by a learned gamma.', default: true },
    ),
    activation,
  },
  infer: ([input]) => input as Shape,
  weights([input], { center, scale }) {
    return normalisationWeights((input as Shape).at(-1) as Dim, { center, scale }).filter((weight) => weight.trainable);
  },
});
