/** Forward passes of a network: one is timed, another gives the values of all layers. */
import * as tf from '@tensorflow/tfjs';
import type { Model } from '../../graph/graph.js';
import { type LayerTime, profile } from './profile.js';

/** Predicts: takes inputs and gives outputs in the order of the model's, and calls back for each layer. */
export type Predict = (inputs: readonly tf.Tensor[], onDone: (layer: string) => void) => readonly tf.Tensor[];

/** The result of a forward pass. */
export interface Run {
  /** In the order of the network's outputs. */
  readonly outputs: readonly RunOutput[];
  readonly milliseconds: number;
  readonly peakBytes: number;
  readonly profile?: readonly LayerTime[];
}

/** An output: its shape without the batch, its values, and whether they are all finite. */
export interface RunOutput {
  readonly shape: readonly number[];
  readonly values: Float32Array;
  readonly isFinite: boolean;
}

export interface RunOptions {
  /** Called for each computed layer. */
  readonly onLayer: (name: string) => void;
  /** Called when a step without layers begins: its name. */
  readonly onStep: (name: string) => void;
  /** Whether to time each layer, in further passes. */
  readonly profile: boolean;
}

/**
 * Runs a network on inputs in the order of its model's.
 *
 * The time is that of a first pass, until its outputs are read. The memory is the maximum that TensorFlow.js holds in
 * tensors whenever a layer has computed its output: weights, that output, and what this and later layers still need.
 * Memory that a layer needs only while it computes is not included.
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
    // A graphics card computes while its results are read.
    options.onStep('reading outputs');
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

/** A network of layers as a `Predict`; `nameOf` gives the report's name of a layer. */
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
    try {
      return [network.predict([...inputs])].flat();
    } finally {
      hear = () => {};
    }
  };
}
