/** A prediction, from a model, its weights and its inputs to the values of the layers that are asked for. */
import type { Model } from '../graph.js';
import { type BackendName, useBackend } from '../verify/backends.js';
import { type LayerTime, profile } from '../verify/profile.js';
import type { Tensor, Weights } from '../weights/tensor.js';
import { tfjsPredictor } from './tfjs.js';

export interface Prediction {
  readonly backend: BackendName;
  /** How long the network took, from its inputs until its outputs were read; without the time to build it. */
  readonly milliseconds: number;
  /** By layer. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** How long each layer takes, where that was asked for. */
  readonly profile?: readonly LayerTime[];
}

export interface PredictOptions {
  /** The back end to run on; the best that loads where nothing is said. */
  readonly backend?: BackendName;
  /** Whether to time each layer, in further predictions. */
  readonly profile?: boolean;
}

/** Predicts once. Throws `BackendUnavailable` where the back end does not load. */
export async function predict(
  model: Model,
  weights: Weights,
  inputs: ReadonlyMap<string, Tensor>,
  layers: readonly string[],
  options: PredictOptions = {},
): Promise<Prediction> {
  const backend = await useBackend(options.backend);
  const predictor = await tfjsPredictor(model, weights, layers);
  try {
    const start = performance.now();
    const tensors = await predictor.predict(inputs);
    const milliseconds = performance.now() - start;
    const times = options.profile
      ? { profile: await profile(model, (onDone) => predictor.predict(inputs, onDone)) }
      : {};
    return { backend, milliseconds, tensors, ...times };
  } finally {
    predictor.dispose();
  }
}
