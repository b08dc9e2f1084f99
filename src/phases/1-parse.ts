/**
 * Text to a tree of YAML nodes with spans: aliases and merge keys resolved, keys in source order.
 *
 * Scalars keep their source text beside their value, so that a later phase can read `0x1` as a size and `1e1` as a name.
 */
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  type YAMLMap,
  type YAMLSeq,
  Scalar as YamlScalar,
} from 'yaml';
import { type Diagnostics, replacement } from '../diagnostics.js';
import type { Source, Span } from '../source.js';

export type Tree = Mapping | List | Scalar;

export interface Scalar {
  readonly kind: 'scalar';
  readonly span: Span;
  /** What was written: the source text of a plain scalar, the content of a quoted one. */
  readonly text: string;
  readonly value: string | number | boolean | null;
  /** Where `text` starts, if it stands in the source letter for letter. */
  readonly textStart?: number;
}

export interface Entry {
  readonly key: Scalar;
  readonly value: Tree;
}

export interface Mapping {
  readonly kind: 'mapping';
  readonly span: Span;
  readonly entries: ReadonlyMap<string, Entry>;
}

export interface List {
  readonly kind: 'list';
  readonly span: Span;
  readonly items: readonly Tree[];
}

/** How many values a spec may come to with its aliases written out. */
const mostValues = 1_000_000;

/** How deep mappings and lists may nest. */
const deepest = 100;

/** Parses YAML 1.2; undefined where nothing could be read. */
export function parse(source: Source, diagnostics: Diagnostics): Tree | undefined {
  const document = readDocument(source, diagnostics);
  if (!document) return undefined;
  const syntaxError = document.errors[0];
  if (syntaxError) {
    reportSyntax(source, syntaxError, diagnostics);
    return undefined;
  }
  const whole: Span = { source, start: 0, end: Math.min(1, source.text.length) };
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    diagnostics.report('empty-spec', whole, 'the spec is empty');
    return undefined;
  }
  return new TreeBuilder(source, document, diagnostics).buildRoot();
}

function readDocument(source: Source, diagnostics: Diagnostics): Document.Parsed | undefined {
  try {
    return parseDocument(source.text, { uniqueKeys: false, prettyErrors: false, logLevel: 'error', merge: false });
  } catch (error) {
    // The YAML library descends recursively, so nesting without end exhausts the stack.
    if (!(error instanceof RangeError)) throw error;
    diagnostics.report('too-large', { source, start: 0, end: 1 }, 'the spec nests too deep to be read');
    return undefined;
  }
}

/** A plain value that holds `${...}` or a call, which flow style cuts in two. */
const cutExpression =
  /(?<=[:,[{]\s*)(?:[A-Za-z0-9_]*\$\{[^{}"'\n]*\}(?:[A-Za-z0-9_]|\$\{[^{}"'\n]*\})*|[a-z_]+\((?:[^()"'\n]|\((?:[^()"'\n]|\([^()"'\n]*\))*\))*\)[^,{}[\]"'\n]*)/g;

/** The expression on a line of flow style that lacks its quotes, around or after an offset. */
function findUnquoted(source: Source, offset: number): Span | undefined {
  const lineStart = source.text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = source.text.indexOf('\n', offset);
  const line = source.text.slice(lineStart, lineEnd === -1 ? undefined : lineEnd);
  for (const match of line.matchAll(cutExpression)) {
    const text = match[0].trimEnd();
    if (!/[,{]/.test(text)) continue;
    return { source, start: lineStart + match.index, end: lineStart + match.index + text.length };
  }
  return undefined;
}

function reportUnquoted(span: Span, diagnostics: Diagnostics): void {
  const text = span.source.text.slice(span.start, span.end);
  diagnostics.report('unquoted-expression', span, `${text} must be quoted inside braces or brackets`, {
    fix: replacement(span, `"${text}"`, `write "${text}"`),
  });
}

function reportSyntax(
  source: Source,
  error: { code: string; message: string; pos: [number, number] },
  diagnostics: Diagnostics,
): void {
  const unquoted = findUnquoted(source, error.pos[0]);
  if (unquoted) return reportUnquoted(unquoted, diagnostics);
  const [start, end] = error.pos;
  const span = { source, start, end: Math.max(end, start + 1) };
  if (error.code === 'MULTIPLE_DOCS')
    return diagnostics.report('yaml-syntax', span, 'a second document starts here; a file holds one spec');
  if (error.code === 'TAB_AS_INDENT')
    return diagnostics.report('yaml-syntax', span, 'a tab indents this line; YAML indents with spaces');
  if (error.code === 'BAD_ALIAS') return diagnostics.report('yaml-alias', span, error.message);
  const message = error.message.replace(/\s+/g, ' ').trim();
  diagnostics.report('yaml-syntax', span, message.charAt(0).toLowerCase() + message.slice(1));
}

class TreeBuilder {
  private readonly anchors = new Map<string, { tree: Tree; values: number } | 'open'>();
  private values = 0;
  private depth = 0;

  constructor(
    private readonly source: Source,
    private readonly document: Document.Parsed,
    private readonly diagnostics: Diagnostics,
  ) {}

  buildRoot(): Tree | undefined {
    const tree = this.build(this.document.contents);
    return this.values > mostValues ? undefined : tree;
  }

  private span(node: { range?: [number, number, number] | null | undefined }): Span {
    const [start, end] = node.range ?? [0, 0];
    return { source: this.source, start, end };
  }

  private build(node: unknown): Tree {
    if (isAlias(node)) return this.buildAlias(node);
    const before = this.values;
    this.values += 1;
    const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
    if (anchor) this.anchors.set(anchor, 'open');
    this.depth += 1;
    const tree = this.buildNode(node);
    this.depth -= 1;
    if (anchor) this.anchors.set(anchor, { tree, values: this.values - before });
    return tree;
  }

  private buildNode(node: unknown): Tree {
    if (!isMap(node) && !isSeq(node)) return this.buildScalar(node as YamlScalar | null);
    if (this.depth <= deepest) return isMap(node) ? this.buildMapping(node) : this.buildList(node);
    const span = this.span(node);
    this.diagnostics.report('too-large', { ...span, end: span.start + 1 }, `this nests deeper than ${deepest} levels`);
    return this.emptyScalar(span);
  }

  private refuseTag(node: YAMLMap | YAMLSeq | YamlScalar): void {
    if (node.tag === undefined || !node.range) return;
    const before = this.source.text.slice(0, node.range[0]).trimEnd();
    const start = before.lastIndexOf('!', before.length) === -1 ? node.range[0] : before.search(/![^\s]*$/);
    const at = start === -1 ? node.range[0] : start;
    this.diagnostics.report(
      'yaml-tag',
      { source: this.source, start: at, end: Math.max(before.length, at + 1) },
      `the tag ${node.tag} has no meaning in a spec`,
    );
  }

  private buildAlias(alias: Alias): Tree {
    const span = this.span(alias);
    const target = this.anchors.get(alias.source);
    if (target === undefined || target === 'open') {
      const why = target === 'open' ? 'contains itself' : 'has no anchor before it';
      this.diagnostics.report('yaml-alias', span, `the alias *${alias.source} ${why}`);
      return this.emptyScalar(span);
    }
    this.values += target.values;
    if (this.values > mostValues) {
      this.diagnostics.report('too-large', span, `with this alias the spec comes to more than ${mostValues} values`);
      return this.emptyScalar(span);
    }
    return target.tree;
  }

  private emptyScalar(span: Span): Scalar {
    return { kind: 'scalar', span, text: '', value: null };
  }

  private buildScalar(node: YamlScalar | null): Scalar {
    if (!isScalar(node)) return this.emptyScalar({ source: this.source, start: 0, end: 0 });
    this.refuseTag(node);
    const span = this.span(node);
    const raw = this.source.text.slice(span.start, span.end);
    if (node.type === YamlScalar.PLAIN) {
      const value = typeof node.value === 'bigint' ? Number(node.value) : (node.value as Scalar['value']);
      const folded = raw.includes('\n');
      // Hexadecimal, octal and .inf are traps in a language of sizes; only decimal numbers are numbers.
      const isTrap = typeof value === 'number' && !/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(raw);
      if (folded) return { kind: 'scalar', span, text: String(node.value), value };
      return { kind: 'scalar', span, text: raw, value: isTrap ? raw : value, textStart: span.start };
    }
    const text = String(node.value);
    const verbatim = raw.slice(1, -1) === text ? { textStart: span.start + 1 } : {};
    return { kind: 'scalar', span, text, value: text, ...verbatim };
  }

  private buildList(node: YAMLSeq): List {
    this.refuseTag(node);
    return { kind: 'list', span: this.span(node), items: node.items.map((item) => this.build(item)) };
  }

  private buildMapping(node: YAMLMap): Mapping {
    this.refuseTag(node);
    const entries = new Map<string, Entry>();
    const merged: Tree[] = [];
    for (const pair of node.items as Pair[]) {
      const entry = this.buildEntry(pair);
      if (!entry) continue;
      const { key } = entry;
      const earlier = entries.get(key.text);
      if (key.text === '<<' && key.textStart === key.span.start) merged.push(entry.value);
      else if (earlier) {
        this.diagnostics.report('duplicate-key', key.span, `"${key.text}" is given twice`, {
          notes: [{ message: 'first given here', span: earlier.key.span }],
        });
      } else entries.set(key.text, entry);
    }
    for (const tree of merged) this.merge(tree, entries);
    return { kind: 'mapping', span: this.span(node), entries };
  }

  private buildEntry(pair: Pair): Entry | undefined {
    if (!isScalar(pair.key)) {
      const span =
        pair.key && typeof pair.key === 'object' && 'range' in pair.key
          ? this.span(pair.key as YamlScalar)
          : this.span(this.document.contents ?? {});
      this.diagnostics.report('wrong-type', span, 'a key must be a plain word');
      return undefined;
    }
    const key = this.buildScalar(pair.key);
    const unbalanced =
      pair.value === null && /^[^(]*\)/.test(key.text) ? findUnquoted(this.source, key.span.start) : undefined;
    if (unbalanced) {
      reportUnquoted(unbalanced, this.diagnostics);
      return undefined;
    }
    return {
      key,
      value: pair.value === null ? this.emptyScalar({ ...key.span, start: key.span.end }) : this.build(pair.value),
    };
  }

  /** Adds the entries of a merge key (https://yaml.org/type/merge.html): those of the mapping itself win. */
  private merge(tree: Tree, entries: Map<string, Entry>): void {
    const sources = tree.kind === 'list' ? tree.items : [tree];
    for (const from of sources) {
      if (from.kind !== 'mapping') {
        this.diagnostics.report('wrong-type', from.span, 'a merge key (<<) takes a mapping, or a list of mappings');
        continue;
      }
      for (const [name, entry] of from.entries) if (!entries.has(name)) entries.set(name, entry);
    }
  }
}
