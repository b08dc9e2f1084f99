/** The ONNX target: the network with its weights, for other engines. */

import type { Model } from '../../graph/graph.js';
import { found } from '../../text/lookup.js';
import { stemOf } from '../stem.js';
import { type BinaryFile, TargetLimit, type TargetOptions } from '../target.js';
import { dimsOf, GraphBuilder, type GraphValue } from './graph.js';
import { addLayer } from './layer.js';
import { encode, lengthOf, mostBytes } from './proto.js';

/** One file, `S.onnx`. */
export function onnxFiles(model: Model, { weights }: TargetOptions): readonly BinaryFile[] {
  return [{ name: `${stemOf(model)}.onnx`, pieces: onnxModel(model, weights) }];
}

/**
 * The bytes of a network's ONNX model. Inputs and outputs are those of the spec, channels last, with a batch of any
 * size; in between, channels are first, as ONNX's ops take them. Weights that are not given are initialized. Throws
 * `TargetLimit` if ONNX does not support the network.
 */
export function onnxModel(model: Model, weights: TargetOptions['weights'] = new Map()): Iterable<Uint8Array> {
  const { graph, layers } = model;
  const builder = new GraphBuilder(model, weights);
  const values = new Map<string, GraphValue>();
  for (const { name, shape } of graph.inputs) values.set(name, { name, shape, layout: 'last' });
  for (const layer of layers) {
    const inputs = layer.inputs.map((input) => found(values, input));
    values.set(layer.name, addLayer(inputs, layer, builder));
  }
  const inner = new Map([...values.values()].map((value) => [value.name, value]));
  for (const { name } of graph.inputs) inner.delete(name);
  const outputs = [...model.outputs].map(([name, layer]) => {
    const value = builder.inLayout(found(values, layer), 'last');
    return { ...value, name: builder.node('Identity', [value.name], {}, [name]) };
  });
  const info = (value: GraphValue) => ({ name: value.name, dims: dimsOf(value) });
  const initializers = [...builder.initializers.values()];
  refuseLarge(initializers.reduce((sum, initializer) => sum + lengthOf(initializer), 0));
  const proto = {
    name: graph.spec.name.text,
    docString: graph.spec.summary ?? '',
    node: builder.nodes,
    input: graph.inputs.map(({ name, shape }) => info({ name, shape, layout: 'last' })),
    output: outputs.map(info),
    valueInfo: [...inner.values()].map(info),
  };
  return { [Symbol.iterator]: () => encode(proto, initializers) };
}

/** Leaves one percent for everything but weights. */
function refuseLarge(bytes: number): void {
  if (bytes > mostBytes * 0.99)
    throw new TargetLimit(`ONNX files are limited to 2 GiB, but the weights are ${(bytes / 2 ** 30).toFixed(1)} GiB`);
}
