/** How ops are added to a graph. */
import type { Layer } from '../../graph/graph.js';
import type { LayerOf, RowFunction } from '../../graph/layer-of.js';
import type { OpName } from '../../ops/index.js';
import type { ByOutput } from '../../ops/op.js';
import type { GraphBuilder, GraphValue } from './graph.js';

export type OpInputs = readonly [GraphValue, ...GraphValue[]];

/**
 * Adds an op to a graph, without batch norm and activation; gives its only output, or several by name, or nothing if ONNX
 * does not have it with such attributes.
 */
export type OpLowering<L extends Layer = Layer> = RowFunction<
  [inputs: OpInputs, layer: L, graph: GraphBuilder],
  GraphValue | ByOutput<GraphValue> | undefined
>;

/** The ops that ONNX has ready-made. */
export type OnnxRows = { readonly [N in OpName]?: OpLowering<LayerOf<N>> };

export const channelsOf = ({ shape }: GraphValue): number => shape.at(-1) as number;

/** The name of a layer's bias, if it has one. */
export const biasOf = (layer: Layer, graph: GraphBuilder): readonly string[] =>
  layer.attributes.use_bias === true ? [graph.weight(layer, 'bias')] : [];
