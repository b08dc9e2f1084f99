/** A prediction, from a model, its weights and its inputs to the values of the layers that are asked for. */
import type { Model } from '../graph.js';
import type { BackendName } from '../verify/backends.js';
import { type LayerTime, profile } from '../verify/profile.js';
import type { Tensor, Weights } from '../weights/tensor.js';
import type { MakePredictor } from './predictor.js';

/** What a prediction runs on: a back end of TensorFlow.js, or ONNX Runtime. */
export type Engine = BackendName | 'onnx';

export interface Prediction {
  readonly backend: Engine;
  /** How long the network took, from its inputs until its outputs were read; without the time to build it. */
  readonly milliseconds: number;
  /** By layer. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** How long each layer takes, where that was asked for. */
  readonly profile?: readonly LayerTime[];
}

export interface PredictOptions {
  /** What to run on; the best back end of TensorFlow.js that loads where nothing is said. */
  readonly backend?: Engine;
  /** Whether to time each layer, in further predictions; TensorFlow.js alone tells when a layer is done. */
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
  const { backend, makePredictor } = await loadEngine(options.backend);
  const predictor = await makePredictor(model, weights, layers);
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

/** Each engine takes its time to load, and has no need of the other. */
async function loadEngine(wanted?: Engine): Promise<{ backend: Engine; makePredictor: MakePredictor }> {
  if (wanted === 'onnx') return { backend: wanted, makePredictor: (await import('./onnx.js')).onnxPredictor };
  const [{ useBackend }, { tfjsPredictor }] = await Promise.all([import('../verify/backends.js'), import('./tfjs.js')]);
  return { backend: await useBackend(wanted), makePredictor: tfjsPredictor };
}
