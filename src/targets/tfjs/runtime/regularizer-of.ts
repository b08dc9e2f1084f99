import * as tf from '@tensorflow/tfjs';
import { fromConfig } from './from-config.js';
import type { Regularizer } from './regularizer.js';

/** A regularizer by its name or from a saved model, as layers of TensorFlow.js take it. */
export function regularizerOf(given?: Regularizer): ReturnType<typeof tf.regularizers.l2> | undefined {
  const { kernelRegularizer } = tf.layers
    .dense({ units: 1, ...(given ? { kernelRegularizer: given } : {}) })
    .getConfig();
  return fromConfig(kernelRegularizer) as ReturnType<typeof tf.regularizers.l2> | undefined;
}
