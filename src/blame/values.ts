/** A value that contradicts its layer's name, if a claim shows that the name is right. */

import { type Note, replacement } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { heldWith } from '../diagnostics/messages/claims.js';
import { attributeDiffersFromName } from '../diagnostics/messages/lints.js';
import { changeTo } from '../diagnostics/messages/remedies.js';
import { type Attribute, AttributeMisfit, type AttributeValues, checkValue, type Plain } from '../ops/attributes.js';
import { isConstant, type LayerItem, type UseItem } from '../spec/spec.js';
import { describeHeld } from './claim.js';
import type { Claims } from './claims.js';

/** The name of an item in one of its expansions, and its values there. */
interface NamedValues {
  readonly item: LayerItem | UseItem;
  readonly text: string;
  readonly values: AttributeValues;
}

/** Reports a value if the one that the name states would make a false claim hold; gives false otherwise. */
export function blameValue(
  { item, text, values }: NamedValues,
  [attribute, stated]: readonly [attribute: string, stated: string],
  convention: Note,
  claims: Claims,
  diagnostics: Diagnostics,
): boolean {
  if (item.kind !== 'layer') return false;
  const written = item.own.get(attribute);
  // All layers of one item of a block have the same mistake.
  if (written && diagnostics.has('name-convention', written.span)) return true;
  const meant = readStated(item.op.attributes[attribute], stated);
  if (!written || meant === undefined) return false;
  const held = claims.heldBy(item, attribute, meant);
  const [first] = held;
  if (!first) return false;
  const { span } = written;
  const actual = Array.isArray(values[attribute]) ? values[attribute].join('x') : String(values[attribute]);
  diagnostics.report(attributeDiffersFromName(attribute, actual, text, stated), span, {
    notes: [convention, { message: heldWith(stated, describeHeld(first)), span: first.declared.span }],
    subject: text,
    ...(isConstant(written) ? { fix: replacement(span, stated, changeTo(stated)) } : {}),
  });
  if (diagnostics.has('name-convention', span)) claims.drop(held);
  return true;
}

/** The value that a part of a name states; undefined if the attribute takes no such value. */
function readStated(attribute: Attribute | undefined, stated: string): unknown {
  if (!attribute) return undefined;
  const sizes = /^\d+(x\d+)*$/.test(stated) ? stated.split('x').map(Number) : undefined;
  const plain: Plain = sizes ? (sizes.length === 1 ? sizes[0] : sizes) : stated;
  const value = checkValue(attribute.type, plain);
  return value instanceof AttributeMisfit ? undefined : value;
}
