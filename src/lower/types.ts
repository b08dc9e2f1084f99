/** The types of the module IR, as sets of alternatives: `number | null` is two. */
import type { AttributeType } from '../ops/attributes.js';

/** One alternative. A pair is height and width, a triple has depth before them; pairs are two numbers for each axis. */
export type Alternative =
  | 'number'
  | 'boolean'
  | 'string'
  | 'null'
  | 'false'
  | 'pair'
  | 'triple'
  | 'two-pairs'
  | 'three-pairs'
  | 'numbers'
  /** Numbers by name. */
  | 'sizes'
  /** A number, lists of lists of numbers, or a function of indices. */
  | 'table'
  | 'tensor'
  /** A tensor that is there in some variants only. */
  | 'absent'
  | 'initializer'
  | 'regularizer'
  | { readonly word: string }
  /** An object of settings, each of which may be left out. */
  | { readonly settings: readonly (readonly [key: string, type: Type])[] }
  /** What a function of several outputs gives, by name or by number. */
  | { readonly outputsOf: string; readonly isNumbered: boolean };

export type Type = readonly Alternative[];

export const number: Type = ['number'];
export const boolean: Type = ['boolean'];
export const string: Type = ['string'];

/** A number for each of two or three axes. */
export const tuple = (length: 2 | 3): Type => [length === 2 ? 'pair' : 'triple'];
export const tensor: Type = ['tensor'];

/** The alternatives of all, each once, null last. */
export function union(types: readonly Type[]): Type {
  const all = new Map(types.flat().map((one) => [JSON.stringify(one), one]));
  const isNullable = all.delete('"null"');
  return [...all.values(), ...(isNullable ? ['null' as const] : [])];
}

export const isNullable = (type: Type): boolean => type.includes('null');
export const withoutNull = (type: Type): Type => type.filter((one) => one !== 'null');

/** Whether a type has one alternative, which is the given one. */
export const isOnly = (type: Type, alternative: Alternative): boolean => type.length === 1 && type[0] === alternative;

/** The type of values that fit an attribute or a parameter; a number by default. */
export function typeOf(type: AttributeType | undefined, nullable = false): Type {
  return nullable ? [...plainType(type), 'null'] : plainType(type);
}

function plainType(type: AttributeType | undefined): Type {
  switch (type?.type) {
    case 'boolean':
      return boolean;
    case 'choice':
      return [...type.choices.map((word) => ({ word })), ...(type.or ? plainType(type.or) : [])];
    case 'pair':
    case 'triple':
      return ['number', type.type];
    case 'margins':
      if (type.axes === 1) return ['number', 'pair'];
      return type.axes === 2 ? ['number', 'pair', 'two-pairs'] : ['number', 'triple', 'three-pairs'];
    case 'integers':
      return ['numbers'];
    case 'text':
      return string;
    case 'sizes':
      return ['sizes'];
    case 'table':
      return ['table'];
    default:
      return number;
  }
}
