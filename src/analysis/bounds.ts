/** Which whole numbers an input of dtype int32 takes. */
import { type Dim, isKnown, type Shape } from '../expressions/shape.js';
import type { Layer, NetworkInput } from '../graph/graph.js';
import { isLayerOf } from '../graph/layer-of.js';
import { valuesOf } from '../graph/values.js';
import { placeOfAxis } from '../ops/axes.js';
import { mostTokens } from '../spec/spec.js';
import { itemAt } from '../text/lookup.js';

/**
 * The bound that all values of an input stay below: the declared one, or else the smallest table, of an embedding or a
 * gather, that they are indices of.
 */
export function boundOf({ name, below, shape }: NetworkInput, layers: readonly Layer[]): number {
  if (below !== undefined) return below;
  const reached = new Set([name]);
  const shapes = new Map([[name, shape]]);
  let bound = mostTokens;
  for (const layer of layers) {
    for (const { name: value, type } of valuesOf(layer)) shapes.set(value, type.shape);
    if (!layer.inputs.some((input) => reached.has(input))) continue;
    const rows = rowsAt(layer, reached, shapes);
    if (rows !== undefined && isKnown(rows)) bound = Math.min(bound, rows);
    for (const { name: value, type } of valuesOf(layer)) if (type.dtype === 'int32') reached.add(value);
  }
  return bound;
}

/** The number of rows that a layer takes by the reached values; undefined if they are no indices there. */
function rowsAt(layer: Layer, reached: ReadonlySet<string>, shapes: ReadonlyMap<string, Shape>): Dim | undefined {
  if (isLayerOf(layer, 'embedding')) return layer.attributes.vocabulary;
  if (!isLayerOf(layer, 'gather') || !reached.has(itemAt(layer.inputs, 1))) return undefined;
  const table = shapes.get(itemAt(layer.inputs, 0)) ?? [];
  return table[placeOfAxis(layer.attributes.axis, table.length)];
}
