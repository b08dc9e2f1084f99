/** Compares a network's code for inference with its layers, on the same weights and inputs. */
import * as tf from '@tensorflow/tfjs';
import { boundOf } from '../../src/analysis/bounds.js';
import type { Model } from '../../src/graph/graph.js';
import { atKnownSizes } from '../../src/run/verify/known-sizes.js';
import { generate, generateInference } from '../../src/run/verify/load.js';
import { randomWeights } from '../../src/run/verify/numbers.js';
import { fill } from '../../src/run/verify/subject.js';

export interface Comparison {
  /** By output: the maximum distance of two values, relative to the largest value if that is above 1. */
  readonly distances: ReadonlyMap<string, number>;
  /** The most bytes that tensors took at once, above what was there before. */
  readonly peaks: { readonly layers: number; readonly inference: number };
  /** Tensors that are left when all is disposed of. */
  readonly leaked: number;
}

/** Runs a model's layers and its inference on the same random weights and inputs. */
export async function compare(model: Model, batch = 2): Promise<Comparison> {
  const known = atKnownSizes(model) as Model;
  const before = tf.memory().numTensors;
  const layers = await generate(model)();
  const weights = fill(layers, randomWeights(model));
  const network = await generateInference(model)(weights);
  const inputs = known.graph.inputs.map((input, index) => {
    const sizes = [batch, ...(input.shape as number[])];
    const bound = input.dtype === 'bool' ? 2 : boundOf(input, known.layers);
    return input.dtype === 'float32'
      ? tf.randomUniform(sizes, -1, 1, 'float32', index + 1)
      : tf.tidy(() => tf.cast(tf.randomUniformInt(sizes, 0, bound, index + 1), input.dtype));
  });
  let expected: tf.Tensor[] = [];
  let actual: ReadonlyMap<string, tf.Tensor> = new Map();
  const peaks = {
    layers: await peakOf(() => {
      expected = [layers.predict(inputs)].flat();
    }),
    inference: await peakOf(() => {
      actual = network.predict(inputs);
    }),
  };
  if (actual.size !== expected.length) throw new Error(`${actual.size} outputs, not ${expected.length}`);
  const distances = [...actual].map(([name, output], index) =>
    tf.tidy((): [string, number] => {
      const reference = expected[index] as tf.Tensor;
      if (output.shape.join() !== reference.shape.join())
        throw new Error(`${name} is ${output.shape}, not ${reference.shape}`);
      const scale = tf.maximum(1, tf.max(tf.abs(reference)));
      return [name, tf.div(tf.max(tf.abs(tf.sub(output, reference))), scale).dataSync()[0] as number];
    }),
  );
  tf.dispose([inputs, expected, [...actual.values()]]);
  network.dispose();
  for (const weight of layers.weights) weight.dispose();
  return { distances: new Map(distances), peaks, leaked: tf.memory().numTensors - before };
}

/** The most bytes that some work takes. */
async function peakOf(work: () => void): Promise<number> {
  const { numBytes } = tf.memory();
  const { peakBytes } = await tf.profile(work as never);
  return peakBytes - numBytes;
}
