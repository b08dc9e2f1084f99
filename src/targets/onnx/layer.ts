/** Adds layers to a graph: the op, batch norm and activation. */
import type { Layer } from '../../graph/graph.js';
import { rowOf } from '../../graph/layer-of.js';
import { firstOutput } from '../../ops/apply.js';
import { activationOf, batchNormOf } from '../../ops/companions.js';
import { computeOp } from '../../ops/layer.js';
import { TargetLimit } from '../target.js';
import { activate, normalise } from './companions.js';
import type { GraphBuilder, GraphValue } from './graph.js';
import { type OpLowering, rows } from './ops.js';
import { Nodes } from './primitives.js';
import type { OnnxTensor } from './tensor-nodes.js';

/** Adds a layer to a graph. Throws `TargetLimit` if ONNX can't compute it. */
export function addLayer(inputs: readonly GraphValue[], layer: Layer, graph: GraphBuilder): GraphValue {
  graph.enter(layer);
  const [first, ...others] = inputs;
  if (!first) throw new Error(`${layer.name} is given no input`);
  const row = rowOf<OpLowering>(rows, layer.op) ?? addComputed;
  const value = row([first, ...others], layer, graph);
  const norm = batchNormOf(layer.op, layer.attributes);
  const normalised = norm ? normalise(value, layer, norm, 'BatchNorm/', graph) : value;
  const { dtype } = firstOutput(layer.op, layer.outputs);
  return { ...activate(normalised, activationOf(layer.op, layer.attributes), graph), dtype };
}

/** Adds the nodes that follow from what an op computes. */
function addComputed(inputs: readonly GraphValue[], layer: Layer, graph: GraphBuilder): GraphValue {
  const { op, name: layerName, attributes } = layer;
  const given = inputs.map((input): OnnxTensor => {
    const { name, shape, dtype } = graph.inLayout(input, 'last');
    return { name, shape, isBatched: true, ...(dtype === 'int32' ? { isInteger: true } : {}) };
  });
  const learned = new Map(
    graph
      .weightsOf(layer)
      .map(({ name, shape }) => [name, { name: graph.weight(layer, name), shape, isBatched: false }]),
  );
  try {
    const { name } = computeOp(new Nodes(graph), op, given, learned, attributes);
    return { name, shape: layer.output, layout: 'last' };
  } catch (error) {
    throw error instanceof TargetLimit
      ? new TargetLimit(`${layerName} needs ${error.message}, which ONNX does not support`)
      : error;
  }
}
