/** The ONNX target: the network with its weights, for other engines. */

import type { Model } from '../../graph/graph.js';
import { takesNothing } from '../../ops/ports.js';
import { found } from '../../text/lookup.js';
import { stemOf } from '../stem.js';
import { type BinaryFile, TargetLimit, type TargetOptions } from '../target.js';
import { dimsOf, GraphBuilder, type GraphValue } from './graph.js';
import { addLayer } from './layer.js';
import { elementType, encode, lengthOf, mostBytes } from './proto.js';

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
  for (const { name, shape, dtype } of graph.inputs) values.set(name, { name, shape, dtype, layout: 'last' });
  const inputs = [...values.values()];
  const ties = inputs.slice(0, 1);
  for (const layer of layers) {
    // What takes nothing is repeated for each example of an input.
    const given = takesNothing(layer.op.inputs) ? ties : layer.inputs.map((input) => found(values, input));
    for (const [name, value] of addLayer(given, layer, builder)) values.set(name, value);
  }
  const inner = new Map([...values.values()].map((value) => [value.name, value]));
  for (const { name } of graph.inputs) inner.delete(name);
  const outputs = [...model.outputs].map(([name, layer]) => {
    const value = builder.inLayout(found(values, layer), 'last');
    return { ...value, name: builder.node('Identity', [value.name], {}, [name]) };
  });
  const info = (value: GraphValue) => ({ name: value.name, dims: dimsOf(value), dataType: dataTypeOf(value) });
  const initializers = [...builder.initializers.values()];
  refuseLarge(initializers.reduce((sum, initializer) => sum + lengthOf(initializer), 0));
  const proto = {
    name: graph.spec.name.text,
    docString: graph.spec.summary ?? '',
    node: builder.nodes,
    input: inputs.map(info),
    output: outputs.map(info),
    valueInfo: [...inner.values()].map(info),
  };
  return { [Symbol.iterator]: () => encode(proto, initializers) };
}

/** An int32 input stays int32, as in the spec and in TensorFlow.js: ONNX's Gather takes it as well as int64. */
const dataTypeOf = ({ dtype = 'float32' }: GraphValue): number => elementType[dtype === 'float32' ? 'float' : dtype];

/** Leaves one percent for everything but weights. */
function refuseLarge(bytes: number): void {
  if (bytes > mostBytes * 0.99)
    throw new TargetLimit(`ONNX files are limited to 2 GiB, but the weights are ${(bytes / 2 ** 30).toFixed(1)} GiB`);
}
