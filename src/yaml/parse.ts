/**
 * From text to a tree of YAML nodes with spans: aliases and merge keys are resolved, and keys are in source order.
 *
 * Scalars keep their source text beside their value, so that a later phase can read `0x1` as a size and `1e1` as a
 * name.
 */

import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
  Scalar as YamlScalar,
} from 'yaml';
import type { Code } from '../diagnostics/codes.js';
import { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Message } from '../diagnostics/messages/message.js';
import { badMerge, keyNotAWord, withoutBraces } from '../diagnostics/messages/schema.js';
import * as messages from '../diagnostics/messages/yaml.js';
import type { Source, Span } from '../text/source.js';
import { joinCutKeys } from './cut-keys.js';
import { mendCuts, uncut } from './cut-values.js';
import { parseYaml } from './document.js';
import { report } from './fault.js';
import { type AbridgedText, abridge, endOf, type ItemCache, type KnownItem, placed } from './item-cache.js';
import { readNot, readSizeInBraces, readUnknownSize, refuseTag } from './misread.js';
import { findMisplaced, findMissingBefore, findMissingColon } from './missing-marks.js';
import { deepestNesting, findDirective, findNesting, findOddCharacter } from './refusals.js';
import { joinSplitItems } from './split-items.js';
import { reportFaults } from './syntax-faults.js';
import type { List, Mapping, MappingEntry, Scalar, Tree } from './tree.js';

/** The maximum number of values of a spec with aliases expanded. */
const mostValues = 1_000_000;

/** The result of parsing. */
export interface Parsed {
  /** Absent if nothing could be read. */
  readonly tree?: Tree;
  /** Whether the tree is everything that was written; if not, errors were reported. */
  readonly isSound: boolean;
}

/** What parsing can be told. */
export interface ParseOptions {
  /** The text's name in messages. */
  readonly what?: string;
  /** Keeps items for the next parse of the text. */
  readonly cache?: ItemCache | undefined;
}

/** Parses YAML 1.2, and continues after mistakes as far as possible. */
export function parse(source: Source, diagnostics: Diagnostics, { what = 'spec', cache }: ParseOptions = {}): Parsed {
  const refusal = findOddCharacter(source) ?? findDirective(source) ?? findNesting(source);
  if (refusal) {
    const { message, span, rest } = refusal;
    diagnostics.report(message, span);
    const readable = rest === undefined ? undefined : { file: source.file, text: rest };
    if (!readable || findNesting(readable)) return { isSound: false };
    return { ...buildTree(source, parseYaml(readable.text), what, new Diagnostics()), isSound: false };
  }
  const known = cache && parseKnown(source, what, cache);
  if (known) return known;
  const written = parseYaml(source.text);
  const { document, isSound } =
    written.errors.length > 0 ? reportFaults(source, written, diagnostics) : { document: written, isSound: true };
  // Only the first mistake in the text is reported, since the others may follow from it.
  const built = buildTree(source, document, what, isSound ? diagnostics : new Diagnostics());
  return { ...built, isSound: isSound && built.isSound };
}

/** Parses a text without mistakes by means of its known items; undefined if there may be a mistake. */
function parseKnown(source: Source, what: string, cache: ItemCache): Parsed | undefined {
  cache.begin();
  const { text, runs } = abridge(source.text, (item) => cache.find(item, parseItem));
  const document = runs.size > 0 ? parseYaml(text) : undefined;
  if (!document || document.errors.length > 0 || !isMap(document.contents)) return undefined;
  const diagnostics = new Diagnostics();
  const builder = new TreeBuilder(source, document, what, diagnostics, runs);
  const built = builder.buildRoot();
  return built.isSound && builder.hasAllRuns && diagnostics.list().length === 0 ? built : undefined;
}

/** An item in braces by itself; undefined if there may be a mistake in it. */
function parseItem(text: string): KnownItem | undefined {
  const document = parseYaml(text);
  if (document.errors.length > 0) return undefined;
  const diagnostics = new Diagnostics();
  const builder = new TreeBuilder({ file: '', text }, document, '', diagnostics);
  const { tree, isSound } = builder.buildRoot();
  return tree?.kind === 'mapping' && isSound && diagnostics.list().length === 0 ? { tree, ...builder.size } : undefined;
}

function buildTree(source: Source, document: Document.Parsed, what: string, diagnostics: Diagnostics): Parsed {
  if (document.contents === null || (isScalar(document.contents) && document.contents.value === null)) {
    const whole: Span = { source, start: 0, end: Math.min(1, source.text.length) };
    diagnostics.report(messages.emptyText(what), whole);
    return { isSound: false };
  }
  return new TreeBuilder(source, document, what, diagnostics).buildRoot();
}

/** The value of an anchor: a tree, the number of its values, and their depth. */
interface Anchored {
  readonly tree: Tree;
  readonly values: number;
  readonly height: number;
}

class TreeBuilder {
  private readonly anchors = new Map<string, Anchored | 'open'>();
  private values = 0;
  private depth = 0;
  private placedRuns = 0;
  /** Whether aliases expand to too much, which is reported once. */
  private isTooLarge = false;
  /** Whether a part can't be read, so that the tree is not sound. */
  private isBroken = false;
  /** The maximum depth since the innermost anchor began. */
  private deepest = 0;
  /** Replaces what can't be read, which was reported. */
  private readonly nothing: Scalar;

  constructor(
    private readonly source: Source,
    private readonly document: Document.Parsed,
    private readonly what: string,
    private readonly diagnostics: Diagnostics,
    /** Items that words in the document stand for, by the offset of the first. */
    private readonly runs: AbridgedText['runs'] = new Map(),
  ) {
    this.nothing = this.emptyScalar({ source, start: 0, end: 0 });
  }

  buildRoot(): Parsed {
    const tree = this.build(this.document.contents);
    return { tree, isSound: !this.isBroken };
  }

  /** The number of values, and the maximum depth. */
  get size(): { readonly values: number; readonly height: number } {
    return { values: this.values, height: this.deepest };
  }

  /** Whether the document has all known items. */
  get hasAllRuns(): boolean {
    return this.placedRuns === this.runs.size;
  }

  private span(node: { range?: [number, number, number] | null | undefined }): Span {
    return { source: this.source, start: node.range?.[0] ?? 0, end: node.range?.[1] ?? 0 };
  }

  private build(node: unknown): Tree {
    if (isAlias(node)) return this.buildAlias(node);
    this.values += 1;
    this.depth += 1;
    this.deepest = Math.max(this.deepest, this.depth);
    const anchor = isMap(node) || isSeq(node) || isScalar(node) ? node.anchor : undefined;
    const tree = anchor ? this.buildAnchored(node, anchor) : this.buildNode(node);
    this.depth -= 1;
    return tree;
  }

  private buildAnchored(node: unknown, anchor: string): Tree {
    const { values, deepest } = this;
    this.anchors.set(anchor, 'open');
    this.deepest = this.depth;
    const tree = this.buildNode(node);
    this.anchors.set(anchor, { tree, values: this.values - values + 1, height: this.deepest - this.depth + 1 });
    this.deepest = Math.max(deepest, this.deepest);
    return tree;
  }

  private buildNode(node: unknown): Tree {
    if (!isMap(node) && !isSeq(node)) return this.buildScalar(node as YamlScalar | null);
    if (isMap(node) && node.range?.[0] === node.range?.[1]) return readUnknownSize(node, this.source);
    if (this.depth <= deepestNesting) return isMap(node) ? this.buildMapping(node) : this.buildList(node);
    const span = this.span(node);
    return this.refuse(messages.nestedTooDeep(deepestNesting), { ...span, end: span.start + 1 });
  }

  private refuse(message: Message<Code>, span: Span, help?: string): Scalar {
    this.diagnostics.report(message, span, { help });
    this.isBroken = true;
    return this.nothing;
  }

  private buildAlias(alias: Alias): Tree {
    const span = this.span(alias);
    const target = this.anchors.get(alias.source);
    if (target === undefined) return this.refuse(messages.unknownAnchor(alias.source), span);
    if (target === 'open') return this.refuse(messages.recursiveAlias(alias.source), span);
    if (this.isTooLarge) return this.nothing;
    this.values += target.values;
    this.deepest = Math.max(this.deepest, this.depth + target.height);
    this.isTooLarge = this.depth + target.height > deepestNesting || this.values > mostValues;
    if (this.depth + target.height > deepestNesting)
      return this.refuse(messages.aliasTooDeep(this.what, deepestNesting), span);
    if (this.values > mostValues) return this.refuse(messages.aliasTooLarge(this.what, mostValues), span);
    return target.tree;
  }

  private emptyScalar(span: Span): Scalar {
    return { kind: 'scalar', span, text: '', value: null };
  }

  private buildScalar(node: YamlScalar | null): Scalar {
    if (!isScalar(node)) return this.nothing;
    const negated = readNot(node, this.source, this.diagnostics);
    if (negated) return negated;
    refuseTag(node, this.source, this.diagnostics);
    const span = this.span(node);
    // `!word` is more likely a word than an empty value with a tag.
    if (node.tag !== undefined && node.source === '') {
      const word = node.tag.replace(/^!+/, '');
      return { kind: 'scalar', span, text: word, value: word };
    }
    const raw = this.source.text.slice(span.start, span.end);
    if (node.type === YamlScalar.PLAIN) {
      const value = typeof node.value === 'bigint' ? Number(node.value) : (node.value as Scalar['value']);
      if (raw.includes('\n')) return { kind: 'scalar', span, text: String(node.value), value };
      // Hexadecimal, octal and .inf are traps in a language of sizes; only decimal numbers are numbers.
      const isTrap = typeof value === 'number' && !/^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/.test(raw);
      return {
        kind: 'scalar',
        span,
        text: raw,
        value: isTrap || typeof value === 'string' ? raw : value,
        textStart: span.start,
      };
    }
    const text = String(node.value);
    const verbatim = raw.slice(1, -1) === text ? { textStart: span.start + 1 } : {};
    return { kind: 'scalar', span, text, value: text, ...verbatim };
  }

  /** The items that a word in a list stands for. */
  private buildKnown(node: unknown): readonly Tree[] | undefined {
    const { start, end } = isScalar(node) ? this.span(node) : { start: -1, end: -1 };
    const run = this.runs.get(start);
    if (!run || end !== endOf(run)) return undefined;
    const height = Math.max(...run.map(({ item }) => item.height));
    if (this.depth + height > deepestNesting) return undefined;
    this.placedRuns += 1;
    this.deepest = Math.max(this.deepest, this.depth + height);
    return run.map(({ item, offset }) => {
      this.values += item.values;
      return placed(item.tree, this.source, offset);
    });
  }

  private buildList(node: YAMLSeq): List {
    refuseTag(node, this.source, this.diagnostics);
    const mended = node.flow ? mendCuts(node.items, node.range, this.source, this.diagnostics) : uncut;
    const items = node.items.flatMap((item, index) =>
      mended.has(index) ? (mended.get(index) ?? []) : (this.buildKnown(item) ?? this.build(item)),
    );
    return { kind: 'list', span: this.span(node), items: node.flow ? items : joinSplitItems(items, this.diagnostics) };
  }

  private buildMapping(node: YAMLMap): Mapping | Scalar {
    refuseTag(node, this.source, this.diagnostics);
    const written = node.items as Pair[];
    const size = node.flow ? readSizeInBraces(node, written, this.source, this.diagnostics) : undefined;
    if (size) return size;
    const pairs = node.flow ? joinCutKeys(written, this.source, this.diagnostics) : written;
    const mended = node.flow ? mendCuts(pairs, node.range, this.source, this.diagnostics) : uncut;
    const entries = new Map<string, MappingEntry>();
    const merged: Tree[] = [];
    for (const [index, pair] of pairs.entries()) {
      if (mended.has(index) && !mended.get(index)) continue;
      if (node.flow && !mended.has(index) && isKeyless(pair)) {
        this.refuse(messages.valueWithoutKey(), this.span(pair.key as YamlScalar));
        break;
      }
      const entry = this.buildEntry(pair, mended.get(index));
      if (!entry) continue;
      const { key } = entry;
      const earlier = entries.get(key.text);
      if (key.text === '<<' && key.textStart === key.span.start) merged.push(entry.value);
      else if (earlier && key.text === 'op' && this.refuseDashless(key)) break;
      else if (earlier) {
        this.diagnostics.report(messages.duplicateKey(key.text), key.span, {
          notes: [{ message: messages.firstGivenHere, span: earlier.key.span }],
        });
        // The lost list or mapping may be needed anywhere.
        if (entry.value.kind !== 'scalar' && earlier.value.kind !== 'scalar') this.isBroken = true;
        // If one of two values is empty, the other was meant.
        if (earlier.value.kind === 'scalar' && earlier.value.text === '') entries.set(key.text, entry);
      } else entries.set(key.text, entry);
    }
    for (const tree of merged) this.merge(tree, entries);
    return { kind: 'mapping', span: this.span(node), entries };
  }

  /** Reports a second op in an item of several lines, where a new item begins without its dash. */
  private refuseDashless({ span: { start, end } }: Scalar): boolean {
    const isBelow = /\n * {2}$/.test(this.source.text.slice(0, start));
    if (!isBelow) return false;
    const dash = [messages.addDash, start - 2, start, '- '] as const;
    report(this.source, { start, end, message: messages.noDash(), fix: dash }, this.diagnostics);
    this.isBroken = true;
    return true;
  }

  private buildEntry({ key: keyNode, value, srcToken }: Pair, mended: Scalar | undefined): MappingEntry | undefined {
    // After a mistake in the text, YAML reads a word without a colon as a key.
    const hasColon = () => srcToken?.sep?.some(({ type }) => type === 'map-value-ind');
    if (this.document.errors.length > 0 && value === null && !hasColon()) return undefined;
    if (!isScalar(keyNode)) {
      const odd = isNode(keyNode) ? keyNode : isNode(value) ? value : {};
      const span = this.span(odd);
      const [, name] = /^\{\{\s*(\w+)\s*\}\}/.exec(this.source.text.slice(span.start - 1)) ?? [];
      this.refuse(keyNotAWord(), span, name && withoutBraces(name));
      return undefined;
    }
    const key = this.buildScalar(keyNode as YamlScalar);
    const misplaced = findMisplaced(key, value, srcToken);
    if (misplaced) {
      const { start, message } = misplaced;
      this.refuse(message, { source: this.source, start, end: start + 1 });
      return undefined;
    }
    if (mended) return { key, value: mended };
    const uncoloned = value === null ? findMissingColon(key) : findMissingBefore(key);
    if (uncoloned) {
      report(this.source, uncoloned, this.diagnostics);
      this.isBroken = true;
      return undefined;
    }
    return { key, value: value === null ? this.emptyScalar({ ...key.span, start: key.span.end }) : this.build(value) };
  }

  /**
   * Adds the entries of a merge key (https://yaml.org/type/merge.html); those of the mapping itself take precedence.
   */
  private merge(tree: Tree, entries: Map<string, MappingEntry>): void {
    for (const from of tree.kind === 'list' ? tree.items : [tree]) {
      if (from.kind === 'mapping') {
        for (const [name, entry] of from.entries) if (!entries.has(name)) entries.set(name, entry);
      } else if (from !== this.nothing) this.refuse(badMerge(), from.span);
    }
  }
}

/** A number, or the first part of a tuple, alone between commas: arguments of a call. */
const isKeyless = ({ key, value }: Pair): boolean =>
  value === null && isScalar(key) && key.type === YamlScalar.PLAIN && /^(\d|\()/.test(String(key.source));
