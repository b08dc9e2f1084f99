/** What a network, or a part of it, would come to if a layer were another: the test of a guess at what was meant. */

import type { Edge, Layer } from '../graph/graph.js';
import { applyOp, type Costs, costsOf, firstOutput, weightsOf } from '../ops/apply.js';
import type { AttributeValues } from '../ops/attributes.js';
import { RuleFault } from '../ops/fault.js';
import type { TensorType } from '../ops/types.js';

/** The inputs and values of a layer that is guessed at; others are as they are. */
export type Hypothesis = (layer: Layer, inputs: readonly TensorType[]) => Applied;

export interface Applied {
  readonly inputs: readonly TensorType[];
  readonly values: AttributeValues;
}

export interface Recomputed {
  readonly types: ReadonlyMap<Edge, TensorType>;
  readonly costs: readonly Costs[];
}

/**
 * The types and costs of layers, which follow their inputs, by a guess; undefined where one of them then fails.
 * `typeOf` gives the types of edges that come from elsewhere.
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
    for (const edge of node.outputs) types.set(edge, made[edge.port] ?? typeOf(edge));
    const weights = layer.sharedWith === undefined ? weightsOf(op, inputs, values, firstOutput(op, made)) : [];
    costs.push(costsOf(op, inputs, values, made, weights));
  }
  return { types, costs };
}
