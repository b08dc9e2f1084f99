/** Which whole numbers an input of dtype int32 takes. */
import type { Layer, NetworkInput } from '../graph/graph.js';
import { isLayerOf } from '../graph/layer-of.js';
import { valuesOf } from '../graph/values.js';
import { mostTokens } from '../spec/spec.js';

/**
 * The bound that all values of an input stay below: the declared one, or else the smallest vocabulary of the embeddings
 * that the values reach.
 */
export function boundOf({ name, below }: NetworkInput, layers: readonly Layer[]): number {
  if (below !== undefined) return below;
  const reached = new Set([name]);
  let bound = mostTokens;
  for (const layer of layers) {
    if (!layer.inputs.some((input) => reached.has(input))) continue;
    if (isLayerOf(layer, 'embedding')) bound = Math.min(bound, layer.attributes.vocabulary);
    for (const { name: value, type } of valuesOf(layer)) if (type.dtype === 'int32') reached.add(value);
  }
  return bound;
}
