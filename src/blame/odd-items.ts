/** Items as other languages write them: `Stem: {op: conv2d}`, `conv2d: {name: Stem}`. */
import type { Remedy } from '../diagnostics/diagnostic.js';
import { itemsWithDashes, nameInputs, nameOutputs, write, writeMapping } from '../diagnostics/messages/remedies.js';
import { findOp } from '../ops/index.js';
import { translateAttribute, translateOp } from '../vocabulary/translation.js';
import { entriesOf, type Mapping, scalarAt, scalarsIn, type Tree } from '../yaml/tree.js';

/** The remedy for an item without op, layers or branches, if its only key is a name or an op. */
export function remedyForItem(item: Mapping): Remedy {
  const [entry, ...others] = entriesOf(item);
  if (!entry || others.length > 0) return {};
  const { key, value } = entry;
  const op = value.kind === 'mapping' ? scalarAt(value, 'op') : undefined;
  if (op) {
    const inside = op.span.end;
    const isFlow = value.span.source.text[value.span.start] === '{';
    const title = write(`{op: ${op.text}, name: ${key.text}, ...}`);
    if (!isFlow || (value.kind === 'mapping' && value.entries.has('name'))) return { help: title };
    const edits = [
      { span: { ...key.span, end: value.span.start }, newText: '' },
      { span: { ...key.span, start: inside, end: inside }, newText: `, name: ${key.text}` },
    ];
    return { fix: { title, kind: 'fix', edits } };
  }
  const known = translateOp(key.text);
  return known?.word === undefined ? {} : { help: write(`{op: ${known.word}, ...}`) };
}

/** The remedy for a value that is no item, no list of items, or no mapping of inputs or outputs. */
export function remedyForForm(
  tree: Tree,
  depth: number,
  key: string | undefined,
  what: string | undefined,
): Remedy | undefined {
  if (what === 'an item' && tree.kind === 'scalar')
    return /^[A-Za-z]/.test(tree.text) ? { help: write(asItem(tree.text)) } : undefined;
  if (what === 'an item') return { help: writeMapping };
  if (key === 'layers' && tree.kind === 'mapping') return { help: itemsWithDashes };
  if (depth !== 2 || tree.kind === 'mapping') return undefined;
  const first = tree.kind === 'scalar' ? tree.text : (scalarsIn(tree)[0]?.text ?? '');
  if (key === 'outputs') return { help: nameOutputs(first) };
  const shape =
    tree.kind === 'scalar'
      ? first
      : scalarsIn(tree)
          .map(({ text }) => text)
          .join('x');
  if (key === 'inputs') return { help: nameInputs(/\d/.test(shape) ? shape : '299x299x3') };
  return undefined;
}

/** `{op: conv2d, filters: 16}` of `Conv2D(filters=16)`. */
function asItem(text: string): string {
  const [, name = text, inside = ''] = /^([\w.]+)\((.*)\)$/s.exec(text) ?? [];
  const known = translateOp(name)?.word ?? name;
  const op = findOp(known);
  const settings = Array.from(inside.matchAll(/(\w+)\s*=\s*(\w+)/g), ([, key = '', value]) => {
    return `${(op && translateAttribute(op, key)?.word) ?? key}: ${value}`;
  });
  const hasMore = settings.length < inside.split(',').length || inside === '';
  return `{${[`op: ${known}`, ...settings, ...(hasMore ? ['...'] : [])].join(', ')}}`;
}
