/** Strides or a padding that would make a declared output hold. */
import type { Remedy } from '../diagnostics/diagnostic.js';
import { otherValue } from '../diagnostics/messages/claims.js';
import type { Edges } from '../graph/edges.js';
import type { Layer } from '../graph/graph.js';
import { AttributeMisfit, checkValue, type Plain } from '../ops/attributes.js';
import { fitsDeclared } from '../spec/spec.js';
import { layersOf, type Mismatch } from './claim.js';
import { recompute } from './recompute.js';

/** The maximum number of layers to search. */
const mostLayers = 64;

/** The most common values. */
const common: Readonly<Record<string, readonly Plain[]>> = {
  strides: [
    [1, 1],
    [2, 2],
  ],
  padding: ['valid', 'same'],
};

/** The remedy, if exactly one value of one layer would do. */
export function findOtherWindow(mismatch: Mismatch, edges: Edges): Remedy {
  const { declaration, declared, shape } = mismatch;
  const layers = layersOf(declaration, edges);
  const isOfWindows = declared.dims.length === 3 && shape.length === 3 && declared.dims[2] === shape[2];
  if (!isOfWindows || layers.length > mostLayers) return {};
  const isRight = (layer: Layer, key: string, value: Plain) => {
    const made = recompute(
      layers,
      (edge) => edges.typeOf(edge),
      (one, inputs) => ({ inputs, values: one === layer ? { ...one.attributes, [key]: value } : one.attributes }),
    );
    const other = made?.types.get(declaration.edge)?.shape;
    return other !== undefined && fitsDeclared(other, declared);
  };
  const found = layers.flatMap((layer) =>
    Object.entries(common).flatMap(([key, values]) =>
      values.flatMap((value) => {
        const type = layer.op.attributes[key]?.type;
        const isOther = type !== undefined && String(layer.attributes[key]) !== String(value);
        // zero_pad2d has another padding.
        return isOther && !(checkValue(type, value) instanceof AttributeMisfit) && isRight(layer, key, value)
          ? [{ layer, key, value }]
          : [];
      }),
    ),
  );
  const [only, another] = found;
  if (!only || another) return {};
  const { layer, key, value } = only;
  const text = Array.isArray(value) ? value[0] : value;
  return { help: otherValue(key, String(text), layer.name) };
}
