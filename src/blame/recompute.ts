/** What a network, or a part of it, would come to if a layer were another: the test of a guess at what was meant. */

import { type Dim, product, sum } from '../expressions/shape.js';
import type { Edge, Layer } from '../graph/graph.js';
import { applyOp, firstOutput, macsOf, weightsOf } from '../ops/apply.js';
import type { AttributeValues } from '../ops/attributes.js';
import { RuleFault } from '../ops/fault.js';
import type { TensorType } from '../ops/types.js';

/** The inputs and values of a layer that is guessed at; others are as they are. */
export type Hypothesis = (layer: Layer, inputs: readonly TensorType[]) => Applied;

export interface Applied {
  readonly inputs: readonly TensorType[];
  readonly values: AttributeValues;
}

/** What a layer costs, by the names of totals. */
export interface LayerCosts {
  readonly params: Dim;
  readonly trainable_params: Dim;
  readonly macs: Dim;
  readonly activations: Dim;
}

export interface Recomputed {
  readonly types: ReadonlyMap<Edge, TensorType>;
  readonly costs: readonly LayerCosts[];
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
  const costs: LayerCosts[] = [];
  for (const layer of layers) {
    const { op, node } = layer;
    const { inputs, values } = guess(
      layer,
      node.inputs.map((input) => types.get(input) ?? typeOf(input)),
    );
    const made = applyOp(op, inputs, values);
    if (made instanceof RuleFault) return undefined;
    for (const edge of node.outputs) types.set(edge, made[edge.port] ?? typeOf(edge));
    const output = firstOutput(op, made);
    const weights = layer.sharedWith === undefined ? weightsOf(op, inputs, values, output) : [];
    const sizeOf = (kept: typeof weights) => sum(kept.map(({ shape }) => product(shape)));
    costs.push({
      params: sizeOf(weights),
      trainable_params: sizeOf(weights.filter(({ trainable }) => trainable)),
      macs: macsOf(op, inputs, values, output.shape),
      activations: product(output.shape),
    });
  }
  return { types, costs };
}
