/** Predicts with the generated code for inference on TensorFlow.js. */

import * as tf from '@tensorflow/tfjs';
import { found } from '../../text/lookup.js';
import type { Tensor } from '../../weights/tensor.js';
import { generateInference } from '../verify/load.js';
import type { MakePredictor } from './predictor.js';

/** Generates code for the part of a model that computes the layers, and loads weights on the current back end. */
export const tfjsPredictor: MakePredictor = async (model, weights, layers) => {
  const part = generateInference({ ...model, outputs: new Map(layers.map((layer) => [layer, layer])) });
  const given = Object.fromEntries([...weights].map(([name, tensor]) => [name, toTf(tensor)]));
  const network = await part(given).finally(() => tf.dispose(given));
  return {
    async predict(inputs, onDone) {
      const images = model.graph.inputs.map(({ name }) => toTf(found(inputs, name)));
      let results: ReadonlyMap<string, tf.Tensor> = new Map();
      try {
        results = network.predict(images, onDone);
        const read = [...results].map(
          async ([layer, result]): Promise<[string, Tensor]> => [
            layer,
            { shape: result.shape, data: await result.data<'float32'>() },
          ],
        );
        return new Map(await Promise.all(read));
      } finally {
        tf.dispose([images, ...results.values()]);
      }
    },
    dispose: network.dispose,
  };
};

const toTf = ({ data, shape }: Tensor): tf.Tensor => tf.tensor(data, [...shape], 'float32');
