/** A network with its weights on the engine that predicts fastest, or on the one that is asked for. */
import type { Model } from '../../graph/graph.js';
import { TargetLimit } from '../../targets/target.js';
import type { Weights } from '../../weights/tensor.js';
import type { BackendName } from '../verify/backends.js';
import { BackendUnavailable } from '../verify/unavailable.js';
import type { Predictor } from './predictor.js';

/** What a prediction runs on: a back end of TensorFlow.js, or ONNX Runtime. */
export type Engine = BackendName | 'onnx';

/** A network that is ready to predict. */
export interface Ready extends Predictor {
  readonly engine: Engine;
}

export interface ReadyOptions {
  /** What to run on; the fastest engine that loads by default. */
  readonly backend?: Engine;
  /** Whether it must tell when each layer is done, as TensorFlow.js does and ONNX Runtime does not. */
  readonly observed?: boolean;
}

/**
 * Readies a network to compute some layers. By default it runs on ONNX Runtime, or else on the best back end of
 * TensorFlow.js that loads: in 0.38 of the time of the native one ONNX Runtime computes Inception V3, in 0.13 of wasm's.
 * Throws `BackendUnavailable` if the engine that is asked for does not load, and `TargetLimit` if it can't hold the network.
 */
export async function makeReady(
  model: Model,
  weights: Weights,
  layers: readonly string[],
  { backend: wanted, observed = false }: ReadyOptions = {},
): Promise<Ready> {
  if (wanted === 'onnx') return onOnnx(model, weights, layers);
  if (wanted !== undefined || observed) return onTensorFlow(model, weights, layers, wanted);
  try {
    return await onOnnx(model, weights, layers);
  } catch (error) {
    if (!(error instanceof BackendUnavailable) && !(error instanceof TargetLimit)) throw error;
    return onTensorFlow(model, weights, layers);
  }
}

// Each engine takes its time to load, and has no need of the other.

async function onOnnx(model: Model, weights: Weights, layers: readonly string[]): Promise<Ready> {
  const { onnxPredictor } = await import('./onnx.js');
  return { engine: 'onnx', ...(await onnxPredictor(model, weights, layers)) };
}

async function onTensorFlow(
  model: Model,
  weights: Weights,
  layers: readonly string[],
  wanted?: BackendName,
): Promise<Ready> {
  const [{ useBackend }, { tfjsPredictor }] = await Promise.all([import('../verify/backends.js'), import('./tfjs.js')]);
  const engine = await useBackend(wanted);
  return { engine, ...(await tfjsPredictor(model, weights, layers)) };
}
