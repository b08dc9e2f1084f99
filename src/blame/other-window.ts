/** Other strides or another padding of one layer, with which shapes would be right. */
import { type Fix, type Remedy, replacement } from '../diagnostics/diagnostic.js';
import { otherValue } from '../diagnostics/messages/claims.js';
import { setTo } from '../diagnostics/messages/remedies.js';
import type { Edges } from '../graph/edges.js';
import type { Edge, Layer } from '../graph/graph.js';
import { AttributeMisfit, checkValue, type Plain } from '../ops/attributes.js';
import type { TensorType } from '../ops/types.js';
import { fitsDeclared, isConstant, type WrittenValue } from '../spec/spec.js';
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

/** A value of an attribute of a layer, in place of another one. */
export interface OtherWindow {
  readonly layer: Layer;
  readonly key: string;
  readonly text: string;
}

/** What would do in a row of layers, if exactly one value of one layer would. `isRight` judges the types that follow. */
export function findOtherWindow(
  layers: readonly Layer[],
  edges: Edges,
  isRight: (types: ReadonlyMap<Edge, TensorType>) => boolean,
): OtherWindow | undefined {
  if (layers.length > mostLayers) return undefined;
  const wouldDo = (layer: Layer, key: string, value: Plain) => {
    const made = recompute(
      layers,
      (edge) => edges.typeOf(edge),
      (one, inputs) => ({ inputs, values: one === layer ? { ...one.attributes, [key]: value } : one.attributes }),
    );
    return made !== undefined && isRight(made.types);
  };
  const found = layers.flatMap((layer) =>
    Object.entries(common).flatMap(([key, values]) =>
      values.flatMap((value) => {
        const type = layer.op.attributes[key]?.type;
        const isOther = type !== undefined && String(layer.attributes[key]) !== String(value);
        // zero_pad2d has another padding.
        return isOther && !(checkValue(type, value) instanceof AttributeMisfit) && wouldDo(layer, key, value)
          ? [{ layer, key, text: String(Array.isArray(value) ? value[0] : value) }]
          : [];
      }),
    ),
  );
  const [only, another] = found;
  return another ? undefined : only;
}

/** The remedy for an output that differs from its declaration. */
export function remedyByWindow({ declaration, declared, shape }: Mismatch, edges: Edges): Remedy {
  if (declared.dims.length !== 3 || shape.length !== 3 || declared.dims[2] !== shape[2]) return {};
  const other = findOtherWindow(layersOf(declaration, edges), edges, (types) => {
    const made = types.get(declaration.edge)?.shape;
    return made !== undefined && fitsDeclared(made, declared);
  });
  if (!other) return {};
  const { layer, key, text } = other;
  const bound = layer.node.attributes.get(key);
  const choices = bound && !bound.isDefault ? choicesOf(other, bound.written) : [];
  return { help: otherValue(key, text, layer.name), choices };
}

/** The edit of the written value, if it is a constant. */
export const choicesOf = ({ key, text }: OtherWindow, written: WrittenValue): readonly Fix[] =>
  isConstant(written) ? [replacement(written.span, text, setTo(key, text))] : [];
