/** The attributes of ops as `compute` is given them where code is written: numbers by their code. */
import { type Attribute, type AttributeValues, tupleLength } from '../../ops/attributes.js';
import type { Op } from '../../ops/op.js';
import { Undecided } from './undecided.js';

/** The number of an attribute, with its value if it is the same wherever the code runs. */
export interface AttributeNumber {
  readonly code: string;
  readonly key: string;
  readonly value?: number;
}

/** How code speaks of attributes, and what is called for each that it mentions. */
interface AttributeNames {
  readonly code: (key: string) => string;
  readonly use: (key: string) => void;
}

/** The attributes of an op for `compute`. `values` are those with the same value in all layers that the code is for. */
export const attributeArguments = (op: Op, values: AttributeValues, { code, use }: AttributeNames): AttributeValues =>
  withEach(op, (key, attribute) => argumentOf(key, attribute, values[key], code(key), () => use(key)));

/** Attributes that are computed when they are read. */
export function withEach(op: Op, argumentFor: (key: string, attribute: Attribute) => unknown): AttributeValues {
  const properties = Object.entries(op.attributes).map(([key, attribute]): [string, PropertyDescriptor] => {
    return [key, { enumerable: true, get: () => argumentFor(key, attribute) }];
  });
  return Object.defineProperties({}, Object.fromEntries(properties));
}

/** An attribute for `compute`: numbers by their code, others by their value. */
function argumentOf(key: string, { type }: Attribute, value: unknown, name: string, use: () => void): unknown {
  const side = (code: string, of: unknown) => amount(code, key, of, use);
  switch (type.type) {
    case 'integer':
    case 'number':
      return side(name, value);
    case 'pair':
    case 'triple':
      return axes(tupleLength(type)).map((axis) => side(`${name}[${axis}]`, itemOf(value, axis)));
    case 'margins':
      return axes(type.axes).map((axis) =>
        [0, 1].map((end) => side(`${name}[${axis}][${end}]`, itemOf(itemOf(value, axis), end))),
      );
    default:
      if (value === undefined) throw new Undecided(key);
      return value;
  }
}

const axes = (count = 0): readonly number[] => Array.from({ length: count }, (_, axis) => axis);

const itemOf = (value: unknown, index: number): unknown => (Array.isArray(value) ? value[index] : undefined);

/** A number by its code; `use` is called when it is mentioned. */
function amount(code: string, key: string, value: unknown, use: () => void): AttributeNumber {
  return {
    key,
    get code() {
      use();
      return code;
    },
    ...(typeof value === 'number' ? { value } : {}),
  };
}
