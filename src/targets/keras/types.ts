/** Type hints. */

import type { Alternative, Type } from '../../lower/types.js';
import type { AttributeType } from '../../ops/attributes.js';
import { text } from './expressions.js';

export const tensorHint = 'keras.KerasTensor';

/** A type as a hint; `number` is how a number is written: `int` if it is known to be whole. */
export function hint(type: Type, number: 'int' | 'float' = 'float'): string {
  const words = type.flatMap((one) => (typeof one === 'object' && 'word' in one ? [text(one.word)] : []));
  const others = type.filter((one) => !(typeof one === 'object' && 'word' in one));
  const written = [...others.map((one) => alternativeHint(one, number)), ...(words.length > 0 ? ['str'] : [])];
  const isNone = (one: string) => one === 'None';
  return [...new Set([...written.filter((one) => !isNone(one)), ...written.filter(isNone)])].join(' | ');
}

/** The hint of an attribute of an op. */
export const attributeHint = ({ type: name }: AttributeType, type: Type): string =>
  hint(type, name === 'number' ? 'float' : 'int');

function alternativeHint(one: Alternative, number: 'int' | 'float'): string {
  if (typeof one !== 'object') return one === 'number' ? number : plain[one];
  return 'outputsOf' in one ? `dict[str, ${tensorHint}]` : 'dict';
}

const plain: Readonly<Record<Exclude<Alternative, object | 'number'>, string>> = {
  boolean: 'bool',
  string: 'str',
  null: 'None',
  false: 'bool',
  pair: 'tuple[int, int]',
  pairs: 'tuple[tuple[int, int], tuple[int, int]]',
  numbers: 'tuple[int, ...]',
  tensor: tensorHint,
  absent: 'None',
  initializer: 'str | keras.Initializer',
  regularizer: 'keras.Regularizer',
};
