/** The TypeScript types of the generated code. */
import type { FunctionOutputs } from '../../../lower/module.js';
import type { Alternative, Type } from '../../../lower/types.js';
import { camelCase, quote } from '../../code/lexical.js';

export const tensorType = 'tf.SymbolicTensor';
const pairType = '[number, number]';

/** What a function of several outputs gives: `{ output: ..., state: ... }`, `[..., ...]` or `...[]`. */
export function outputsType(outputs: FunctionOutputs): string {
  if (outputs.kind === 'named') return `{ ${outputs.names.map((key) => `${key}: ${tensorType}`).join('; ')} }`;
  return outputs.count === undefined
    ? `${tensorType}[]`
    : `[${Array.from({ length: outputs.count }, () => tensorType).join(', ')}]`;
}

/** A type as TypeScript: a union of its alternatives. */
export const typeText = (type: Type): string => type.map(alternativeText).join(' | ');

function alternativeText(one: Alternative): string {
  if (typeof one === 'object') {
    if ('word' in one) return quote(one.word);
    if ('outputsOf' in one) return `ReturnType<typeof ${one.outputsOf}>`;
    return `{ ${one.settings.map(([key, type]) => `${camelCase(key)}?: ${typeText(type)}`).join('; ')} }`;
  }
  return plain[one];
}

const plain: Readonly<Record<Exclude<Alternative, object>, string>> = {
  number: 'number',
  boolean: 'boolean',
  string: 'string',
  null: 'null',
  false: 'false',
  pair: pairType,
  triple: '[number, number, number]',
  'two-pairs': `[${pairType}, ${pairType}]`,
  'three-pairs': `[${pairType}, ${pairType}, ${pairType}]`,
  numbers: 'number[]',
  sizes: 'Record<string, number>',
  table: 'ConstantValue',
  tensor: tensorType,
  absent: 'undefined',
  initializer: 'Initializer',
  regularizer: 'Regularizer',
};
