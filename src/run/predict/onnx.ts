/** Predicts with ONNX Runtime, which runs the model of `build --target onnx`. */
import type { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-common';
import type { DType } from '../../ops/types.js';
import { onnxModel } from '../../targets/onnx/index.js';
import { found } from '../../text/lookup.js';
import { importPeer } from '../peers.js';
import { BackendUnavailable } from '../verify/unavailable.js';
import { type MakePredictor, neededFor } from './predictor.js';

/**
 * Creates a session for the part of a model that computes the layers. Throws `BackendUnavailable` without
 * onnxruntime-node.
 */
export const onnxPredictor: MakePredictor = async (model, weights, layers) => {
  const { InferenceSession, Tensor } = await loadRuntime();
  const needed = neededFor(model, layers);
  const part = {
    ...model,
    layers: model.layers.filter(({ name }) => needed.has(name)),
    outputs: new Map(layers.map((layer) => [outputOf(layer), layer])),
  };
  const session = await InferenceSession.create(Buffer.concat([...onnxModel(part, weights)]), quiet);
  return {
    async predict(inputs) {
      const feeds = Object.fromEntries(
        model.graph.inputs.map(({ name, dtype }) => {
          const { data, shape } = found(inputs, name);
          return [name, new Tensor(dtype, elementsOf(data, dtype), shape)];
        }),
      );
      const results = await session.run(feeds);
      return new Map(
        layers.map((layer) => {
          const { dims, data } = results[outputOf(layer)] as OnnxTensor;
          return [layer, { shape: dims, data: data as Float32Array }];
        }),
      );
    },
    dispose: () => void session.release(),
  };
};

/** The elements of a tensor as ONNX Runtime takes them. */
function elementsOf(data: Float32Array, dtype: DType): Float32Array | Int32Array | Uint8Array {
  if (dtype === 'float32') return data;
  return dtype === 'int32' ? Int32Array.from(data) : Uint8Array.from(data);
}

/** An output's name, which no layer and no input has. */
const outputOf = (layer: string): string => `${layer}:0`;

/** Errors only; warnings are about skipped optimizations. */
const quiet: InferenceSession.SessionOptions = { logSeverityLevel: 3 };

/** ONNX Runtime. Throws `BackendUnavailable` if it does not load. */
export async function loadRuntime(): Promise<typeof import('onnxruntime-common')> {
  try {
    return await importPeer('onnxruntime-node');
  } catch (error) {
    const [why] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new BackendUnavailable(`cannot load the back end onnx: ${why}`);
  }
}
