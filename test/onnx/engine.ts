/** ONNX Runtime, if installed. */
import type { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { Model } from '../../src/graph/graph.js';
import { onnxModel } from '../../src/targets/onnx/index.js';
import type { Tensor, Weights } from '../../src/weights/tensor.js';

export const ort = await import('onnxruntime-node').catch(() => undefined);

/** The results of a model's ONNX file in ONNX Runtime: its outputs by name, and their shapes as inferred before. */
export async function runOnnx(
  model: Model,
  weights: Weights,
  inputs: ReadonlyMap<string, Tensor>,
  graphOptimizationLevel: 'disabled' | 'all' = 'all',
): Promise<{ outputs: ReadonlyMap<string, Tensor>; session: InferenceSession }> {
  if (!ort) throw new Error('onnxruntime-node is not installed');
  const session = await ort.InferenceSession.create(Buffer.concat([...onnxModel(model, weights)]), {
    graphOptimizationLevel,
    // Warnings are of optimisations that it leaves out.
    logSeverityLevel: 3,
  });
  const feeds = Object.fromEntries(
    model.graph.inputs.map(({ name, dtype }) => {
      const { shape, data } = inputs.get(name) as Tensor;
      const { Tensor: OnnxTensor } = ort as typeof import('onnxruntime-node');
      const tensors = {
        float32: () => new OnnxTensor('float32', data, shape),
        int32: () => new OnnxTensor('int32', Int32Array.from(data), shape),
        bool: () => new OnnxTensor('bool', Uint8Array.from(data), shape),
      };
      return [name, tensors[dtype]()];
    }),
  );
  const results: Readonly<Record<string, OrtTensor>> = await session.run(feeds);
  const outputs = Object.entries(results).map(([name, { dims, data }]): [string, Tensor] => [
    name,
    { shape: dims, data: data as Float32Array },
  ]);
  return { outputs: new Map(outputs), session };
}

/** The model with every layer among its outputs. */
export function withEveryLayer(model: Model): Model {
  const layers = model.layers.map(({ name }) => [`${name}:0`, name] as const);
  return { ...model, outputs: new Map(layers) };
}
