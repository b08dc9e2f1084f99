/** The subject of verification: the network of a target's code, with weights. */

import * as tf from '@tensorflow/tfjs';
import type { Model } from '../../graph/graph.js';
import { found, itemAt } from '../../text/lookup.js';
import type { Tensor, Weights } from '../../weights/tensor.js';
import type { BuiltNetwork, BuiltTensor } from './built.js';
import { type InferenceNetwork, layersOf } from './load.js';
import { layersPredict, type Predict } from './run.js';
import type { TensorsByName } from './subgraph.js';

/** A network of layers, as it is compared with the report. */
export function tfjsNetwork(network: tf.LayersModel): BuiltNetwork<tf.SymbolicTensor> {
  const known = new Map<tf.SymbolicTensor, BuiltTensor<tf.SymbolicTensor>>();
  const built = (tensors: readonly tf.SymbolicTensor[]) =>
    tensors.map((handle) => {
      const { shape, dtype, sourceLayer } = handle;
      if (!known.has(handle)) known.set(handle, { handle, layer: sourceLayer.name, shape: shape.slice(1), dtype });
      return found(known, handle);
    });
  return {
    inputs: built(network.inputs),
    outputs: built(network.outputs),
    layers: network.layers.map(({ name, inboundNodes, weights, trainableWeights }) => ({
      name,
      calls: inboundNodes.map((node) => ({ inputs: built(node.inputTensors), outputs: built(node.outputTensors) })),
      weights: weights.map((weight) => ({
        name: weight.originalName,
        shape: weight.shape,
        trainable: trainableWeights.includes(weight),
      })),
    })),
    layersOf,
  };
}

export interface Subject {
  readonly predict: Predict;
  /**
   * Computes the values of layers, by name, from inputs in the order of the model's; of all layers that the code
   * computes separately.
   */
  values(inputs: readonly tf.Tensor[]): Promise<TensorsByName>;
}

/** Sets the weights of a network. The returned tensors are the network's own, by name. */
export function fill(network: tf.LayersModel, weights: Weights): tf.NamedTensorMap {
  return Object.fromEntries(
    network.weights.map((weight) => {
      const tensor = weights.get(weight.originalName);
      if (tensor) {
        const value = toTf(tensor);
        weight.write(value);
        value.dispose();
      }
      return [weight.originalName, weight.read()];
    }),
  );
}

export const toTf = ({ data, shape }: Tensor): tf.Tensor => tf.tensor(data, [...shape], 'float32');

/** The inputs of a network in the order of the model's, each with its dtype. */
export const inputTensors = ({ graph }: Model, values: TensorsByName): tf.Tensor[] =>
  graph.inputs.map(({ name, dtype }) => {
    const { data, shape } = found(values, name);
    return tf.tensor(data, [...shape], dtype);
  });

/** A network of layers, with the symbolic tensor of each layer of the report, and the report's names for its layers. */
export function layersSubject(
  network: tf.LayersModel,
  tensors: ReadonlyMap<string, tf.SymbolicTensor>,
  nameOf: (layer: string) => string,
): Subject {
  return {
    predict: layersPredict(network, nameOf),
    async values(inputs) {
      // The network is cut before its first layer.
      if (tensors.size === 0) return new Map();
      const everything = tf.model({ inputs: network.inputs, outputs: [...tensors.values()] });
      const results = [everything.predict([...inputs])].flat();
      const read = [...tensors.keys()].map(async (name, index): Promise<[string, Tensor]> => {
        const result = itemAt(results, index);
        return [name, { shape: result.shape, data: await result.data<'float32'>() }];
      });
      return new Map(await Promise.all(read).finally(() => tf.dispose(results)));
    },
  };
}

/** A network for inference. */
export function inferenceSubject(network: InferenceNetwork): Subject {
  return {
    predict: (inputs, onDone) => [...network.predict(inputs, onDone).values()],
    async values(inputs) {
      const values = new Map<string, Tensor>();
      // Tensors are freed after they were read for the last time.
      const results = network.predict(inputs, (_, layer, value) => {
        values.set(layer, { shape: value.shape, data: value.dataSync<'float32'>().slice() });
      });
      tf.dispose([...results.values()]);
      return values;
    },
  };
}
