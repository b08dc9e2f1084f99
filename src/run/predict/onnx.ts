/** Predictions by ONNX Runtime, which runs what `build --target onnx` writes. */
import type { InferenceSession, Tensor as OnnxTensor } from 'onnxruntime-common';
import { onnxModel } from '../../targets/onnx/index.js';
import { importPeer } from '../peers.js';
import { BackendUnavailable } from '../verify/unavailable.js';
import { type MakePredictor, neededFor } from './predictor.js';

/** Makes a session of the part of a model that gives the layers. Throws `BackendUnavailable` without onnxruntime-node. */
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
        [...inputs].map(([name, { data, shape }]) => [name, new Tensor('float32', data, shape)]),
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

/** An output's name, which is that of no layer and of no input. */
const outputOf = (layer: string): string => `${layer}:0`;

/** Errors only: its warnings are of optimisations that it leaves out. */
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
