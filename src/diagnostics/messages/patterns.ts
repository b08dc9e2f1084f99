/** Patterns of einops. */
import { enumerate } from '../../text/words.js';
import { error, message } from './message.js';
import { didYouMeanOneOf } from './remedies.js';

export const patternCodes = {
  'pattern-syntax': error(
    'A pattern of einops must have the same axes before and after its arrow, each once.',
    'A rearrangement keeps all elements. To drop an axis, use reduce or take; to add one, use repeat_vector or stack.',
  ),
  'pattern-mismatch': error(
    'A pattern of einops must fit the dimensions of the input.',
    'It has an entry for each dimension but the batch. The axes in parentheses multiply to their dimension.',
  ),
};

const syntax = (text: string, help?: string) => message('pattern-syntax', text, help);
const mismatch = (text: string, help?: string) => message('pattern-mismatch', text, help);
const spaceAxes = (spaced: string): string => `separate axes with spaces: ${spaced}`;

// ---------------------------------------------------------------- syntax

export const needsOneArrow = () =>
  syntax('a pattern needs one ->, and axes on both sides', 'for example h w c -> (h w) c; 1 is a dimension of size 1');
export const unbalanced = () => syntax('this parenthesis has no counterpart');
export const nested = () => syntax('parentheses cannot be nested', 'write all axes of a dimension in one pair');
export const repeatedAxis = (name: string) => syntax(`${name} occurs twice on this side of the arrow`);
export const ellipsisInGroup = () => syntax('... cannot be in parentheses before the arrow');

export const notAnAxis = (token: string) => syntax(`"${token}" is not an axis`, remedyFor(token));

function remedyFor(token: string): string | undefined {
  if (/^[,*]$/.test(token)) return spaceAxes('h w c');
  if (/^\d+$/.test(token)) return `name the axis, and give its size: sizes: {p: ${token}}`;
  return /^[${}]$/.test(token) ? 'a pattern has no expressions; write numbers in `sizes`' : undefined;
}

/** `near` are the axes of the other side that it may be. */
export function axisOnOneSide(name: string, missing: 'left' | 'right', near: readonly string[]) {
  const letters = (word: string) => [...word].sort().join();
  const [other = ''] = near;
  const isGlued = name.length < 6 && near.length === 1 && letters(other) === letters(name);
  const help = isGlued ? spaceAxes([...name].join(' ')) : near.length > 0 ? didYouMeanOneOf(near) : undefined;
  return syntax(`${name} is missing on the ${missing} of the arrow`, help);
}

// ---------------------------------------------------------------- the input

export const otherRank = (axes: number, shape: string, rank: number, help?: string) =>
  mismatch(`the pattern has ${axes} ${axes === 1 ? 'axis' : 'axes'}; the input ${shape} has ${rank}`, help);
/** `pattern` is absent if the batch is merged or moved. */
export const leaveOutBatch = (batch: string, pattern: string | undefined): string =>
  `leave out the batch, ${batch}${pattern === undefined ? '; it cannot be merged or moved' : `: ${pattern}`}`;

export const noSuchAxis = (name: string, axes: readonly string[], near: readonly string[]) =>
  mismatch(
    `the pattern has no axis ${name}`,
    near.length > 0 ? didYouMeanOneOf(near) : `its axes are ${enumerate(axes)}`,
  );
export const severalOpenAxes = (names: readonly string[], size: string) =>
  mismatch(
    `the sizes of ${enumerate(names)} do not follow from ${size}`,
    `give all but one: sizes: {${names[1]}: ...}`,
  );
export const indivisible = (size: string, parts: number, names: readonly string[]) =>
  mismatch(`${size} is not divisible by ${parts}, the ${names.length > 1 ? 'product' : 'size'} of ${enumerate(names)}`);
export const otherSize = (size: string, given: number, names: readonly string[]) =>
  mismatch(`the dimension is ${size}, not ${given}${names.length > 0 ? ` (${names.join(' * ')})` : ''}`);
