/** Tests hypotheses: computes a part of the network as if layers had other inputs or attributes. */

import type { Edge, Layer } from '../graph/graph.js';
import { applyOp, type Costs, costsOf, firstOutput, weightsOf } from '../ops/apply.js';
import type { AttributeValues } from '../ops/attributes.js';
import { RuleFault } from '../ops/fault.js';
import type { TensorType } from '../ops/types.js';

/** The inputs and attributes of a layer under a hypothesis. */
export type Hypothesis = (layer: Layer, inputs: readonly TensorType[]) => LayerOperands;

export interface LayerOperands {
  readonly inputs: readonly TensorType[];
  readonly values: AttributeValues;
}

export interface Recomputed {
  readonly types: ReadonlyMap<Edge, TensorType>;
  readonly costs: readonly Costs[];
}

/**
 * The types and costs of layers and of those that follow from them; undefined if one of them fails. `typeOf` gives the
 * types of edges from elsewhere.
 */
export function recompute(
  layers: Iterable<Layer>,
  typeOf: (edge: Edge) => TensorType,
  guess: Hypothesis,
): Recomputed | undefined {
  const types = new Map<Edge, TensorType>();
  const costs: Costs[] = [];
  for (const layer of layers) {
    const { op, node } = layer;
    const { inputs, values } = guess(
      layer,
      node.inputs.map((input) => types.get(input) ?? typeOf(input)),
    );
    const made = applyOp(op, inputs, values);
    if (made instanceof RuleFault) return undefined;
    for (const edge of node.requested) types.set(edge, made[edge.port] ?? typeOf(edge));
    const ownsWeights = layer.sharedWith === undefined;
    const weights = ownsWeights ? weightsOf(op, inputs, values, firstOutput(op, made), node.isTrainable) : [];
    costs.push(costsOf(op, inputs, values, made, weights));
  }
  return { types, costs };
}
