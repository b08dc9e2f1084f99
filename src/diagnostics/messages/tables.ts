/** Constants: their tables and the functions of indices in them. */
import { enumerate } from '../../text/words.js';
import { error, message } from './message.js';

export const tableCodes = {
  'table-shape': error(
    'The values of a constant must make up its shape.',
    'The lists of a table must be equally long, and an expression has an index for each dimension.',
  ),
  'table-value': error(
    'The values of a constant must be of its dtype.',
    'float32 takes finite numbers, int32 whole numbers, and bool true and false.',
  ),
};

const sizesText = (shape: readonly number[]): string => shape.join('x');

export const raggedTable = () =>
  message('table-shape', 'the lists of this table are empty or differ in length', 'give each row as many values');
export const tableOfShape = (own: readonly number[], shape: readonly number[]) =>
  message('table-shape', `this table is ${sizesText(own)}, not ${sizesText(shape)}`, 'remove `shape`, or change it');
export const noTableShape = () =>
  message('table-shape', 'only a table has a shape of its own', 'add `shape`: the size of each dimension');
export const noSuchIndex = (name: string, names: readonly string[], shape: readonly number[]) =>
  message('table-shape', `a tensor of shape ${sizesText(shape)} has no index ${name}, only ${enumerate(names, 'and')}`);
export const hugeTable = (elements: number, most: number) =>
  message(
    'too-large',
    `a constant of ${elements.toLocaleString('en')} elements; the maximum is ${most.toLocaleString('en')}`,
  );
export const numbersInBool = () =>
  message('table-value', 'dtype bool takes true and false, not numbers', 'write a comparison such as j <= i');
export const booleansIn = (dtype: string) =>
  message(
    'table-value',
    `dtype ${dtype} takes numbers, not true and false`,
    'add `dtype: bool`, or write 1 if ... else 0',
  );
export const badElement = (value: number, place: readonly string[], dtype: string) =>
  message(
    'table-value',
    Number.isFinite(value)
      ? `${dtype} takes ${Number.isInteger(value) ? 'numbers below 2^31' : 'whole numbers'}, not ${value}, which is at ${enumerate(place, 'and')}`
      : `this is ${Number.isNaN(value) ? 'not a number' : 'infinite'} at ${enumerate(place, 'and')}`,
  );
