/**
 * Keeps the trees of items in braces from one parse of a text for the next: most lines of a spec are such items, and an
 * edit changes one of them. The library parses the text with a word in the place of each known item.
 */
import { itemAt } from '../text/lookup.js';
import type { Source } from '../text/source.js';
import type { Mapping, MappingEntry, Tree } from './tree.js';

/** An item in braces, parsed by itself. */
export interface KnownItem {
  readonly tree: Mapping;
  /** The number of values in it, and their depth. */
  readonly values: number;
  readonly height: number;
}

/** The items of one text, for the next. */
export class ItemCache {
  private last: ReadonlyMap<string, KnownItem | undefined> = new Map();
  private items = new Map<string, KnownItem | undefined>();

  /** Another text begins: what was in neither of the last two is forgotten. */
  begin(): void {
    this.last = this.items;
    this.items = new Map();
  }

  /** The item; undefined if it cannot be parsed by itself. */
  find(text: string, parse: (text: string) => KnownItem | undefined): KnownItem | undefined {
    const [known] = [this.items, this.last].filter((items) => items.has(text));
    const item = known ? known.get(text) : parse(text);
    this.items.set(text, item);
    return item;
  }
}

/** A line with an item in braces, perhaps the first of a list in a list. */
const itemLine = /^( *(?:- +)+)(\{[^\n]*\})(?=[ \t\r]*$)/gm;

/** Anchors, aliases, tags and merge keys mean something only in the whole text. */
const dependent = /(?:^|[\s,[{:])(?:[&*]\S|!(?!=)|<<)/;

/** An item, and where it is in the text. */
export interface ItemInText {
  readonly item: KnownItem;
  readonly offset: number;
}

/** An item, and where it is in the text. */
export interface ItemInText {
  readonly item: KnownItem;
  readonly offset: number;
}

/** Items of one list on successive lines. */
export type ItemRun = readonly [ItemInText, ...ItemInText[]];

/** A text in which a quoted word stands for each run of items, with the runs by their offset. */
export interface AbridgedText {
  readonly text: string;
  readonly runs: ReadonlyMap<number, ItemRun>;
}

export function abridge(text: string, find: (item: string) => KnownItem | undefined): AbridgedText {
  const runs: { readonly items: [ItemInText, ...ItemInText[]]; readonly column: number }[] = [];
  for (const { index, 1: before = '', 2: written = '' } of text.matchAll(itemLine)) {
    const known = dependent.test(written) ? undefined : find(written);
    if (!known) continue;
    const one = { item: known, offset: index + before.length };
    const column = before.lastIndexOf('-');
    const last = runs.at(-1);
    const isNext =
      last?.column === column && before.indexOf('-') === column && isNextLine(text, endOf(last.items), index);
    if (last && isNext) last.items.push(one);
    else runs.push({ items: [one], column });
  }
  let abridged = '';
  for (const { items } of runs) {
    abridged += text.slice(abridged.length, items[0].offset);
    abridged += `'${' '.repeat(endOf(items) - items[0].offset - 2)}'`;
  }
  return {
    text: abridged + text.slice(abridged.length),
    runs: new Map(runs.map(({ items }) => [items[0].offset, items])),
  };
}

/** The end of the last item. */
export function endOf(run: ItemRun): number {
  const { item, offset } = itemAt(run, -1);
  return offset + item.tree.span.end;
}

/** Whether nothing but the end of a line is between two offsets. */
const isNextLine = (text: string, end: number, next: number): boolean => /^[ \t\r]*\n$/.test(text.slice(end, next));

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
  return { kind: 'mapping', span, entries, kept: tree };
}
