/** A YAML text as a tree of nodes, each with its span: the output of parsing. */
import type { Span } from '../text/source.js';

export type Tree = Mapping | List | Scalar;

export interface Scalar {
  readonly kind: 'scalar';
  readonly span: Span;
  /** The text as written: the source of a plain scalar, the content of a quoted one. */
  readonly text: string;
  readonly value: string | number | boolean | null;
  /** The start of `text`, if it is literally in the source. */
  readonly textStart?: number;
  /** It contains commas, at which YAML ends a value: `(3, 3)` in braces. */
  readonly isCut?: true;
}

export interface MappingEntry {
  readonly key: Scalar;
  readonly value: Tree;
}

export interface Mapping {
  readonly kind: 'mapping';
  readonly span: Span;
  /** By the text of keys, in source order. */
  readonly entries: ReadonlyMap<string, MappingEntry>;
  /** A mapping of the same content, from which this one was made, and those of later texts are. */
  readonly kept?: Mapping;
}

export interface List {
  readonly kind: 'list';
  readonly span: Span;
  readonly items: readonly Tree[];
}

/** The value of a key; undefined if there is none. */
export function valueAt(tree: Mapping, key: string): Tree | undefined {
  return tree.entries.get(key)?.value;
}

/** The value of a key if it is a scalar. */
export function scalarAt(tree: Mapping, key: string): Scalar | undefined {
  const value = valueAt(tree, key);
  return value?.kind === 'scalar' ? value : undefined;
}

/** The scalars of a list, or a scalar in place of a list. */
export function scalarsIn(tree: Tree | undefined): readonly Scalar[] {
  const trees = tree?.kind === 'list' ? tree.items : tree ? [tree] : [];
  return trees.filter((one) => one.kind === 'scalar');
}

/** The entries of a mapping; none of anything else. */
export function entriesOf(tree: Tree | undefined): readonly MappingEntry[] {
  return tree?.kind === 'mapping' ? [...tree.entries.values()] : [];
}

/** Where to point at a tree: the first key of a mapping, the first character of a list. */
export function headOf(tree: Tree): Span {
  if (tree.kind === 'scalar') return tree.span;
  const [first] = tree.kind === 'mapping' ? tree.entries.values() : [];
  return first?.key.span ?? { ...tree.span, end: Math.min(tree.span.end, tree.span.start + 1) };
}

/** The place of a range of text. */
export interface SourceSpan {
  readonly span: Span;
  /**
   * Whether it is exactly that range; else the text is not literally in the source, and the span is that of its scalar.
   */
  readonly exact: boolean;
}

/** The place of a range of a scalar's text. */
export function placeIn({ textStart, span }: Scalar, start: number, end: number): SourceSpan {
  if (textStart === undefined) return { span, exact: false };
  return { span: { source: span.source, start: textStart + start, end: textStart + end }, exact: true };
}

/** A range of a scalar's text as a scalar, without the blanks around it. */
export function partOf(scalar: Scalar, start: number, end: number): Scalar {
  const piece = scalar.text.slice(start, end);
  const text = piece.trim();
  const from = start + piece.indexOf(text);
  const { span, exact } = placeIn(scalar, from, from + text.length);
  return { kind: 'scalar', text, value: text, span, ...(exact ? { textStart: span.start } : {}) };
}
