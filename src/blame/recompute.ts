/** What a network, or a part of it, would come to if a layer were another: the test of a guess at what was meant. */

import { type Dim, product, type Shape, sum } from '../expressions/shape.js';
import type { Edge, Layer } from '../graph/graph.js';
import { applyOp, weightsOf } from '../ops/apply.js';
import { Fault } from '../ops/op.js';

/** The inputs and values of a layer that is guessed at; others are as they are. */
export type Guess = (layer: Layer, inputs: readonly Shape[]) => Applied;

export interface Applied {
  readonly inputs: readonly Shape[];
  readonly values: Readonly<Record<string, unknown>>;
}

/** What a layer costs, by the names of totals. */
export interface Costs {
  readonly params: Dim;
  readonly trainable_params: Dim;
  readonly macs: Dim;
  readonly activations: Dim;
}

export interface Recomputed {
  readonly shapes: ReadonlyMap<Edge, Shape>;
  readonly costs: readonly Costs[];
}

/**
 * The shapes and costs of layers, which follow their inputs, by a guess; undefined where one of them then fails.
 * `shapeOf` gives the shapes of edges that come from elsewhere.
 */
export function recompute(
  layers: Iterable<Layer>,
  shapeOf: (edge: Edge) => Shape,
  guess: Guess,
): Recomputed | undefined {
  const shapes = new Map<Edge, Shape>();
  const costs: Costs[] = [];
  for (const layer of layers) {
    const { op, node } = layer;
    const { inputs, values } = guess(
      layer,
      node.inputs.map((input) => shapes.get(input) ?? shapeOf(input)),
    );
    const output = applyOp(op, inputs, values);
    if (output instanceof Fault) return undefined;
    shapes.set(node.output, output);
    const weights = layer.sharedWith === undefined ? weightsOf(op, inputs, values, output) : [];
    const sizeOf = (kept: typeof weights) => sum(kept.map(({ shape }) => product(shape)));
    costs.push({
      params: sizeOf(weights),
      trainable_params: sizeOf(weights.filter(({ trainable }) => trainable)),
      macs: op.macs?.(inputs, values as never, output) ?? 0,
      activations: product(output),
    });
  }
  return { shapes, costs };
}
