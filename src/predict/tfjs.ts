/** Predictions by the generated code on TensorFlow.js. */
import * as tf from '@tensorflow/tfjs';
import { generate, tensorsByLayer } from '../verify/load.js';
import type { Tensor, Weights } from '../weights/tensor.js';
import type { MakePredictor } from './predictor.js';

/** Generates a model's code, builds its network on the back end that is set, and fills it with weights. */
export const tfjsPredictor: MakePredictor = async (model, weights, layers) => {
  const network = await generate(model)();
  fill(network, weights);
  const tensors = tensorsByLayer(model, network);
  const part = tf.model({
    inputs: network.inputs,
    outputs: layers.map((layer) => tensors.get(layer) as tf.SymbolicTensor),
  });
  return {
    async predict(inputs) {
      const given = model.graph.inputs.map(({ name }) => toTf(inputs.get(name) as Tensor));
      let results: tf.Tensor[] = [];
      try {
        // In inference batch norm takes its moving statistics, and dropout does nothing.
        results = [part.predict(given)].flat();
        const values = await Promise.all(results.map((result) => result.data<'float32'>()));
        return new Map(
          results.map(({ shape }, index) => [layers[index] as string, { shape, data: values[index] as Float32Array }]),
        );
      } finally {
        tf.dispose([given, results]);
      }
    },
    dispose() {
      // What a network disposes of leaves out layers that are applied more than once.
      for (const weight of network.weights) weight.dispose();
    },
  };
};

/** Gives the variables of a network the values that go by their names; those that have none stay what they were. */
export function fill(network: tf.LayersModel, weights: Weights): void {
  for (const variable of network.weights) {
    const tensor = weights.get(variable.originalName);
    if (!tensor) continue;
    const value = toTf(tensor);
    variable.write(value);
    value.dispose();
  }
}

const toTf = ({ data, shape }: Tensor): tf.Tensor => tf.tensor(data, [...shape], 'float32');
