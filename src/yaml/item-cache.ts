/**
 * Keeps the trees of items in braces from one parse of a text for the next: most lines of a spec are such items, and an
 * edit changes one of them. The library parses the text with a word in the place of each known item.
 */
import type { Source } from '../text/source.js';
import type { Mapping, MappingEntry, Tree } from './tree.js';

/** An item in braces, parsed by itself. */
export interface KnownItem {
  readonly tree: Mapping;
  /** The number of values in it, and their depth. */
  readonly values: number;
  readonly height: number;
}

/** More are kept only while a text has more. */
const mostKept = 20_000;

export class ItemCache {
  private readonly items = new Map<string, KnownItem | undefined>();

  /** The item; undefined if it cannot be parsed by itself. */
  find(text: string, parse: (text: string) => KnownItem | undefined): KnownItem | undefined {
    const known = this.items.get(text);
    if (known || this.items.has(text)) return known;
    if (this.items.size >= mostKept) this.items.clear();
    const item = parse(text);
    this.items.set(text, item);
    return item;
  }
}

/** A line with an item in braces, perhaps the first of a list in a list, and perhaps with a comment. */
const itemLine = /^( *(?:- +)+)(\{[^\n]*\})(?=[ \t\r]*$)/gm;

/** Anchors, aliases, tags and merge keys mean something only in the whole text. */
const dependent = /(?:^|[\s,[{:])(?:[&*]\S|!(?!=)|<<)/;

/** A text in which words stand for known items, by their offset. */
export interface AbridgedText {
  readonly text: string;
  readonly items: ReadonlyMap<number, KnownItem>;
}

export function abridge(text: string, find: (item: string) => KnownItem | undefined): AbridgedText {
  const items = new Map<number, KnownItem>();
  const abridged = text.replace(itemLine, (line: string, before: string, item: string, offset: number) => {
    const known = dependent.test(item) ? undefined : find(item);
    if (!known) return line;
    items.set(offset + before.length, known);
    return before + 'x'.repeat(item.length);
  });
  return { text: abridged, items };
}

/** A tree of another text at an offset of this one. */
export function placed<T extends Tree>(tree: T, source: Source, offset: number): T;
export function placed(tree: Tree, source: Source, offset: number): Tree {
  const span = { source, start: tree.span.start + offset, end: tree.span.end + offset };
  if (tree.kind === 'scalar')
    return { ...tree, span, ...(tree.textStart === undefined ? {} : { textStart: tree.textStart + offset }) };
  if (tree.kind === 'list') return { ...tree, span, items: tree.items.map((item) => placed(item, source, offset)) };
  const entries = new Map<string, MappingEntry>();
  for (const [name, { key, value }] of tree.entries)
    entries.set(name, { key: placed(key, source, offset), value: placed(value, source, offset) });
  return { ...tree, span, entries };
}
