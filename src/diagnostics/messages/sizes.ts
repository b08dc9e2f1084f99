/** The sizes that a spec names. */
import { enumerate, withArticle } from '../../text/words.js';
import { error, message } from './message.js';

export const sizeCodes = {
  'unbound-size': error(
    'A size must be a dimension of an input.',
    'Its value comes from the inputs: an input `length x 768` has the size length, an input `length // 2 x 768` does not give it.',
  ),
  'size-mismatch': error(
    'A size has one value in the whole network, within its bounds.',
    'Inputs that have a size must agree on its value, and the network must accept the smallest and the largest.',
  ),
};

export const unboundSize = (size: string) =>
  message('unbound-size', `no input has the size ${size}`, `write ${size} as a dimension of an input, or remove it`);

const mismatch = (text: string, help?: string) => message('size-mismatch', text, help);

export const differentValues = (
  size: string,
  first: number | string,
  by: string,
  second: number | string,
  other: string,
) => mismatch(`${size} is ${first} ${by === size ? 'as set' : `in ${by}`} and ${second} in ${other}`);
export const belowMinimum = (size: string, value: number, minimum: number) =>
  mismatch(`${size} is ${value}, but its minimum is ${minimum}`);
export const aboveMaximum = (size: string, value: number, maximum: number) =>
  mismatch(`${size} is ${value}, but its maximum is ${maximum}`);
/** A size of a used spec that is or can be smaller or larger than it allows; `value` is a number or a formula. */
export function beyondBound(size: string, value: string, end: number, bound: string, limit: number) {
  const least = `but its ${bound} is ${limit}`;
  if (value === String(end)) return mismatch(`${size} is ${value} here, ${least}`);
  const range = Number.isFinite(end) ? `can be ${end}` : 'has no maximum';
  const help = value === '?' ? `give the ? a name, and a ${bound}, under \`sizes:\`` : `give its sizes a ${bound}`;
  return mismatch(`${size} is ${value} here, which ${range}, ${least}`, help);
}
export const setSizeInstead = (input: string, axis: number, formula: string, value: number) =>
  mismatch(`axis ${axis} of ${input} is ${formula}, not ${value}`, 'set the sizes instead');
export const sizeWithShape = (size: string) => mismatch(`${size} is one size, not a shape`);
export const atBound = (bound: string, values: string): string => `at the ${bound}: ${values}`;

// ---------------------------------------------------------------- sizes of a join

export const nameTheSize = 'each ? is a size of its own; declare one under `sizes:` and name it in both shapes';
export const oneName = (sizes: readonly string[]): string =>
  `${enumerate(sizes)} are different sizes; if they are always equal, give both inputs the same one`;

// ---------------------------------------------------------------- expressions

export const sizeOutsideShape = (size: string) =>
  message('unknown-size', `${size} is unknown when the network is built; only shapes can mention it`);

/** A dimension that is no size. */
export const notASize = (value: string) =>
  message('attribute-value', `a size must be a whole number, 1 or more, not ${value}`);

/** `other` is `in.height`, or the kind of a name. */
export const onlySizes = (other: string) =>
  message(
    'unknown-name',
    `the shape of an input can only mention sizes, not ${other.startsWith('in') ? other : withArticle(other)}`,
  );
