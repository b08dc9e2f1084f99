/** Patterns of einops. */
import { enumerate } from '../../text/words.js';
import { nearest } from '../nearest.js';
import { error, message } from './message.js';
import { didYouMeanOneOf } from './remedies.js';

export const patternCodes = {
  'pattern-syntax': error(
    'A pattern of einops must have the same axes before and after its arrow, each once.',
    'A rearrangement keeps all elements. To drop an axis, use reduce or take; to add one, use repeat_vector or stack.',
  ),
  'pattern-mismatch': error(
    'A pattern of einops must fit the dimensions of the input.',
    'It has an entry for each dimension but the batch, and the axes in parentheses multiply to the size of their dimension.',
  ),
};

const syntax = (text: string, help?: string) => message('pattern-syntax', text, help);
const mismatch = (text: string, help?: string) => message('pattern-mismatch', text, help);

// ---------------------------------------------------------------- syntax

export const noArrow = () => syntax('the pattern has no ->', 'write the axes before and after it: h w c -> (h w) c');
export const noAxes = () =>
  syntax('the pattern has no axes on one side of the arrow', 'write 1 for a dimension of size 1');
export const secondArrow = () => syntax('the pattern has more than one ->');
export const nestedParentheses = () =>
  syntax('parentheses cannot be nested', 'write all axes of a dimension in one pair, the outer one first');
export const unopened = () => syntax('this parenthesis has no opening one');
export const unclosed = () => syntax('this parenthesis is not closed');
export const notAnAxis = (token: string) => syntax(`"${token}" is not an axis`, remedyFor(token));
export const repeatedAxis = (name: string) => syntax(`${name} occurs twice on this side of the arrow`);
export const ellipsisToSplit = () =>
  syntax('... cannot be in parentheses before the arrow', 'name the axes that the dimension consists of');

/** `others` are the axes on the other side that this one lacks. */
export const axisOnOneSide = (name: string, missing: 'left' | 'right', others: readonly string[]) =>
  syntax(`${name} is missing on the ${missing} of the arrow`, remedyForMissing(name, missing, others));

function remedyFor(token: string): string | undefined {
  if (token === ',' || token === '*') return 'separate axes with spaces';
  if (/^\d+$/.test(token)) return `name the axis, and give its size: sizes: {p: ${token}}`;
  if (/^[-=>\u2192\u21d2]$/.test(token)) return 'write the arrow as ->';
  if (token === '.' || token === '\u2026') return 'write ... for any number of axes';
  if (token === '$' || token === '{' || token === '}') return 'patterns have no expressions; give numbers in `sizes`';
  return /^\w+$/.test(token) ? 'start the name with a letter, and end it with a letter or a digit' : undefined;
}

function remedyForMissing(name: string, missing: 'left' | 'right', others: readonly string[]): string | undefined {
  const letters = (words: readonly string[]) => [...words.join('')].sort().join();
  if (name.length > 1 && name.length < 6 && letters(others) === letters([name])) return spaceAxes([...name].join(' '));
  const near = others.length === 1 ? others : nearest(name, new Set(others));
  if (near.length > 0) return didYouMeanOneOf(near);
  return missing === 'right'
    ? 'to drop an axis, use take or reduce; to flatten it, write (h w)'
    : 'to add an axis of size 1, write 1';
}

export const spaceAxes = (spaced: string): string => `separate axes with spaces: ${spaced}`;

// ---------------------------------------------------------------- the input

export const otherRank = (axes: number, shape: string, rank: number, help?: string) =>
  mismatch(`the pattern has ${countOf(axes, 'axis', 'axes')}; the input ${shape} has ${rank}`, help);
export const leaveOutBatch = (batch: string, pattern: string): string => `leave out the batch, ${batch}: ${pattern}`;
export const batchStays = (batch: string): string =>
  `leave out the batch, ${batch}; it cannot be merged with other axes or moved`;

export const noSuchAxis = (name: string, axes: readonly string[]) =>
  mismatch(`the pattern has no axis ${name}`, helpForAxis(name, axes));

function helpForAxis(name: string, axes: readonly string[]): string | undefined {
  const near = nearest(name, new Set(axes));
  if (near.length > 0) return didYouMeanOneOf(near);
  return axes.length === 0 ? undefined : `its axes are ${enumerate(axes)}`;
}

export const severalOpenAxes = (names: readonly string[], size: string) =>
  mismatch(
    `cannot derive the sizes of ${enumerate(names)} from ${size}`,
    `give all but one: sizes: {${names
      .slice(1)
      .map((name) => `${name}: ...`)
      .join(', ')}}`,
  );
export const partsDoNotDivide = (size: string, parts: number, names: readonly string[]) =>
  mismatch(`${size} is not divisible by ${parts}, the ${names.length > 1 ? 'product' : 'size'} of ${enumerate(names)}`);
export const partsDiffer = (size: string, total: number, names: readonly string[]) =>
  mismatch(`${enumerate(names)} multiply to ${total}; the dimension is ${size}`);
export const otherSize = (name: string, size: string, given: number) =>
  mismatch(`${name} is ${given} in \`sizes\`, but the dimension is ${size}`);
export const notOneInPattern = (size: string) =>
  mismatch(`the pattern has a 1 for a dimension of ${size}`, 'name the axis');

const countOf = (count: number, one: string, several: string): string => `${count} ${count === 1 ? one : several}`;
