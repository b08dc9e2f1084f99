/** Items that are written as other languages write them: `Stem: {op: conv2d}`, `conv2d: {name: Stem}`. */
import type { Remedy } from '../diagnostics.js';
import { entriesOf, type Mapping, scalarAt } from '../tree.js';
import { translateOp } from '../vocabulary/translation.js';

/** What to do about an item without op, layers or branches, where its only key is its name or its op. */
export function remedyForItem(item: Mapping): Remedy {
  const [entry, ...others] = entriesOf(item);
  if (!entry || others.length > 0) return {};
  const { key, value } = entry;
  const op = value.kind === 'mapping' ? scalarAt(value, 'op') : undefined;
  if (op) {
    const inside = op.span.end;
    const isFlow = value.span.source.text[value.span.start] === '{';
    const title = `write {op: ${op.text}, name: ${key.text}, ...}`;
    if (!isFlow || (value.kind === 'mapping' && value.entries.has('name'))) return { help: title };
    const edits = [
      { span: { ...key.span, end: value.span.start }, newText: '' },
      { span: { ...key.span, start: inside, end: inside }, newText: `, name: ${key.text}` },
    ];
    return { fix: { title, kind: 'fix', edits } };
  }
  const known = translateOp(key.text);
  return known?.word === undefined ? {} : { help: `write {op: ${known.word}, ...}` };
}
