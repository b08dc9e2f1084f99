/** The TypeScript types of the generated code. */
import type { AttributeType } from '../../ops/attributes.js';
import { quote } from '../code/lexical.js';

export const tensorType = 'tf.SymbolicTensor';
export const pairType = '[number, number]';

/** The type of a value of an attribute's type. */
export function typeText(type: AttributeType | undefined, nullable = false): string {
  const plain = plainType(type);
  return nullable ? `${plain} | null` : plain;
}

function plainType(type: AttributeType | undefined): string {
  switch (type?.type) {
    case 'boolean':
      return 'boolean';
    case 'choice':
      return type.choices.map(quote).join(' | ');
    case 'pair':
      return `number | ${pairType}`;
    case 'margins':
      return `number | ${pairType} | [${pairType}, ${pairType}]`;
    case 'integers':
      return 'number[]';
    default:
      return 'number';
  }
}
