/** Items split in two by an extra dash: `- op: conv2d`, and below it `- name: Stem`. */

import { replacement } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { removeDash, strayDash } from '../diagnostics/messages/yaml.js';
import { findOp } from '../ops/index.js';
import { useKeys } from '../spec/schema/structure.js';
import { type Mapping, scalarAt, type Tree } from './tree.js';

/** The items of a list, with split ones joined; the extra dash is reported. */
export function joinSplitItems(items: readonly Tree[], diagnostics: Diagnostics): readonly Tree[] {
  const joined: Tree[] = [];
  for (const item of items) {
    const whole = joinTwo(joined.at(-1), item);
    if (!whole) joined.push(item);
    else {
      joined[joined.length - 1] = whole;
      reportDash(item, scalarAt(whole, 'op')?.text, diagnostics);
    }
  }
  return joined;
}

/** Two items as one, if one has an op, the other has no body, and all of its keys are keys that the first lacks. */
function joinTwo(first: Tree | undefined, second: Tree): Mapping | undefined {
  if (first?.kind !== 'mapping' || second.kind !== 'mapping') return undefined;
  if (isInBraces(first) || isInBraces(second)) return undefined;
  const [whole, part] = first.entries.has('op') ? [first, second] : [second, first];
  const op = scalarAt(whole, 'op');
  if (!op) return undefined;
  const known = [...useKeys, ...Object.keys(findOp(op.text)?.attributes ?? {})];
  const belongs = [...part.entries.keys()].every((key) => known.includes(key) && !whole.entries.has(key));
  if (!belongs) return undefined;
  const span = { ...first.span, end: second.span.end };
  return { kind: 'mapping', span, entries: new Map([...first.entries, ...second.entries]) };
}

const isInBraces = ({ span: { source, start } }: Mapping): boolean => source.text[start] === '{';

function reportDash({ span }: Tree, op: string | undefined, diagnostics: Diagnostics): void {
  const start = span.source.text.lastIndexOf('-', span.start);
  const dash = { ...span, start, end: start + 1 };
  diagnostics.report(strayDash(op), dash, { fix: replacement(dash, ' ', removeDash) });
}
