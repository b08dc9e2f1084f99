/** Chooses sizes for a network with unknown ones. */
import { Diagnostics } from '../../diagnostics/diagnostics.js';
import { dimAt, isKnown } from '../../expressions/shape.js';
import type { Model, NetworkInput } from '../../graph/graph.js';
import { infer } from '../../infer/infer.js';
import type { Spec } from '../../spec/spec.js';

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
  for (let size = 0; size <= largestSize; size += 1) {
    const inputs = graph.inputs.map((input) => ({ ...input, shape: shapeAt(size, input, graph.spec) }));
    if (inputs.some(({ shape }) => shape.some((dim) => dim < 1))) continue;
    const { model: known } = infer({ ...graph, inputs, declarations: [] }, new Diagnostics());
    if (known && JSON.stringify(known.layers.map(({ attributes }) => attributes)) === built) return known;
  }
  return undefined;
}

/** The shape of an input with one value for all unknown sizes, within their bounds; with 0 as declared. */
function shapeAt(size: number, { name, shape }: NetworkInput, { inputs }: Spec): readonly number[] {
  const written = inputs.get(name)?.shape.dims;
  return shape.map((dim, axis) => {
    const declared = written?.[axis];
    if (size === 0 && typeof declared === 'number') return declared;
    return dimAt(dim, (_, { minimum = 1, maximum = Infinity }) => Math.min(Math.max(size, minimum), maximum));
  });
}
