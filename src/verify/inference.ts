/** Code for inference beside the layers that it stands for: the same weights, the same inputs. */
import * as tf from '@tensorflow/tfjs';
import type { Model } from '../graph.js';
import { type Difference, ofNetwork } from './compare.js';
import { generateInference, type InferenceNetwork } from './load.js';
import type { Output, Predict } from './run.js';

/** How far two values may be apart, as a share of the greatest of an output where that is above 1. */
export const tolerance = 1e-4;

/**
 * Gives the weights of a network other values, always the same, that nothing can pass over: no factor is one, no
 * offset zero; kernels keep the spread of what they are given (He et al., arXiv:1502.01852). Gives them by name.
 */
export function scatter(network: tf.LayersModel): tf.NamedTensorMap {
  const weights: tf.NamedTensorMap = {};
  for (const [index, weight] of network.weights.entries()) {
    const name = weight.originalName;
    const shape = weight.shape as number[];
    const seed = index + 1;
    const fan = shape.slice(0, -1).reduce((size, dim) => size * dim, 1);
    const value = /(gamma|variance)$/.test(name)
      ? tf.randomUniform(shape, 0.5, 2, 'float32', seed)
      : tf.randomNormal(shape, 0, shape.length > 1 ? Math.sqrt(2 / fan) : 0.5, 'float32', seed);
    weight.write(value);
    value.dispose();
    weights[name] = weight.read();
  }
  return weights;
}

/** The code for inference of a model, with those weights. */
export const inferenceOf = (model: Model, weights: tf.NamedTensorMap): Promise<InferenceNetwork> =>
  generateInference(model)(weights);

/** A network for inference as something that predicts. */
export const inferencePredict =
  (network: InferenceNetwork): Predict =>
  (inputs, onDone) => [...network.predict(inputs, onDone).values()];

/** Where outputs are further apart than they may be. */
export function compareOutputs(
  model: Model,
  expected: readonly Output[],
  actual: readonly Output[],
): readonly Difference[] {
  return [...model.outputs.keys()].flatMap((name, index) => {
    const distance = distanceOf(expected[index]?.values ?? [], actual[index]?.values ?? []);
    const within = `what its layers compute, within ${tolerance}`;
    return distance < tolerance ? [] : [ofNetwork(model, `computed ${name}`, within, `off by ${distance}`)];
  });
}

/** The greatest distance between two values, as a share of the greatest value where that is above 1. */
export function distanceOf(expected: ArrayLike<number>, actual: ArrayLike<number>): number {
  let [greatest, distance] = [1, expected.length === actual.length ? 0 : Number.POSITIVE_INFINITY];
  for (let index = 0; index < expected.length; index += 1) {
    const [one, other] = [expected[index] as number, actual[index] as number];
    greatest = Math.max(greatest, Math.abs(one));
    // Written so that what is no number is a difference.
    if (!(Math.abs(one - other) <= distance)) distance = Math.abs(one - other);
  }
  return distance / greatest;
}
