/** A YAML text as a tree of nodes, each with its place: what parsing gives, and validation and reading take. */
import type { Span } from '../text/source.js';

export type Tree = Mapping | List | Scalar;

export interface Scalar {
  readonly kind: 'scalar';
  readonly span: Span;
  /** What was written: the source text of a plain scalar, the content of a quoted one. */
  readonly text: string;
  readonly value: string | number | boolean | null;
  /** Where `text` starts, if it stands in the source letter for letter. */
  readonly textStart?: number;
  /** Commas are in it, at which YAML ends a value: `(3, 3)` in braces. */
  readonly isCut?: true;
}

export interface MappingEntry {
  readonly key: Scalar;
  readonly value: Tree;
}

export interface Mapping {
  readonly kind: 'mapping';
  readonly span: Span;
  /** By the text of their keys, in the order of the source. */
  readonly entries: ReadonlyMap<string, MappingEntry>;
}

export interface List {
  readonly kind: 'list';
  readonly span: Span;
  readonly items: readonly Tree[];
}

/** What stands behind a key; undefined where a mapping has no such key. */
export function valueAt(tree: Mapping, key: string): Tree | undefined {
  return tree.entries.get(key)?.value;
}

/** The scalar that stands behind a key; undefined where none does. */
export function scalarAt(tree: Mapping, key: string): Scalar | undefined {
  const value = valueAt(tree, key);
  return value?.kind === 'scalar' ? value : undefined;
}

/** The scalars of a list, or the one that stands in the place of a list. */
export function scalarsIn(tree: Tree | undefined): readonly Scalar[] {
  const trees = tree?.kind === 'list' ? tree.items : tree ? [tree] : [];
  return trees.filter((one) => one.kind === 'scalar');
}

/** The entries of a mapping; none of anything else. */
export function entriesOf(tree: Tree | undefined): readonly MappingEntry[] {
  return tree?.kind === 'mapping' ? [...tree.entries.values()] : [];
}

/** Where to point at a tree: of a mapping its first key is enough, of a list its first character. */
export function headOf(tree: Tree): Span {
  if (tree.kind === 'scalar') return tree.span;
  const [first] = tree.kind === 'mapping' ? tree.entries.values() : [];
  return first?.key.span ?? { ...tree.span, end: Math.min(tree.span.end, tree.span.start + 1) };
}

/** Where a stretch of text stands. */
export interface SourceSpan {
  readonly span: Span;
  /** Whether it is the stretch alone; else the text is not in the source letter for letter, and its scalar is meant. */
  readonly exact: boolean;
}

/** Where a stretch of a scalar's text stands. */
export function placeIn({ textStart, span }: Scalar, start: number, end: number): SourceSpan {
  if (textStart === undefined) return { span, exact: false };
  return { span: { source: span.source, start: textStart + start, end: textStart + end }, exact: true };
}
