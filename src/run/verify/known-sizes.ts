/** Chooses sizes for a network with unknown ones. */
import { Diagnostics } from '../../diagnostics/diagnostics.js';
import { isKnown } from '../../expressions/shape.js';
import type { Model } from '../../graph/graph.js';
import { infer } from '../../infer/infer.js';
import { sizesOf } from './load.js';

/** The maximum size to try if none is declared. */
const largestSize = 1024;

/**
 * The model with known sizes: the spec's own for each unknown size, or else one size for all, the smallest that the
 * network accepts. Attributes are those of the network that is built. Undefined if there is no such size.
 */
export function atKnownSizes(model: Model): Model | undefined {
  const { graph, layers } = model;
  if (graph.inputs.every(({ shape }) => shape.every(isKnown))) return model;
  const built = JSON.stringify(layers.map(({ attributes }) => attributes));
  const declared = (input: string, axis: number) => graph.spec.inputs.get(input)?.shape.dims[axis];
  for (let size = 0; size <= largestSize; size += 1) {
    const inputs = graph.inputs.map((input) => ({
      ...input,
      shape: sizesOf(input.shape).map((dim, axis) => dim ?? (size || declared(input.name, axis)) ?? 1),
    }));
    const { model: known } = infer({ ...graph, inputs, declarations: [] }, new Diagnostics());
    if (known && JSON.stringify(known.layers.map(({ attributes }) => attributes)) === built) return known;
  }
  return undefined;
}
