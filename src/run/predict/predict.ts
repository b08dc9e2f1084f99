/** Loads a network with its weights into the fastest engine, or the requested one. */
import type { Model } from '../../graph/graph.js';
import { TargetLimit } from '../../targets/target.js';
import type { Weights } from '../../weights/tensor.js';
import type { BackendName } from '../verify/targets.js';
import { BackendUnavailable } from '../verify/unavailable.js';
import type { Predictor } from './predictor.js';

/** An engine: a back end of TensorFlow.js, or ONNX Runtime. */
export type Engine = BackendName | 'onnx';

/** A network that is ready to predict. */
export interface ReadyPredictor extends Predictor {
  readonly engine: Engine;
}

export interface ReadyOptions {
  /** The engine; by default the fastest that loads. */
  readonly backend?: Engine;
  /** Whether it must report each layer when it is computed, which TensorFlow.js can and ONNX Runtime can't. */
  readonly observed?: boolean;
}

/**
 * Prepares a network to compute some layers. By default it runs on ONNX Runtime, or else on the best back end of
 * TensorFlow.js that loads: ONNX Runtime computes Inception V3 in 0.38 of the time of the native back end, and in 0.13
 * of wasm's. Throws `BackendUnavailable` if the requested engine does not load, and `TargetLimit` if it does not
 * support the network.
 */
export async function makeReady(
  model: Model,
  weights: Weights,
  layers: readonly string[],
  { backend: wanted, observed = false }: ReadyOptions = {},
): Promise<ReadyPredictor> {
  if (wanted === 'onnx') return onOnnx(model, weights, layers);
  if (wanted !== undefined || observed) return onTensorFlow(model, weights, layers, wanted);
  try {
    return await onOnnx(model, weights, layers);
  } catch (error) {
    if (!(error instanceof BackendUnavailable) && !(error instanceof TargetLimit)) throw error;
    return onTensorFlow(model, weights, layers);
  }
}

// Each engine loads slowly, and does not need the other.

async function onOnnx(model: Model, weights: Weights, layers: readonly string[]): Promise<ReadyPredictor> {
  const { onnxPredictor } = await import('./onnx.js');
  return { engine: 'onnx', ...(await onnxPredictor(model, weights, layers)) };
}

async function onTensorFlow(
  model: Model,
  weights: Weights,
  layers: readonly string[],
  wanted?: BackendName,
): Promise<ReadyPredictor> {
  const [{ useBackend }, { tfjsPredictor }] = await Promise.all([import('../verify/backends.js'), import('./tfjs.js')]);
  const engine = await useBackend(wanted);
  return { engine, ...(await tfjsPredictor(model, weights, layers)) };
}
