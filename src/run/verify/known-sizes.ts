/** Sizes for what a network leaves open. */
import { Diagnostics } from '../../diagnostics/diagnostics.js';
import { isKnown } from '../../expressions/shape.js';
import type { Model } from '../../graph/graph.js';
import { infer } from '../../infer/infer.js';
import { sizesOf } from './load.js';

/** How far to look for a size that is not declared. */
const largestSize = 1024;

/**
 * The model at known sizes: in the place of each unknown one that which the spec declares, or else one size for all,
 * the smallest that the network accepts. Its layers have the attributes that the network is built with. Undefined
 * where there is no such size.
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
