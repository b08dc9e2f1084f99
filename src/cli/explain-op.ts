/**
 * What `netspec explain` prints of an op: what it does, its attributes, an example, and its names in other libraries.
 */

import { type Attribute, describeType } from '../ops/attributes.js';
import { defaultWords, isRequired } from '../ops/derived.js';
import { describePorts, namesOf } from '../ops/describe.js';
import type { Op } from '../ops/op.js';
import { inputCount } from '../ops/ports.js';
import { wrap } from '../text/display.js';
import type { Paint } from '../text/paint.js';
import { table } from './help.js';

/** The lines, for a terminal of 80 columns. */
export function explainOp(op: Op, paint: Paint): readonly string[] {
  const attributes = Object.entries(op.attributes);
  return [
    paint('bold', `op ${op.name}`),
    '',
    ...wrap(`${op.doc} ${describePorts(op)}`.split(' '), 80),
    ...(attributes.length === 0 ? ['', 'no attributes'] : ['', 'attributes:']),
    ...table(attributes.map(([name, attribute]) => [name, describe(attribute)] as const)),
    '',
    'example:',
    ...wrap(exampleOf(op).split(' '), 76).map((line, index) => `  ${index === 0 ? '' : '  '}${line}`),
    '',
    ...wrap(`In other libraries: ${namesOf(op).join(', ')}.`.split(' '), 80),
  ];
}

function describe(attribute: Attribute): string {
  const { type, doc } = attribute;
  const standard = defaultWords(attribute);
  const value = describeType(type, Number.POSITIVE_INFINITY);
  return `${doc} ${value.charAt(0).toUpperCase()}${value.slice(1)}${standard === undefined ? '; required' : `; default: ${standard}`}.`;
}

/** An item with the op and its required attributes. */
function exampleOf({ name, inputs, attributes }: Op): string {
  const required = Object.entries(attributes).filter(([, one]) => isRequired(one));
  const parts = [
    `op: ${name}`,
    'name: Layer',
    ...(inputCount(inputs).least > 1 ? ['input: [Left, Right]'] : []),
    ...required.map(([key, { type }]) => `${key}: ${sampleOf(key, type)}`),
  ];
  return `- {${parts.join(', ')}}`;
}

function sampleOf(key: string, type: Attribute['type']): string {
  switch (type.type) {
    case 'integer':
      if (type.minimum === undefined) return '-1';
      return key.endsWith('_size') ? '2' : '64';
    case 'number':
      return '0.5';
    case 'pair':
      return '3x3';
    case 'triple':
      return '3x3x3';
    case 'integers':
      return (type.minimum ?? 0) > 0 ? '[3, 1, 2]' : '[-1]';
    case 'table':
      return '[0.5, 1]';
    case 'text':
      return 'h w c -> (h w) c';
    case 'choice':
      return type.choices[1] ?? '';
    default:
      return 'true';
  }
}
