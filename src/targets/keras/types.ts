/** Type hints. */

import type { Alternative, Type } from '../../lower/types.js';
import type { AttributeType } from '../../ops/attributes.js';
import type { NumberKind } from './numbers.js';

export const tensorHint = 'keras.KerasTensor';

/** A type as a hint; `number` is how a number is written: `int` if it is known to be whole. */
export function hint(type: Type, number: 'int' | 'float' = 'float', settings = 'dict'): string {
  const hints = new Set(type.map((one) => alternativeHint(one, number, settings)));
  const isNullable = hints.delete('None');
  return [...hints, ...(isNullable ? ['None'] : [])].join(' | ');
}

/** The hint of an attribute of an op. */
export const attributeHint = (attribute: AttributeType, type: Type): string =>
  hint(
    type,
    attribute.type === 'number' ? 'float' : 'int',
    // A word with its settings.
    attribute.type === 'choice' ? 'dict[str, dict]' : 'dict',
  );

/** The hint of a variable of a kind of numbers. */
export const kindHint = (type: Type, kind: NumberKind): string => hint(type, kind === 'int' ? 'int' : 'float');

function alternativeHint(one: Alternative, number: 'int' | 'float', settings: string): string {
  if (one === 'number') return number;
  if (typeof one !== 'object') return plain[one];
  if ('word' in one) return 'str';
  if ('outputsOf' in one) return one.isNumbered ? `list[${tensorHint}]` : `dict[str, ${tensorHint}]`;
  return settings;
}

const plain: Readonly<Record<Exclude<Alternative, object | 'number'>, string>> = {
  boolean: 'bool',
  string: 'str',
  null: 'None',
  false: 'bool',
  pair: 'tuple[int, int]',
  triple: 'tuple[int, int, int]',
  'two-pairs': 'tuple[tuple[int, int], ...]',
  'three-pairs': 'tuple[tuple[int, int], ...]',
  numbers: 'tuple[int, ...]',
  sizes: 'dict[str, int]',
  table: 'object',
  tensor: tensorHint,
  absent: 'None',
  initializer: 'str | keras.Initializer',
  regularizer: 'keras.Regularizer',
};
