import * as tf from '@tensorflow/tfjs';
import { fromConfig } from './from-config.js';
import type { Initializer } from './initializer.js';

/** An initializer by its name or from a saved model, as layers of TensorFlow.js take it. */
export function initializerOf(given: Initializer): ReturnType<typeof tf.initializers.ones> {
  const { kernelInitializer } = tf.layers.dense({ units: 1, kernelInitializer: given }).getConfig();
  return fromConfig(kernelInitializer) as ReturnType<typeof tf.initializers.ones>;
}
