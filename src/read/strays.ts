/** Keys on the wrong level: missing in one place, and present beside it or too deep. */

import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { nestedTooFarIn, nestedTooFarOut } from '../diagnostics/messages/schema.js';
import { itemAt } from '../text/lookup.js';
import { entriesOf, type MappingEntry } from '../yaml/tree.js';
import type { SchemaFault } from './schema-faults.js';

/** An entry that a mapping lacks, one level too high or too deep. */
interface Stray {
  /** The fault that it is missing. */
  readonly fault: SchemaFault;
  readonly entry: MappingEntry;
  readonly isInside: boolean;
}

/** The entry that a place lacks: right after the mapping that should contain it, or at the end of what it contains. */
export function findStray(fault: SchemaFault): Stray | undefined {
  const { path, errors } = fault;
  const { tree, key } = itemAt(path, -1);
  const missing = errors.flatMap(({ keyword, params }) =>
    keyword === 'required' ? [params.missingProperty as string] : [],
  );
  // A block has layers or branches.
  const wanted = path.length > 1 && missing.includes('layers') ? [...missing, 'branches'] : missing;
  const siblings = entriesOf(path.at(-2)?.tree);
  const next = siblings[siblings.findIndex((entry) => entry.key === key) + 1];
  if (next && key && wanted.includes(next.key.text)) return { fault, entry: next, isInside: false };
  const inner = entriesOf(tree).flatMap(({ value }) => entriesOf(value).slice(-1));
  const entry = inner.find(({ key: last }) => wanted.includes(last.text));
  return entry && { fault, entry, isInside: true };
}

export function reportStray({ fault: { path }, entry: { key }, isInside }: Stray, diagnostics: Diagnostics): void {
  const owner = path.at(-1)?.key?.text ?? 'the spec';
  const misplaced = isInside ? nestedTooFarIn : nestedTooFarOut;
  diagnostics.report(misplaced(key.text, owner), key.span);
}
