/**
 * Functions of the places in a tensor: expressions over the indices i, j, k and l, compiled to closures, since they are
 * evaluated for every element.
 */
import { expectedNumber, wrongType } from '../diagnostics/messages/expressions.js';
import type { BinaryOperator, Expression, ExpressionFault } from './expression.js';
import { expressionText } from './text.js';

/** The indices of an element, from the first dimension on. */
export const indexNames = ['i', 'j', 'k', 'l'] as const;

const axes: ReadonlyMap<string, number> = new Map(indexNames.map((name, axis) => [name, axis]));

/** The value at a place; booleans are 0 and 1. */
type ValueAt = (place: readonly number[]) => number;

interface Compiled {
  readonly type: 'number' | 'boolean' | 'null';
  readonly at: ValueAt;
}

/** A value for each place of a tensor. */
export class IndexFunction {
  readonly isBoolean: boolean;
  private readonly at: ValueAt;
  private known: { readonly shape: string; readonly values: Float64Array } | undefined;

  /** `expression` mentions indices, and no other names. Throws an `IndexFunctionFault` if its types do not fit. */
  constructor(readonly expression: Expression) {
    const { type, at } = compile(expression);
    if (type === 'null') throw new IndexFunctionFault(expectedNumber('null'), expression);
    this.isBoolean = type === 'boolean';
    this.at = at;
  }

  /** How many dimensions a tensor must have for the indices that are mentioned. */
  get rank(): number {
    return Math.max(0, ...indexNames.flatMap((name, axis) => (isMentioned(this.expression, name) ? [axis + 1] : [])));
  }

  /** The values of a tensor, row-major; NaN or infinite where the expression has none. */
  valuesFor(shape: readonly number[]): Float64Array {
    const key = shape.join('x');
    if (this.known?.shape !== key) this.known = { shape: key, values: this.compute(shape) };
    return this.known.values;
  }

  private compute(shape: readonly number[]): Float64Array {
    const values = new Float64Array(shape.reduce((product, size) => product * size, 1));
    const place = shape.map(() => 0);
    for (let index = 0; index < values.length; index += 1) {
      values[index] = this.at(place);
      for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
        const next = (place[axis] ?? 0) + 1;
        place[axis] = next === shape[axis] ? 0 : next;
        if (place[axis] !== 0) break;
      }
    }
    return values;
  }

  toString(): string {
    return expressionText(this.expression);
  }

  toJSON(): string {
    return this.toString();
  }
}

/** A value of a wrong type in the expression of an `IndexFunction`. */
export class IndexFunctionFault extends Error {
  constructor(
    readonly fault: ExpressionFault['message'],
    readonly place: Expression,
  ) {
    super(fault.text);
  }
}

function isMentioned(expression: Expression, name: string): boolean {
  switch (expression.kind) {
    case 'name':
      return expression.name === name;
    case 'not':
    case 'negate':
      return isMentioned(expression.operand, name);
    case 'binary':
      return isMentioned(expression.left, name) || isMentioned(expression.right, name);
    case 'call':
      return expression.arguments.some((argument) => isMentioned(argument, name));
    case 'conditional':
      return [expression.condition, expression.whenTrue, expression.whenFalse].some((one) => isMentioned(one, name));
    default:
      return false;
  }
}

function compile(expression: Expression): Compiled {
  switch (expression.kind) {
    case 'literal': {
      const value = Number(expression.value ?? 0);
      const type = expression.value === null ? 'null' : typeof expression.value === 'boolean' ? 'boolean' : 'number';
      return { type, at: () => value };
    }
    case 'name': {
      const axis = axes.get(expression.name) ?? -1;
      return { type: 'number', at: (place) => place[axis] ?? 0 };
    }
    case 'not': {
      const { at } = compile(expression.operand);
      return { type: 'boolean', at: (place) => (at(place) === 0 ? 1 : 0) };
    }
    case 'negate': {
      const at = compileNumber(expression.operand);
      return { type: 'number', at: (place) => -at(place) };
    }
    case 'binary':
      return compileBinary(expression, expression.operator);
    case 'call': {
      const [first = () => 0, ...others] = expression.arguments.map(compileNumber);
      const apply: (...values: number[]) => number = Math[expression.function];
      if (others.length === 0) return { type: 'number', at: (place) => apply(first(place)) };
      return { type: 'number', at: (place) => apply(first(place), ...others.map((at) => at(place))) };
    }
    case 'conditional': {
      const { at: condition } = compile(expression.condition);
      const [yes, no] = [compile(expression.whenTrue), compile(expression.whenFalse)];
      if (yes.type !== no.type) throw typeFault(no, expression.whenFalse, yes.type);
      return { type: yes.type, at: (place) => (condition(place) === 0 ? no.at(place) : yes.at(place)) };
    }
    default:
      throw new Error(`${expression.kind} in a function of indices`);
  }
}

function compileNumber(expression: Expression): ValueAt {
  const compiled = compile(expression);
  if (compiled.type !== 'number') throw typeFault(compiled, expression, 'number');
  return compiled.at;
}

function typeFault({ type }: Compiled, place: Expression, expected: Compiled['type']): IndexFunctionFault {
  const words = { number: 'a number', boolean: 'true or false', null: 'null' };
  return new IndexFunctionFault(wrongType(words[expected], words[type]), place);
}

const arithmetic: Readonly<Partial<Record<BinaryOperator, (a: number, b: number) => number>>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '//': (a, b) => Math.floor(a / b),
  '%': (a, b) => a - Math.floor(a / b) * b,
  '**': (a, b) => a ** b,
};
const comparisons: Readonly<Partial<Record<BinaryOperator, (a: number, b: number) => boolean>>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

function compileBinary({ left, right }: Expression & { kind: 'binary' }, operator: BinaryOperator): Compiled {
  const calculate = arithmetic[operator];
  const compare = comparisons[operator];
  if (calculate || compare) {
    const [a, b] = [compileNumber(left), compileNumber(right)];
    if (calculate) return { type: 'number', at: (place) => calculate(a(place), b(place)) };
    return { type: 'boolean', at: (place) => (compare?.(a(place), b(place)) ? 1 : 0) };
  }
  const [one, other] = [compile(left), compile(right)];
  const [a, b] = [one.at, other.at];
  if (operator === 'and') return { type: 'boolean', at: (place) => (a(place) !== 0 && b(place) !== 0 ? 1 : 0) };
  if (operator === 'or') return { type: 'boolean', at: (place) => (a(place) !== 0 || b(place) !== 0 ? 1 : 0) };
  const isEquality = operator === '==';
  // Values of different types are not equal.
  if (one.type !== other.type) return { type: 'boolean', at: () => (isEquality ? 0 : 1) };
  return { type: 'boolean', at: (place) => ((a(place) === b(place)) === isEquality ? 1 : 0) };
}
