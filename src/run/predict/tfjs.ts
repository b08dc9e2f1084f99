/** Predicts with the generated code for inference on TensorFlow.js. */

import * as tf from '@tensorflow/tfjs';
import type { Tensor } from '../../weights/tensor.js';
import { generateInference } from '../verify/load.js';
import { inputTensors, toTf } from '../verify/subject.js';
import type { MakePredictor } from './predictor.js';

/** Generates code for the part of a model that computes the layers, and loads weights on the current back end. */
export const tfjsPredictor: MakePredictor = async (model, weights, layers) => {
  const part = generateInference({ ...model, outputs: new Map(layers.map((layer) => [layer, layer])) });
  const filled = Object.fromEntries([...weights].map(([name, tensor]) => [name, toTf(tensor)]));
  const network = await part(filled).finally(() => tf.dispose(filled));
  return {
    async predict(inputs, onDone) {
      const given = inputTensors(model, inputs);
      let results: ReadonlyMap<string, tf.Tensor> = new Map();
      try {
        results = network.predict(given, onDone);
        const read = [...results].map(
          async ([layer, result]): Promise<[string, Tensor]> => [
            layer,
            { shape: result.shape, data: await result.data<'float32'>() },
          ],
        );
        return new Map(await Promise.all(read));
      } finally {
        tf.dispose([given, ...results.values()]);
      }
    },
    dispose: network.dispose,
  };
};
