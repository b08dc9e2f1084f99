import type { Algebra } from '../algebra/algebra.js';
import * as messages from '../diagnostics/messages/patterns.js';
import {
  canBe,
  type Dim,
  floorDivide,
  formatShape,
  isKnown,
  multiply,
  product,
  type Shape,
  sameDim,
} from '../expressions/shape.js';
import { attribute } from './attributes.js';
import {
  axesIn,
  expandPattern,
  hasEllipsis,
  type Pattern,
  type PatternDimension,
  parsePattern,
  patternFault,
  withoutFirst,
} from './einops.js';
import { RuleFault } from './fault.js';
import { type Assume, anyValues, defineOp } from './op.js';

/** The sizes of axes that the spec gives, by name. */
type Sizes = Readonly<Record<string, number>>;

export const rearrange = defineOp({
  name: 'rearrange',
  keras: 'Rearrange',
  aliases: [
    'einops',
    ['PixelShuffle', 'with pattern: h w (c p q) -> (h p) (w q) c, and sizes: {p: 2, q: 2}'],
    ['PixelUnshuffle', 'with pattern: (h p) (w q) c -> h w (c p q), and sizes: {p: 2, q: 2}'],
    ['space_to_depth', 'with pattern: (h p) (w q) c -> h w (p q c), and sizes: {p: 2, q: 2}'],
    ['depth_to_space', 'with pattern: h w (p q c) -> (h p) (w q) c, and sizes: {p: 2, q: 2}'],
    ['Focus', 'with pattern: (h p) (w q) c -> h w (q p c), and sizes: {p: 2, q: 2}'],
  ],
  doc: 'Splits, reorders and merges axes by a pattern of einops, in which the batch is left out.',
  kind: 'shape',
  figure: { shows: 'pattern' },
  inputs: anyValues,
  attributes: {
    pattern: attribute(
      { type: 'text' },
      {
        doc: 'The axes before and after the arrow: (h p) (w q) c -> (h w) (p q c). Parentheses hold the axes that one dimension consists of, the outer one first; 1 is a dimension of size 1, and ... any number of axes.',
        aliases: ['equation', 'expression', 'formula'],
      },
    ),
    sizes: attribute(
      { type: 'sizes' },
      {
        doc: 'The sizes of axes by name: {p: 16, q: 16}. In each pair of parentheses, one can be left out.',
        default: {},
        aliases: ['axes_lengths', 'axes_sizes', 'lengths'],
      },
    ),
  },
  window: () => ({ kind: 'none' }),
  infer({ x }, { pattern: text, sizes }, assume) {
    const { shape } = x;
    const parsed = parsePattern(text);
    if (parsed instanceof RuleFault) return parsed;
    const fault = faultOfRank(parsed, shape) ?? faultOfSizes(parsed, sizes);
    if (fault) return fault;
    const { left, right } = expandPattern(parsed, shape.length);
    const known = sizesOfAxes(left, shape, sizes, assume);
    if (known instanceof RuleFault) return known;
    const sizeOf = ({ axes }: PatternDimension): Dim => product(axes.map(({ name }) => known.get(name) ?? 1));
    return { output: { ...x, shape: right.map(sizeOf) } };
  },
  compute(t, { x }, _, { pattern: text, sizes }) {
    return rearranged(t, x, patternFor(text, t.rank(x)), sizes);
  },
});

/** A pattern without faults for an input with so many dimensions. */
function patternFor(text: string, rank: number): Pattern {
  const pattern = parsePattern(text);
  if (pattern instanceof RuleFault) throw new Error(pattern.message.text);
  return expandPattern(pattern, rank);
}

/** How a layer rearranges an input: the shape after it has split the axes, and their order then. */
export function stepsOf({ pattern, sizes }: { readonly pattern: string; readonly sizes: Sizes }, shape: Shape) {
  const { left, right } = patternFor(pattern, shape.length);
  const known = sizesOfAxes(left, shape, sizes, () => {});
  if (known instanceof RuleFault) throw new Error(known.message.text);
  const names = axesIn(left).map(({ name }) => name);
  return {
    split: names.map((name) => known.get(name) ?? 1),
    order: axesIn(right).map(({ name }) => names.indexOf(name)),
  };
}

function faultOfRank(pattern: Pattern, shape: Shape): RuleFault | undefined {
  const { left, right } = pattern;
  const fits = hasEllipsis(pattern) ? left.length - 1 <= shape.length : left.length === shape.length;
  if (fits) return undefined;
  const [first] = left;
  const isBatch = first && !hasEllipsis(pattern) && left.length === shape.length + 1;
  const [name] = isBatch && first.axes.length === 1 ? first.axes : [];
  const staysFirst = name && right[0]?.axes.length === 1 && right[0].axes[0]?.name === name.name;
  const [axis] = axesIn(left);
  const glued = left.length === 1 && axis?.name.length === shape.length ? [...axis.name].join(' ') : undefined;
  const help = staysFirst
    ? messages.leaveOutBatch(name.name, `${withoutFirst(left)} -> ${withoutFirst(right)}`)
    : name
      ? messages.batchStays(name.name)
      : glued && messages.spaceAxes(glued);
  const range = { start: first?.start ?? 0, end: left.at(-1)?.end ?? 0 };
  return patternFault(messages.otherRank(left.length, formatShape(shape), shape.length, help), range);
}

function faultOfSizes({ left }: Pattern, sizes: Sizes): RuleFault | undefined {
  const names = axesIn(left).map(({ name }) => name);
  const unknown = Object.keys(sizes).find((name) => !names.includes(name));
  if (unknown === undefined) return undefined;
  return new RuleFault(messages.noSuchAxis(unknown, names), { attribute: 'sizes', key: unknown });
}

/** The sizes of all axes by name. */
function sizesOfAxes(
  left: readonly PatternDimension[],
  shape: Shape,
  sizes: Sizes,
  assume: Assume,
): ReadonlyMap<string, Dim> | RuleFault {
  const known = new Map<string, Dim>();
  for (const [index, dimension] of left.entries()) {
    const result = splitDimension(dimension, shape[index] ?? 1, sizes, assume);
    if (result instanceof RuleFault) return result;
    for (const [name, dim] of result) known.set(name, dim);
  }
  return known;
}

/** The sizes of the axes that a dimension consists of, by name. */
function splitDimension(
  dimension: PatternDimension,
  dim: Dim,
  sizes: Sizes,
  assume: Assume,
): ReadonlyMap<string, Dim> | RuleFault {
  const { axes, isGroup } = dimension;
  const given = new Map(axes.flatMap(({ name }) => (Object.hasOwn(sizes, name) ? [[name, sizes[name] ?? 1]] : [])));
  const [open, ...others] = axes.filter(({ name }) => !given.has(name));
  if (open && others.length > 0)
    return patternFault(
      messages.severalOpenAxes(
        [open, ...others].map(({ name }) => name),
        String(dim),
      ),
      dimension,
    );
  const total = [...given.values()].reduce((sizes, size) => sizes * size, 1);
  const whole = open ? multiply(floorDivide(dim, total), total) : total;
  const isSame = sameDim(whole, dim);
  if (isSame === false && (isKnown(dim) || open || !canBe(dim, total))) {
    const names = axes.map(({ name }) => name);
    if (axes.length === 0) return patternFault(messages.notOneInPattern(String(dim)), dimension);
    if (!isGroup) return patternFault(messages.otherSize(names.join(), String(dim), total), dimension);
    return patternFault(
      open
        ? messages.partsDoNotDivide(String(dim), total, [...given.keys()])
        : messages.partsDiffer(String(dim), total, names),
      dimension,
    );
  }
  if (isSame !== true) assume(open ? `${dim} % ${total} == 0` : `${dim} == ${total}`);
  return new Map(axes.map(({ name }) => [name, given.get(name) ?? floorDivide(dim, total)]));
}

/** Splits the axes, reorders the parts, and merges them. */
function rearranged<T, N>(t: Algebra<T, N>, x: T, { left, right }: Pattern, sizes: Sizes): T {
  const split = left.reduceRight((y: T, { axes }, index) => {
    if (axes.length === 1) return y;
    const parts = axes.map(({ name }) => (Object.hasOwn(sizes, name) ? (sizes[name] ?? 1) : -1));
    const behind = sizesOf(t, y, index + 1, t.rank(y) - index - 1);
    return t.reshape(y, [...sizesOf(t, y, 0, index), ...parts, ...behind]);
  }, x);
  const names = axesIn(left).map(({ name }) => name);
  const order = axesIn(right).map(({ name }) => names.indexOf(name) - names.length);
  const isOrdered = order.every((axis, place) => axis === place - order.length);
  return right.reduce(
    (y: T, { axes }, index) => {
      if (axes.length === 1) return y;
      const after = t.rank(y) - index - axes.length;
      const size = axes.length === 0 ? 1 : -1;
      return t.reshape(y, [...sizesOf(t, y, 0, index), size, ...sizesOf(t, y, index + axes.length, after)]);
    },
    isOrdered ? split : t.transpose(split, order),
  );
}

/** The sizes of some neighboring axes. */
const sizesOf = <T, N>(t: Algebra<T, N>, x: T, from: number, count: number): readonly N[] =>
  Array.from({ length: count }, (_, index) => t.size(x, from + index - t.rank(x)));
