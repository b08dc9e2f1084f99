/** The patterns of einops (Rogozhnikov, ICLR 2022): `(h p) (w q) c -> (h w) (p q c)`. */
import * as messages from '../diagnostics/messages/patterns.js';
import type { TextRange } from '../text/source.js';
import { RuleFault } from './fault.js';

/** An axis by its name; `...` is any number of axes. */
export interface PatternAxis extends TextRange {
  readonly name: string;
}

/** A dimension: one axis, or the axes in parentheses; none for a dimension of size 1. */
export interface PatternDimension extends TextRange {
  readonly axes: readonly PatternAxis[];
  readonly isGroup: boolean;
}

/** The dimensions before and after the arrow. */
export interface Pattern {
  readonly left: readonly PatternDimension[];
  readonly right: readonly PatternDimension[];
}

export const ellipsis = '...';

/** A fault in a pattern; offsets are into its text. */
export const patternFault = (message: RuleFault['message'], { start, end }: TextRange): RuleFault =>
  new RuleFault(message, { attribute: 'pattern', range: { start, end } });

/** Parses a pattern, and checks what does not depend on the input. */
export function parsePattern(text: string): Pattern | RuleFault {
  const whole = { start: 0, end: text.length };
  const [arrow, second] = text.matchAll(/->/g);
  if (!arrow) return patternFault(messages.noArrow(), whole);
  if (second) return patternFault(messages.secondArrow(), rangeOf(second));
  const left = parseSide(text.slice(0, arrow.index), 0);
  if (left instanceof RuleFault) return left;
  const right = parseSide(text.slice(arrow.index + 2), arrow.index + 2);
  if (right instanceof RuleFault) return right;
  const pattern = { left, right };
  if (left.length === 0 || right.length === 0) return patternFault(messages.noAxes(), whole);
  return faultOfAxes(pattern) ?? pattern;
}

const tokenPattern = /\.\.\.|[A-Za-z0-9_]+|\S/gu;
const axisName = /^[A-Za-z]([A-Za-z0-9_]*[A-Za-z0-9])?$/;

const rangeOf = (match: RegExpExecArray, from = 0): TextRange => ({
  start: from + match.index,
  end: from + match.index + match[0].length,
});

function parseSide(text: string, from: number): readonly PatternDimension[] | RuleFault {
  const dimensions: PatternDimension[] = [];
  let open: { readonly start: number; readonly axes: PatternAxis[] } | undefined;
  for (const match of text.matchAll(tokenPattern)) {
    const range = rangeOf(match, from);
    const [token] = match;
    if (token === '(') {
      if (open) return patternFault(messages.nestedParentheses(), range);
      open = { start: range.start, axes: [] };
    } else if (token === ')') {
      if (!open) return patternFault(messages.unopened(), range);
      dimensions.push({ axes: open.axes, isGroup: true, start: open.start, end: range.end });
      open = undefined;
    } else {
      if (token !== '1' && token !== ellipsis && !axisName.test(token))
        return patternFault(messages.notAnAxis(token), range);
      const axes = token === '1' ? [] : [{ name: token, ...range }];
      if (open) open.axes.push(...axes);
      else dimensions.push({ axes, isGroup: false, ...range });
    }
  }
  return open ? patternFault(messages.unclosed(), { start: open.start, end: open.start + 1 }) : dimensions;
}

export const axesIn = (dimensions: readonly PatternDimension[]): readonly PatternAxis[] =>
  dimensions.flatMap(({ axes }) => axes);

function faultOfAxes({ left, right }: Pattern): RuleFault | undefined {
  for (const side of [left, right]) {
    const seen = new Set<string>();
    for (const axis of axesIn(side)) {
      if (seen.has(axis.name)) return patternFault(messages.repeatedAxis(axis.name), axis);
      seen.add(axis.name);
    }
  }
  const merged = left.find(({ axes, isGroup }) => isGroup && axes.some(({ name }) => name === ellipsis));
  if (merged) return patternFault(messages.ellipsisToSplit(), merged);
  for (const [side, other, where] of [
    [left, right, 'right'],
    [right, left, 'left'],
  ] as const) {
    const names = axesIn(other).map(({ name }) => name);
    const alone = axesIn(side).find(({ name }) => !names.includes(name));
    if (!alone) continue;
    const others = names.filter((name) => !axesIn(side).some((axis) => axis.name === name));
    return patternFault(messages.axisOnOneSide(alone.name, where, others), alone);
  }
  return undefined;
}

/** A pattern for an input with so many dimensions: the ellipsis is that number of axes. */
export function expandPattern({ left, right }: Pattern, rank: number): Pattern {
  const count = rank - left.length + 1;
  const axesOf = (axis: PatternAxis): readonly PatternAxis[] =>
    axis.name === ellipsis
      ? Array.from({ length: count }, (_, index) => ({ ...axis, name: `${ellipsis}${index}` }))
      : [axis];
  const expand = (side: readonly PatternDimension[]) =>
    side.flatMap((dimension): readonly PatternDimension[] => {
      const axes = dimension.axes.flatMap(axesOf);
      const isSpread = !dimension.isGroup && dimension.axes[0]?.name === ellipsis;
      return isSpread ? axes.map((axis) => ({ ...dimension, axes: [axis] })) : [{ ...dimension, axes }];
    });
  return { left: expand(left), right: expand(right) };
}

export const hasEllipsis = ({ left }: Pattern): boolean => axesIn(left).some(({ name }) => name === ellipsis);

/** A side as text, without its first dimension. */
export const withoutFirst = ([, ...rest]: readonly PatternDimension[]): string => rest.map(textOf).join(' ');

function textOf({ axes, isGroup }: PatternDimension): string {
  const names = axes.map(({ name }) => name).join(' ');
  if (isGroup) return `(${names})`;
  return names === '' ? '1' : names;
}
