/** One forward pass of a network, on values that are always the same. */
import * as tf from '@tensorflow/tfjs';
import { Diagnostics } from '../diagnostics.js';
import type { Model } from '../graph.js';
import { infer } from '../phases/5-infer.js';
import { isKnown } from '../shape.js';
import { sizesOf } from './load.js';

/** What a forward pass came to. */
export interface Run {
  /** In the order of the network's outputs: the shape without the batch, and whether every value is finite. */
  readonly outputs: readonly { readonly shape: readonly number[]; readonly isFinite: boolean }[];
  readonly milliseconds: number;
  readonly peakBytes: number;
}

/**
 * Runs a network once on inputs of a model's shapes: uniform noise from a fixed seed, a batch of one.
 *
 * The time is that of a first pass, until its outputs are read. The memory is the most that TensorFlow.js holds in
 * tensors when a layer has computed its output: weights, that output, and what this and later layers still need.
 * What a layer needs in between is not seen.
 */
export async function run(network: tf.LayersModel, model: Model, onLayer: (name: string) => void): Promise<Run> {
  let peakBytes = 0;
  for (const layer of network.layers) {
    const call = layer.call.bind(layer);
    layer.call = (inputs, settings) => {
      onLayer(layer.name);
      const output = call(inputs, settings);
      peakBytes = Math.max(peakBytes, tf.memory().numBytes);
      return output;
    };
  }
  const inputs = model.graph.inputs.map(({ shape }, index) =>
    tf.randomUniform([1, ...(shape as readonly number[])], -1, 1, 'float32', index + 1),
  );
  let results: tf.Tensor[] = [];
  try {
    const start = performance.now();
    results = [network.predict(inputs)].flat();
    const values = await Promise.all(results.map((result) => result.data()));
    const milliseconds = performance.now() - start;
    const outputs = results.map((result, index) => ({
      shape: result.shape.slice(1),
      isFinite: (values[index] as Float32Array).every(Number.isFinite),
    }));
    return { outputs, milliseconds, peakBytes };
  } finally {
    tf.dispose([inputs, results]);
  }
}

/** How far to look for a size that is not declared. */
const largestSize = 1024;

/**
 * The model at known sizes: in the place of each unknown one that which the spec declares, or else one size for all,
 * the smallest that the network accepts. Its layers have the attributes that the network is built with. Undefined
 * where there is no such size.
 */
export function atKnownSizes(model: Model): Model | undefined {
  const { graph, layers } = model;
  if (graph.inputs.every(({ shape }) => shape.every(isKnown))) return model;
  const built = JSON.stringify(layers.map(({ attributes }) => attributes));
  const declared = (input: string, axis: number) => graph.spec.inputs.get(input)?.shape.dims[axis];
  for (let size = 0; size <= largestSize; size += 1) {
    const inputs = graph.inputs.map((input) => ({
      ...input,
      shape: sizesOf(input.shape).map((dim, axis) => dim ?? (size || declared(input.name, axis)) ?? 1),
    }));
    const known = infer({ ...graph, inputs, declarations: [] }, new Diagnostics());
    if (known && JSON.stringify(known.layers.map(({ attributes }) => attributes)) === built) return known;
  }
  return undefined;
}
