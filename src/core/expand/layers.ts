/** Layers as nodes: their names, the attributes that they and their defaults give, and the key under which they share weights. */
import type { Diagnostics } from '../../diagnostics/diagnostics.js';
import * as messages from '../../diagnostics/messages/names.js';
import { missingAttributes } from '../../diagnostics/messages/schema.js';
import { inputsOfOp } from '../../diagnostics/messages/shapes.js';
import { closest } from '../../diagnostics/nearest.js';
import { type BoundAttribute, type Edge, type Environment, Node } from '../../graph/graph.js';
import { isRequired } from '../../ops/derived.js';
import { describeCount, inputCount } from '../../ops/ports.js';
import { transformOf } from '../../spec/defaults.js';
import { type Default, isOfSpec, type LayerItem, type Template } from '../../spec/spec.js';
import { newName, type Place, weightsKey } from './place.js';

/** The node of a layer, the `index`-th of its graph; undefined if the op takes another number of inputs, which is reported. */
export function makeNode(
  item: LayerItem,
  index: number,
  inputs: readonly Edge[],
  place: Place,
  diagnostics: Diagnostics,
): Node | undefined {
  const { op } = item;
  const { least, most } = inputCount(op.inputs);
  if (inputs.length < least || inputs.length > most) {
    const message = inputsOfOp(op.name, describeCount(op.inputs), inputs.length, inputs.length < least);
    diagnostics.report(message, item.inputs?.[0]?.span ?? item.opSpan);
    return undefined;
  }
  const renamed = newName(item, place);
  const own: Template | undefined = renamed ? { parts: [renamed.text], span: renamed.span } : item.name;
  if (!own && place.scope === '') reportNameless(item, place, diagnostics);
  return new Node(index, {
    op,
    item,
    name: { scope: place.scope, ...(own ? { own } : {}), environment: place.environment },
    inputs,
    attributes: bindAttributes(item, place, diagnostics),
    uses: place.uses,
    path: place.steps,
    weightsKey: weightsKey(item, place),
    isTrainable: place.isTrainable,
  });
}

/** Reports a layer without a name at the use that should have one, or else at the layer. */
function reportNameless({ op, opSpan }: LayerItem, { uses: [use] }: Place, diagnostics: Diagnostics): void {
  if (!use) return diagnostics.report(messages.namelessLayer(op.name), opSpan);
  // A key that is nearly `name` is reported as such.
  if (closest('name', use.arguments.keys()) !== undefined) return;
  const notes = [{ message: messages.takesNameOfUse(op.name), span: opSpan }];
  diagnostics.report(messages.namelessUse(use.block.text), use.block.span, { notes });
}

function bindAttributes(item: LayerItem, place: Place, diagnostics: Diagnostics): ReadonlyMap<string, BoundAttribute> {
  const bound = new Map<string, BoundAttribute>();
  for (const [key, written] of item.own) {
    const standard = transformOf(item, key);
    const transform = standard && { written: standard.written, environment: seenBy(standard, place) };
    const { environment } = place;
    bound.set(key, { written, environment, isDefault: false, ...(transform ? { transform } : {}) });
  }
  for (const [key, standard] of item.defaults) {
    if (!item.own.has(key))
      bound.set(key, { written: standard.written, environment: seenBy(standard, place), isDefault: true });
  }
  const { attributes } = item.op;
  const missing = Object.keys(attributes).filter(
    (key) => !bound.has(key) && attributes[key] && isRequired(attributes[key]),
  );
  if (missing.length > 0) diagnostics.report(missingAttributes(item.op.name, missing), item.opSpan);
  return bound;
}

/** The environment of a default: that of the spec, or of the block or repetition that it is in. */
function seenBy(standard: Default, { root, environment }: Place): Environment {
  return isOfSpec(standard) ? root : environment;
}
