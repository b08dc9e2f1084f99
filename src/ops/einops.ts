/** The patterns of einops (Rogozhnikov, ICLR 2022): `(h p) (w q) c -> (h w) (p q c)`. */
import * as messages from '../diagnostics/messages/patterns.js';
import { nearest } from '../diagnostics/nearest.js';
import type { TextRange } from '../text/source.js';
import { RuleFault } from './fault.js';

/** An axis by its name; `...` is any number of axes. */
interface PatternAxis extends TextRange {
  readonly name: string;
}

/** A dimension: one axis, or the axes in parentheses; none for a dimension of size 1. */
export interface PatternDimension extends TextRange {
  readonly axes: readonly PatternAxis[];
  readonly isGroup: boolean;
}

/** The dimensions before and after the arrow. */
export interface AxisPattern {
  readonly left: readonly PatternDimension[];
  readonly right: readonly PatternDimension[];
}

const ellipsis = '...';

/** A fault in a pattern; offsets are into its text. */
export const patternFault = (message: RuleFault['message'], { start, end }: TextRange): RuleFault =>
  new RuleFault(message, { attribute: 'pattern', range: { start, end } });

/** Parses a pattern, and checks what does not depend on the input. */
export function parsePattern(text: string): AxisPattern | RuleFault {
  const sides = text.split('->');
  const whole = { start: 0, end: text.length };
  if (sides.length !== 2) return patternFault(messages.needsOneArrow(), whole);
  const from = (sides[0]?.length ?? 0) + 2;
  const left = parseSide(sides[0] ?? '', 0);
  if (left instanceof RuleFault) return left;
  const right = parseSide(sides[1] ?? '', from);
  if (right instanceof RuleFault) return right;
  if (left.length === 0 || right.length === 0) return patternFault(messages.needsOneArrow(), whole);
  return faultOfAxes(left, right) ?? { left, right };
}

const axisName = /^[A-Za-z]([A-Za-z0-9_]*[A-Za-z0-9])?$/;

function parseSide(text: string, from: number): readonly PatternDimension[] | RuleFault {
  const dimensions: PatternDimension[] = [];
  let open: (TextRange & { readonly axes: PatternAxis[] }) | undefined;
  for (const { 0: name, index } of text.matchAll(/\.\.\.|\w+|\S/gu)) {
    const range = { start: from + index, end: from + index + name.length };
    const axis = { name, ...range };
    const isClosed = name === ')';
    if (name === '(' && open) return patternFault(messages.nested(), range);
    if (isClosed && !open) return patternFault(messages.unbalanced(), range);
    if (name === '(') open = { ...range, axes: [] };
    else if (isClosed && open) {
      dimensions.push({ axes: open.axes, isGroup: true, start: open.start, end: range.end });
      open = undefined;
    } else if (name !== '1' && name !== ellipsis && !axisName.test(name))
      return patternFault(messages.notAnAxis(name), range);
    else if (!open) dimensions.push({ axes: name === '1' ? [] : [axis], isGroup: false, ...range });
    else if (name !== '1') open.axes.push(axis);
  }
  return open ? patternFault(messages.unbalanced(), open) : dimensions;
}

export const namesIn = (dimensions: readonly PatternDimension[]): readonly string[] =>
  dimensions.flatMap(({ axes }) => axes.map(({ name }) => name));

function faultOfAxes(left: AxisPattern['left'], right: AxisPattern['right']): RuleFault | undefined {
  for (const [side, others, missing] of [
    [left, namesIn(right), 'right'],
    [right, namesIn(left), 'left'],
  ] as const) {
    const names = namesIn(side);
    for (const [index, axis] of side.flatMap(({ axes }) => axes).entries()) {
      if (names.indexOf(axis.name) < index) return patternFault(messages.repeatedAxis(axis.name), axis);
      if (others.includes(axis.name)) continue;
      const free = others.filter((name) => !names.includes(name));
      const near = free.length === 1 ? free : nearest(axis.name, free);
      return patternFault(messages.axisOnOneSide(axis.name, missing, near), axis);
    }
  }
  const spread = left.find(({ axes, isGroup }) => isGroup && axes.some(({ name }) => name === ellipsis));
  return spread && patternFault(messages.ellipsisInGroup(), spread);
}

/** A pattern for an input with so many dimensions: the ellipsis is that number of axes. */
export function expandPattern({ left, right }: AxisPattern, rank: number): AxisPattern {
  const count = rank - left.length + 1;
  const expand = (side: readonly PatternDimension[]) =>
    side.flatMap((dimension): readonly PatternDimension[] => {
      const axes = dimension.axes.flatMap((axis) =>
        axis.name === ellipsis
          ? Array.from({ length: count }, (_, at) => ({ ...axis, name: `${ellipsis}${at}` }))
          : axis,
      );
      const isSpread = !dimension.isGroup && dimension.axes[0]?.name === ellipsis;
      return isSpread ? axes.map((axis) => ({ ...dimension, axes: [axis] })) : [{ ...dimension, axes }];
    });
  return { left: expand(left), right: expand(right) };
}

/** Whether a pattern fits inputs with so many dimensions. */
export const fitsRank = ({ left }: AxisPattern, rank: number): boolean =>
  namesIn(left).includes(ellipsis) ? left.length - 1 <= rank : left.length === rank;

/** The pattern without the first dimension, if that is an axis that stays the first. */
export function withoutFirst({ left, right }: AxisPattern): string | undefined {
  const [first, other] = [left, right].map(([dimension]) => textOf(dimension));
  const rest = (side: readonly PatternDimension[]) => side.slice(1).map(textOf).join(' ');
  return first === other ? `${rest(left)} -> ${rest(right)}` : undefined;
}

function textOf(dimension: PatternDimension | undefined): string {
  const names = dimension ? namesIn([dimension]).join(' ') : '';
  return dimension?.isGroup ? `(${names})` : names || '1';
}
