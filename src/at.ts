/** What is at an offset of a spec's text. */
import type { Analysis } from './analyze.js';
import type { Placed } from './core/core.js';
import { coreOf } from './core/resolver.js';
import type { Mention } from './core/symbols/table.js';
import { type Expression, walk } from './expressions/expression.js';
import type { Known } from './graph/edges.js';
import { formulasIn, formulasInShape, formulasOfItem, holesOf } from './graph/evaluation.js';
import type { Edge } from './graph/graph.js';
import type { Op } from './ops/op.js';
import { type Block, type Formula, type Item, itemsOf, type Spec } from './spec/spec.js';
import { type Interval, Intervals } from './text/intervals.js';
import type { Span } from './text/source.js';
import type { Scalar, Tree } from './yaml/tree.js';

/** A value in the YAML text: of a key in a mapping, or in a list. */
export interface PathStep {
  readonly key?: Scalar;
  readonly value: Tree;
}

/** An item in one use of its block, or in one repetition. */
export interface Occurrence {
  /** The source of its output: an output of a node, an input of the network, or a hole. */
  readonly edge: Edge;
  /** The output's name, dtype and shape, and the layer that computes it; absent if they could not be inferred. */
  readonly known?: Known;
}

/** What is at an offset. Properties that do not apply are absent. */
export interface Spot {
  /** The values around the offset, outermost first. */
  readonly path: readonly PathStep[];
  /** Whether the offset is in the key of the innermost value. */
  readonly isKey: boolean;
  /** The layer, use or group around the offset. */
  readonly item?: Item;
  /** The op of that layer. */
  readonly op?: Op;
  /** The block or spec that the item uses. */
  readonly used?: Block | Spec;
  /** The block or spec that contains the item. */
  readonly owner?: Block | Spec;
  /** The item's output in each of its expansions; empty if it is switched off, or in an unused block. */
  readonly occurrences: readonly Occurrence[];
  /** The expression at the offset, and its innermost part there. */
  readonly formula?: Formula;
  readonly expression?: Expression;
  /** The name at the offset; its symbol has all definitions and references. */
  readonly mention?: Mention;
}

/**
 * Finds what is at an offset, in UTF-16 units; an offset at the end of a word is in it. The text is indexed at the
 * first call; further calls take logarithmic time.
 */
export function at(analysis: Analysis, offset: number): Spot {
  const index = indices.get(analysis) ?? new Index(analysis);
  indices.set(analysis, index);
  return index.at(offset);
}

const indices = new WeakMap<Analysis, Index>();

class Index {
  private readonly trees: Intervals<PathStep>;
  private readonly formulas: Intervals<Formula>;
  private readonly mentions: Intervals<Mention>;
  /** By position. An alias puts several items at one position; the first is taken. */
  private readonly items = new Map<string, Placed>();

  constructor(private readonly analysis: Analysis) {
    const { tree, spec, symbols } = analysis;
    this.trees = new Intervals(tree ? [...stepsIn({ value: tree }, new Set())] : []);
    this.mentions = new Intervals(symbols.mentions.map((one) => ({ ...boundsOf(one.span), value: one })));
    const formulas = spec ? [...formulasOf(spec)] : [];
    this.formulas = new Intervals(formulas.map((one) => ({ ...boundsOf(one.span), value: one })));
    for (const unit of spec ? coreOf(spec).units : [])
      for (const item of itemsOf(unit.owner.body)) {
        const key = item.tree && keyOf(item.tree.span);
        if (key !== undefined && !this.items.has(key)) this.items.set(key, { item, unit });
      }
  }

  at(offset: number): Spot {
    const path = this.trees.at(offset).toReversed();
    const step = path.findLast(({ value }) => this.items.has(keyOf(value.span)));
    const { item, unit } = (step && this.items.get(keyOf(step.value.span))) ?? {};
    const key = path.at(-1)?.key;
    const [mention] = this.mentions.at(offset);
    const [formula] = this.formulas.at(offset);
    const expression = formula?.exact ? innermost(formula, offset) : undefined;
    const used = item?.kind === 'use' ? unit?.uses.get(item)?.unit.owner : undefined;
    return {
      path,
      isKey: key !== undefined && key.span.start <= offset && offset <= key.span.end,
      ...(item && unit ? { item, owner: unit.owner } : {}),
      ...(item?.kind === 'layer' ? { op: item.op } : {}),
      ...(used ? { used } : {}),
      occurrences: item ? this.occurrencesOf(item) : [],
      ...(formula ? { formula } : {}),
      ...(expression ? { expression } : {}),
      ...(mention ? { mention } : {}),
    };
  }

  private occurrencesOf(item: Item): readonly Occurrence[] {
    const { sketch } = this.analysis;
    return (sketch?.graph.results.get(item) ?? []).map((edge) => {
      const known = sketch?.edges.get(edge);
      return { edge, ...(known ? { known } : {}) };
    });
  }
}

const keyOf = ({ start, end }: Span): string => `${start} ${end}`;

const boundsOf = ({ start, end }: Span) => ({ start, end });

/** The values of a tree, each once, with the range of the value and its key. */
function* stepsIn(step: PathStep, seen: Set<Tree>): Generator<Interval<PathStep>> {
  const { key, value } = step;
  const isAlias = seen.has(value);
  if (key) yield { start: key.span.start, end: isAlias ? key.span.end : endOf(key, value), value: step };
  if (isAlias) return;
  seen.add(value);
  if (!key) yield { ...boundsOf(value.span), value: step };
  if (value.kind === 'list') for (const item of value.items) yield* stepsIn({ value: item }, seen);
  if (value.kind !== 'mapping') return;
  for (const entry of value.entries.values()) {
    const isMerged = entry.key.span.start < value.span.start || entry.key.span.end > value.span.end;
    if (!isMerged) yield* stepsIn(entry, seen);
  }
}

/**
 * The end of a value. A value that is not written yet ends at the end of its line, or of the braces or brackets around
 * it.
 */
function endOf(key: Scalar, { span }: Tree): number {
  if (span.start < span.end) return Math.max(span.end, key.span.end);
  const { text } = span.source;
  const next = text.slice(key.span.end).search(/[\n,\]}]/);
  return next === -1 ? text.length : key.span.end + next;
}

/** Every expression in a spec. */
function* formulasOf(spec: Spec): Generator<Formula> {
  for (const { formulas, body } of [spec, ...spec.blocks.values()]) {
    yield* formulas.values();
    for (const item of itemsOf(body)) {
      yield* formulasOfItem(item);
      if (item.output) yield* formulasInShape(item.output);
    }
  }
  for (const { shape } of spec.inputs.values()) yield* formulasInShape(shape);
  for (const { default: standard } of spec.defaults) yield* formulasIn(standard.written);
  for (const { template } of spec.conventions.values()) yield* holesOf(template);
}

/** The innermost part of an expression at an offset of the text. */
function innermost({ expression, span }: Formula, offset: number): Expression | undefined {
  const inside = offset - span.start;
  return [...walk(expression)].findLast(({ start, end }) => start <= inside && inside <= end);
}
