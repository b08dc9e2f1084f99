/** The generated layers model with weights of a file. */
import * as tf from '@tensorflow/tfjs';
import type { Model } from '../../src/graph/graph.js';
import { generate } from '../../src/run/verify/load.js';
import type { Weights } from '../../src/weights/tensor.js';

/**
 * Builds a model's network, and sets its variables to the weights with their names; others keep their initial values.
 */
export async function filledNetwork(model: Model, weights: Weights): Promise<tf.LayersModel> {
  const network = await generate(model)();
  for (const variable of network.weights) {
    const weight = weights.get(variable.originalName);
    if (!weight) continue;
    const value = tf.tensor(weight.data, [...weight.shape]);
    variable.write(value);
    value.dispose();
  }
  return network;
}
