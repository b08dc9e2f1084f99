/** Forward passes of a network: timed, with what it gives, and once more with what each layer computes. */
import * as tf from '@tensorflow/tfjs';
import type { Model } from '../../graph/graph.js';
import { type LayerTime, profile } from './profile.js';

/** Something that predicts: it takes inputs, gives outputs in the order of the model's, and tells of each layer. */
export type Predict = (inputs: readonly tf.Tensor[], onDone: (layer: string) => void) => readonly tf.Tensor[];

/** What a forward pass came to. */
export interface Run {
  /** In the order of the network's outputs. */
  readonly outputs: readonly RunOutput[];
  readonly milliseconds: number;
  readonly peakBytes: number;
  readonly profile?: readonly LayerTime[];
}

/** An output: its shape without the batch, its values, and whether all of them are finite. */
export interface RunOutput {
  readonly shape: readonly number[];
  readonly values: Float32Array;
  readonly isFinite: boolean;
}

export interface RunOptions {
  /** Hears of each layer when it has been computed. */
  readonly onLayer: (name: string) => void;
  /** Whether to time each layer, in further passes. */
  readonly profile: boolean;
}

/**
 * Runs a network on inputs in the order of its model's.
 *
 * The time is that of a first pass, until its outputs are read. The memory is the most that TensorFlow.js holds in
 * tensors when a layer has computed its output: weights, that output, and what this and later layers still need.
 * What a layer needs in between is not seen.
 */
export async function run(
  predict: Predict,
  model: Model,
  inputs: readonly tf.Tensor[],
  options: RunOptions,
): Promise<Run> {
  let peakBytes = 0;
  const pass = async (onDone: (layer: string) => void): Promise<readonly RunOutput[]> => {
    const results = predict(inputs, onDone);
    try {
      const read = results.map(async (result): Promise<RunOutput> => {
        const values = await result.data<'float32'>();
        return { shape: result.shape.slice(1), values, isFinite: values.every(Number.isFinite) };
      });
      return await Promise.all(read);
    } finally {
      tf.dispose([...results]);
    }
  };
  const start = performance.now();
  const outputs = await pass((layer) => {
    peakBytes = Math.max(peakBytes, tf.memory().numBytes);
    options.onLayer(layer);
  });
  const milliseconds = performance.now() - start;
  const profiled = options.profile ? { profile: await profile(model, pass) } : {};
  return { outputs, milliseconds, peakBytes, ...profiled };
}

/** A network of layers as something that predicts; `nameOf` gives what the report calls a layer of TensorFlow.js. */
export function layersPredict(network: tf.LayersModel, nameOf: (layer: string) => string): Predict {
  let hear: (layer: string) => void = () => {};
  for (const layer of network.layers) {
    const call = layer.call.bind(layer);
    layer.call = (inputs, settings) => {
      const output = call(inputs, settings);
      hear(nameOf(layer.name));
      return output;
    };
  }
  return (inputs, onDone) => {
    hear = onDone;
    return [network.predict([...inputs])].flat();
  };
}
