import type { Algebra } from '../algebra/algebra.js';
import * as messages from '../diagnostics/messages/patterns.js';
import { nearest } from '../diagnostics/nearest.js';
import { type Dim, floorDivide, formatShape, multiply, product, type Shape, sameDim } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import {
  type AxisPattern,
  expandPattern,
  fitsRank,
  namesIn,
  type PatternDimension,
  parsePattern,
  patternFault,
  withoutFirst,
} from './einops.js';
import { RuleFault } from './fault.js';
import { type Assume, anyValues, defineOp } from './op.js';

/** The sizes of axes that the spec gives, by name. */
type AxisSizes = Readonly<Record<string, number>>;

export const rearrange = defineOp({
  name: 'rearrange',
  keras: 'Rearrange',
  aliases: ['einops', ['Focus', 'with the pattern (h p) (w q) c -> h w (q p c)']],
  doc: 'Splits, reorders and merges axes by a pattern of einops, in which the batch is left out.',
  kind: 'shape',
  figure: { shows: 'pattern' },
  inputs: anyValues,
  attributes: {
    pattern: attribute(
      { type: 'text' },
      {
        doc: 'The axes before and after the arrow: (h p) (w q) c -> (h w) (p q c). Parentheses hold the axes of one dimension, the outer one first; 1 is a dimension of size 1, and ... any number of axes.',
        aliases: ['equation', 'expression'],
      },
    ),
    sizes: attribute(
      { type: 'sizes' },
      {
        doc: 'The sizes of axes by name: {p: 16, q: 16}. In each pair of parentheses, one can be left out.',
        default: {},
        aliases: ['axes_lengths'],
      },
    ),
  },
  window: () => ({ kind: 'none' }),
  infer({ x }, { pattern, sizes }, assume) {
    const parsed = parsePattern(pattern);
    if (parsed instanceof RuleFault) return parsed;
    const fault = faultOfRank(parsed, x.shape) ?? faultOfNames(parsed, sizes);
    if (fault) return fault;
    const { left, right } = expandPattern(parsed, x.shape.length);
    const known = sizesOfAxes(left, x.shape, sizes, assume);
    if (known instanceof RuleFault) return known;
    const sizeOf = (dimension: PatternDimension): Dim =>
      product(namesIn([dimension]).map((name) => known.get(name) ?? 1));
    return { output: { ...x, shape: right.map(sizeOf) } };
  },
  compute: (t, { x }, _, { pattern, sizes }) => rearranged(t, x, patternFor(pattern, t.rank(x)), sizes),
});

/** A pattern without faults for an input with so many dimensions. */
function patternFor(text: string, rank: number): AxisPattern {
  const pattern = parsePattern(text);
  if (pattern instanceof RuleFault) throw new Error(pattern.message.text);
  return expandPattern(pattern, rank);
}

/** How a layer rearranges an input: the shape after it has split the axes, and their order then. */
export function stepsOf({ pattern, sizes }: { readonly pattern: string; readonly sizes: AxisSizes }, shape: Shape) {
  const { left, right } = patternFor(pattern, shape.length);
  const known = sizesOfAxes(left, shape, sizes, () => {});
  if (known instanceof RuleFault) throw new Error(known.message.text);
  const names = namesIn(left);
  return { split: names.map((name) => known.get(name) ?? 1), order: namesIn(right).map((name) => names.indexOf(name)) };
}

function faultOfRank(pattern: AxisPattern, shape: Shape): RuleFault | undefined {
  const { left } = pattern;
  const [first] = left;
  if (fitsRank(pattern, shape.length) || !first) return undefined;
  const [batch] = first.axes;
  const isBatch = batch && first.axes.length === 1 && left.length === shape.length + 1;
  const help = isBatch ? messages.leaveOutBatch(batch.name, withoutFirst(pattern)) : undefined;
  const range = { start: first.start, end: left.at(-1)?.end ?? 0 };
  return patternFault(messages.otherRank(left.length, formatShape(shape), shape.length, help), range);
}

function faultOfNames({ left }: AxisPattern, sizes: AxisSizes): RuleFault | undefined {
  const names = namesIn(left);
  const key = Object.keys(sizes).find((name) => !names.includes(name));
  if (key === undefined) return undefined;
  return new RuleFault(messages.noSuchAxis(key, names, nearest(key, names)), { attribute: 'sizes', key });
}

const given = (sizes: AxisSizes, name: string): number | undefined =>
  Object.hasOwn(sizes, name) ? sizes[name] : undefined;

/** The sizes of all axes by name. */
function sizesOfAxes(
  left: readonly PatternDimension[],
  shape: Shape,
  sizes: AxisSizes,
  assume: Assume,
): ReadonlyMap<string, Dim> | RuleFault {
  const known = new Map<string, Dim>();
  for (const [index, dimension] of left.entries()) {
    const dim = shape[index] ?? 1;
    const names = namesIn([dimension]);
    const [open, ...others] = names.filter((name) => given(sizes, name) === undefined);
    if (open && others.length > 0)
      return patternFault(messages.severalOpenAxes([open, ...others], String(dim)), dimension);
    const total = names.reduce((product, name) => product * (given(sizes, name) ?? 1), 1);
    const isSame = sameDim(open ? multiply(floorDivide(dim, total), total) : total, dim);
    const isFalse = isSame === false && (typeof dim === 'number' || open !== undefined);
    if (isFalse) {
      const message = open ? messages.indivisible : messages.otherSize;
      const factors = names.filter((name) => name !== open);
      return patternFault(message(String(dim), total, factors), dimension);
    }
    if (!isSame) assume(open ? `${dim} % ${total} == 0` : `${dim} == ${total}`);
    for (const name of names) known.set(name, given(sizes, name) ?? floorDivide(dim, total));
  }
  return known;
}

/** Splits the axes, reorders the parts, and merges them. */
function rearranged<T, N>(t: Algebra<T, N>, x: T, { left, right }: AxisPattern, sizes: AxisSizes): T {
  /** Replaces neighboring axes. */
  const replace = (y: T, from: number, count: number, by: readonly number[]): T => {
    const kept: (N | number)[] = t.axes(y).map((axis) => t.size(y, axis));
    return t.reshape(y, kept.toSpliced(from, count, ...by));
  };
  const split = left.reduceRight((y: T, { axes }, index) => {
    const parts = axes.map(({ name }) => given(sizes, name) ?? -1);
    return parts.length === 1 ? y : replace(y, index, 1, parts);
  }, x);
  const names = namesIn(left);
  const order = namesIn(right).map((name) => names.indexOf(name) - names.length);
  const isOrdered = order.every((axis, place) => axis === place - order.length);
  return right.reduce(
    (y: T, { axes }, index) => (axes.length === 1 ? y : replace(y, index, axes.length, [axes.length === 0 ? 1 : -1])),
    isOrdered ? split : t.transpose(split, order),
  );
}
