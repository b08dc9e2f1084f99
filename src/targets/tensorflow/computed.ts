/** What an op computes as an expression of TensorFlow.js. */
import type { Attribute, AttributeValues } from '../../ops/attributes.js';
import { computeOp } from '../../ops/layer.js';
import type { Op } from '../../ops/op.js';
import { camelCase, UniqueIdentifiers } from '../code/lexical.js';
import { writeBody } from './body.js';
import { TensorExpressions } from './primitives.js';
import { type Amount, named, type TensorExpression } from './tensor-expression.js';

/** What an op is given, in code. */
export interface GivenCode {
  /** Names of inputs, each with its rank without the batch. */
  readonly inputs: readonly (readonly [name: string, rank: number])[];
  /** By their names below the layer's. */
  readonly weights: ReadonlyMap<string, { readonly rank: number; readonly isOptional: boolean }>;
  /** Attributes, defaults filled in; of numbers undefined ones are not the same in all that the code is for. */
  readonly values: AttributeValues;
}

export interface ComputedCode {
  readonly result: TensorExpression;
  /** The attributes that it names as numbers, by their keys in the spec. */
  readonly attributes: readonly string[];
}

/** The expression of what an op computes. Throws `TargetLimit` where TensorFlow.js has no code for it. */
export function computedCode(op: Op, { inputs, weights, values }: GivenCode): ComputedCode {
  const used = new Set<string>();
  const attributes = Object.fromEntries(
    Object.entries(op.attributes).map(([key, attribute]) => [key, argumentOf(key, attribute, values[key], used)]),
  );
  const result = computeOp(
    new TensorExpressions(),
    op,
    inputs.map(([name, rank]) => named(name, rank, true)),
    new Map(
      [...weights].map(([name, { rank, isOptional }]) => [name, named(camelCase(name), rank, false, isOptional)]),
    ),
    attributes,
  );
  // A number shows as named where it is written.
  writeBody(result, new UniqueIdentifiers(), 0);
  return { result, attributes: Object.keys(op.attributes).filter((key) => used.has(key)) };
}

/** An attribute as `compute` has it: numbers by their code, all else by its value. */
function argumentOf(key: string, { type }: Attribute, value: unknown, used: Set<string>): unknown {
  const name = camelCase(key);
  switch (type.type) {
    case 'integer':
    case 'number':
      return amount(name, value, () => used.add(key));
    case 'pair':
      return [0, 1].map((side) => amount(`${name}[${side}]`, itemOf(value, side), () => used.add(key)));
    case 'margins':
      return [0, 1].map((side) =>
        [0, 1].map((end) => amount(`${name}[${side}][${end}]`, itemOf(itemOf(value, side), end), () => used.add(key))),
      );
    default:
      return value;
  }
}

const itemOf = (value: unknown, index: number): unknown => (Array.isArray(value) ? value[index] : undefined);

/** A number by its code, which says when that is asked for. */
function amount(code: string, value: unknown, use: () => void): Amount {
  return {
    get code() {
      use();
      return code;
    },
    ...(typeof value === 'number' ? { value } : {}),
  };
}
