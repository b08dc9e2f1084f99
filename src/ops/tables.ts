/** The values of constants: numbers, tables, and functions of indices. */
import type { Code } from '../diagnostics/codes.js';
import type { Message } from '../diagnostics/messages/message.js';
import * as messages from '../diagnostics/messages/tables.js';
import { IndexFunction, indexNames } from '../expressions/index-function.js';
import type { DType } from './types.js';

/** A number, or a list of numbers or of equally long lists. */
export type NestedTable = number | boolean | readonly NestedTable[];

/** A number for all elements, a table, or a function of indices. */
export type Table = NestedTable | IndexFunction;

/** In the place of values that depend on options of generated code: it fits any dtype. */
export const openTable: Table = new IndexFunction({ kind: 'literal', value: 0, start: 0, end: 0 });

/** Whether an evaluated value is a table; lists need not be equally long. */
export const isTable = (value: unknown): value is Table => value instanceof IndexFunction || isNested(value);

const isNested = (value: unknown): value is NestedTable =>
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  (Array.isArray(value) && value.every(isNested));

/** The shape of a table; undefined if lists in it differ in length, or are empty. */
export function shapeOfTable(table: NestedTable): readonly number[] | undefined {
  if (!Array.isArray(table)) return [];
  const items: readonly NestedTable[] = table;
  const [first, ...others] = items.map(shapeOfTable);
  const isEven = first !== undefined && others.every((shape) => shape?.join() === first.join());
  return isEven ? [items.length, ...first] : undefined;
}

/** The elements of a tensor, row-major; booleans are 0 and 1. */
export function valuesOfTable(table: Table, shape: readonly number[]): Float64Array {
  if (table instanceof IndexFunction) return table.valuesFor(shape);
  if (!Array.isArray(table))
    return new Float64Array(shape.reduce((product, size) => product * size, 1)).fill(Number(table));
  return Float64Array.from(elementsOf(table), Number);
}

const elementsOf = (table: NestedTable): readonly (number | boolean)[] =>
  typeof table === 'object' ? table.flatMap(elementsOf) : [table];

/** Why the values of a table do not fit a tensor; undefined if they do. */
export function valueFault(table: Table, shape: readonly number[], dtype: DType): Message<Code> | undefined {
  if (table instanceof IndexFunction && table.rank > shape.length)
    return messages.noSuchIndex(indexNames[table.rank - 1] ?? '', indexNames.slice(0, shape.length), shape);
  if (table === openTable) return undefined;
  const isBoolean =
    table instanceof IndexFunction ? [table.isBoolean] : elementsOf(table).map((one) => typeof one === 'boolean');
  if (dtype === 'bool') return isBoolean.every(Boolean) ? undefined : messages.numbersInBool();
  if (isBoolean.some(Boolean)) return messages.booleansIn(dtype);
  const values = valuesOfTable(table, shape);
  const wrong = values.findIndex((value) => !Number.isFinite(value) || (dtype === 'int32' && !isInt32(value)));
  if (wrong < 0) return undefined;
  const place = placeOf(wrong, shape).map((index, axis) => `${indexNames[axis]} = ${index}`);
  return messages.badElement(values[wrong] ?? Number.NaN, place, dtype);
}

const isInt32 = (value: number): boolean => Number.isInteger(value) && value === (value | 0);

/** The indices of a row-major place. */
function placeOf(index: number, shape: readonly number[]): readonly number[] {
  return shape.reduceRight<{ readonly rest: number; readonly place: readonly number[] }>(
    ({ rest, place }, size) => ({ rest: Math.floor(rest / size), place: [rest % size, ...place] }),
    { rest: index, place: [] },
  ).place;
}
