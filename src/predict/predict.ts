/** A prediction, from a model, its weights and its inputs to the values of the layers that are asked for. */
import type { Model } from '../graph.js';
import { type BackendName, useBackend } from '../verify/backends.js';
import type { Tensor, Weights } from '../weights/tensor.js';
import { tfjsPredictor } from './tfjs.js';

export interface Prediction {
  readonly backend: BackendName;
  /** How long the network took, from its inputs until its outputs were read; without the time to build it. */
  readonly milliseconds: number;
  /** By layer. */
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/** Predicts once. Throws `BackendUnavailable` where the back end does not load. */
export async function predict(
  model: Model,
  weights: Weights,
  inputs: ReadonlyMap<string, Tensor>,
  layers: readonly string[],
  wanted?: BackendName,
): Promise<Prediction> {
  const backend = await useBackend(wanted);
  const predictor = await tfjsPredictor(model, weights, layers);
  try {
    const start = performance.now();
    const tensors = await predictor.predict(inputs);
    return { backend, milliseconds: performance.now() - start, tensors };
  } finally {
    predictor.dispose();
  }
}
