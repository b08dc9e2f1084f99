/** Adds layers to a graph: the op, batch norm and activation. */
import { isKnown } from '../../expressions/shape.js';
import type { Layer } from '../../graph/graph.js';
import { rowOf } from '../../graph/layer-of.js';
import { valuesOf } from '../../graph/values.js';
import { outputOf } from '../../ops/apply.js';
import { activationOf, batchNormOf } from '../../ops/companions.js';
import { computeOp } from '../../ops/layer.js';
import type { ByOutput } from '../../ops/op.js';
import { defaultOutput } from '../../ops/outputs.js';
import { takesNothing } from '../../ops/ports.js';
import { TargetLimit } from '../target.js';
import { activate, normalise } from './companions.js';
import type { GraphBuilder, GraphValue } from './graph.js';
import type { OpLowering } from './lowering.js';
import { rows } from './ops.js';
import { Nodes } from './primitives.js';
import { flags, type OnnxTensor } from './tensor-nodes.js';

/** Adds a layer to a graph; gives its values by name. Throws `TargetLimit` if ONNX can't compute it. */
export function addLayer(
  inputs: readonly GraphValue[],
  layer: Layer,
  graph: GraphBuilder,
): ReadonlyMap<string, GraphValue> {
  graph.enter(layer);
  const [first, ...others] = inputs;
  if (!first) throw new Error(`${layer.name} is given no input`);
  const row = rowOf<OpLowering>(rows, layer.op) ?? addComputed;
  const added = layer.op.onlyTrains
    ? first
    : (row([first, ...others], layer, graph) ?? addComputed(inputs, layer, graph));
  const outputs: ByOutput<GraphValue> = isValue(added) ? { [defaultOutput(layer.op)]: added } : added;
  const norm = batchNormOf(layer.op, layer.attributes);
  const activation = activationOf(layer.op, layer.attributes);
  return new Map(
    valuesOf(layer).map(({ name, output, type: { dtype } }, index) => {
      const value = outputOf(layer.op, output, outputs);
      if (index > 0) return [name, { ...value, dtype }];
      // Batch norm and activation belong to the first output.
      const normalised = norm ? normalise(value, layer, norm, 'BatchNorm/', graph) : value;
      return [name, { ...activate(normalised, activation, graph), dtype }];
    }),
  );
}

/** A tensor without a batch, repeated for each example of an input. */
function repeated({ name, ...x }: OnnxTensor, { name: input }: GraphValue, graph: GraphBuilder): OnnxTensor {
  const batch = graph.node('Shape', [input], { start: 0, end: 1 });
  const sizes = graph.integers('sizes', x.shape.filter(isKnown));
  const shape = graph.node('Concat', [batch, sizes], { axis: 0 });
  return { ...x, name: graph.node('Expand', [name, shape]), isBatched: true };
}

const isValue = (added: GraphValue | ByOutput<GraphValue>): added is GraphValue => 'layout' in added;

/** Adds the nodes that follow from what an op computes. */
function addComputed(inputs: readonly GraphValue[], layer: Layer, graph: GraphBuilder): ByOutput<GraphValue> {
  const { op, name: layerName, attributes } = layer;
  const given = inputs.map((input): OnnxTensor => {
    const { name, shape, dtype } = graph.inLayout(input, 'last');
    return { name, shape, isBatched: true, ...flags[dtype ?? 'float32'] };
  });
  const learned = new Map(
    graph
      .weightsOf(layer)
      .map(({ name, shape }) => [name, { name: graph.weight(layer, name), shape, isBatched: false }]),
  );
  try {
    const computed = Object.entries(computeOp(new Nodes(graph), op, given, learned, attributes));
    return Object.fromEntries(
      computed.map(([output, value]) => {
        const { name, shape } = takesNothing(op.inputs) && inputs[0] ? repeated(value, inputs[0], graph) : value;
        return [output, { name, shape: layer.outputs[output]?.shape ?? shape, layout: 'last' }];
      }),
    );
  } catch (error) {
    throw error instanceof TargetLimit
      ? new TargetLimit(`${layerName} needs ${error.message}, which ONNX does not support`)
      : error;
  }
}
