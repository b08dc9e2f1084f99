/** Evaluates expressions over numbers and symbolic sizes. */
import * as messages from '../diagnostics/messages/expressions.js';
import {
  type BinaryOperator,
  type Expression,
  type ExpressionFault,
  type LogicalOperator,
  type NameExpression,
  type Value,
  wholeFunctions,
} from './expression.js';
import { add, type Dim, floorDivide, isKnown, longestFormula, multiply, subtract } from './shape.js';

/** Whether a value counts as true: all but false, null and 0, as in Python. */
export function isTrue(value: Value): boolean {
  return value !== false && value !== null && value !== 0;
}

/** The values of an expression's names and sizes; undefined for one that has none, which was reported. */
export interface EvaluationScope {
  lookup(name: Expression & { kind: 'name' }): Value | undefined;
  size(size: Expression & { kind: 'size' }): Value | undefined;
  /** What a function of the spec gives for these arguments. */
  apply(name: NameExpression, args: readonly Dim[]): Value | undefined;
  /** Receives a mistake that only evaluation finds. */
  report(fault: ExpressionFault): void;
  /** Receives an assumption: an unknown operand of `min` was left out, which holds if `operand >= least`. */
  assume(operand: Dim, least: number): void;
}

/** The value of an expression; undefined if a part has none, which the scope has reported. */
export function evaluate(expression: Expression, scope: EvaluationScope): Value | undefined {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'name':
      return scope.lookup(expression);
    case 'size':
      return scope.size(expression);
    case 'not': {
      const operand = evaluate(expression.operand, scope);
      return operand === undefined ? undefined : !isTrue(operand);
    }
    case 'negate': {
      const operand = evaluateNumber(expression.operand, scope);
      return operand === undefined ? undefined : multiply(-1, operand);
    }
    case 'binary':
      return evaluateBinary(expression, scope);
    case 'call':
      return evaluateCall(expression, scope);
    case 'apply': {
      const args = evaluateArguments(expression.arguments, scope);
      return args && scope.apply(expression.function, args);
    }
    case 'conditional': {
      const condition = evaluate(expression.condition, scope);
      if (condition === undefined) return undefined;
      return evaluate(isTrue(condition) ? expression.whenTrue : expression.whenFalse, scope);
    }
  }
}

function evaluateNumber(expression: Expression, scope: EvaluationScope): Dim | undefined {
  const value = evaluate(expression, scope);
  if (value === undefined || typeof value === 'number' || isFormula(value)) return value;
  const { start, end } = expression;
  scope.report({ message: messages.expectedNumber(describeValue(value)), start, end });
  return undefined;
}

function isFormula(value: Value): value is Exclude<Dim, number> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value can be a size: a whole number from 1, or one that depends on an unknown size. */
export function isSize(value: Value | undefined): value is Dim {
  if (typeof value === 'number') return Number.isInteger(value) && value > 0;
  return value !== undefined && isFormula(value);
}

/** A value in words, for messages. */
function describeValue(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return `the boolean ${value}`;
  if (typeof value === 'string') return `the word "${value}"`;
  if (isFormula(value)) return 'an unknown size';
  return typeof value === 'number' ? String(value) : `the list ${value.map((item) => describeValue(item)).join(', ')}`;
}

function evaluateBinary(expression: Expression & { kind: 'binary' }, scope: EvaluationScope): Value | undefined {
  const { operator } = expression;
  if (operator === 'and' || operator === 'or') {
    const left = evaluate(expression.left, scope);
    if (left === undefined) return undefined;
    if (isTrue(left) === (operator === 'or')) return operator === 'or';
    const right = evaluate(expression.right, scope);
    return right === undefined ? undefined : isTrue(right);
  }
  if (operator === '==' || operator === '!=') {
    const left = evaluate(expression.left, scope);
    const right = evaluate(expression.right, scope);
    if (left === undefined || right === undefined) return undefined;
    if (isFormula(left) || isFormula(right)) return unknownSize(expression, scope);
    return (left === right) === (operator === '==');
  }
  const left = evaluateNumber(expression.left, scope);
  const right = evaluateNumber(expression.right, scope);
  if (left === undefined || right === undefined) return undefined;
  const isDivision = operator === '/' || operator === '//' || operator === '%';
  if ((isDivision && right === 0) || (operator === '**' && left === 0 && isKnown(right) && right < 0)) {
    const { start, end } = isDivision ? expression.right : expression;
    scope.report({ message: messages.divisionByZero(operator), start, end });
    return undefined;
  }
  const value = isKnown(left) && isKnown(right) ? compute(operator, left, right) : combine(operator, left, right);
  if (value === undefined) return unknownSize(expression, scope);
  if (typeof value === 'number') return finite(value, expression, scope);
  if (!isFormula(value) || value.key.length <= longestFormula) return value;
  const { start, end } = expression;
  scope.report({ message: messages.tooLargeValue(), start, end });
  return undefined;
}

/** A number; undefined if it is infinite or not a number, which is reported. */
function finite(value: number, { start, end }: Expression, scope: EvaluationScope): number | undefined {
  if (Number.isFinite(value)) return value;
  const message = Number.isNaN(value) ? messages.undefinedValue() : messages.tooLargeValue();
  scope.report({ message, start, end });
  return undefined;
}

function compute(operator: Exclude<BinaryOperator, LogicalOperator>, left: number, right: number): number | boolean {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '//':
      return Math.floor(left / right);
    case '%':
      return left - Math.floor(left / right) * right;
    case '**':
      return left ** right;
    case '<':
      return left < right;
    case '<=':
      return left <= right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
  }
}

/** The result of an operator on symbolic sizes; undefined if it can't be expressed. */
function combine(operator: BinaryOperator, left: Dim, right: Dim): Dim | undefined {
  if ([left, right].some((side) => isKnown(side) && !Number.isInteger(side))) return undefined;
  switch (operator) {
    case '+':
      return add(left, right);
    case '-':
      return subtract(left, right);
    case '*':
      return multiply(left, right);
    case '//':
      return isKnown(right) && right > 0 ? floorDivide(left, right) : undefined;
    default:
      return undefined;
  }
}

function evaluateArguments(args: readonly Expression[], scope: EvaluationScope): readonly Dim[] | undefined {
  const values: Dim[] = [];
  for (const argument of args) {
    const value = evaluateNumber(argument, scope);
    if (value === undefined) return undefined;
    values.push(value);
  }
  return values;
}

function evaluateCall(expression: Expression & { kind: 'call' }, scope: EvaluationScope): Value | undefined {
  const whole = wholeQuotient(expression);
  if (whole) return evaluate(whole, scope);
  const operands = evaluateArguments(expression.arguments, scope);
  if (!operands) return undefined;
  const known = operands.filter(isKnown);
  if (known.length === operands.length) {
    const value = Math[expression.function](...(known as [number]));
    // The logarithm of 0 is not a number either.
    return finite(expression.function === 'log' && known[0] === 0 ? Number.NaN : value, expression, scope);
  }
  if (operands.length === 1 && wholeFunctions.has(expression.function)) return operands[0];
  if (expression.function !== 'min' || known.length === 0) return unknownSize(expression, scope);
  const least = Math.min(...known);
  for (const operand of operands) if (!isKnown(operand)) scope.assume(operand, least);
  return least;
}

/** `floor(n / d)` and `ceil(n / d)` as `n // d` and `-(-n // d)`, which unknown sizes can be in; else undefined. */
function wholeQuotient({ function: name, arguments: args }: Expression & { kind: 'call' }): Expression | undefined {
  const [quotient] = args;
  if (quotient?.kind !== 'binary' || quotient.operator !== '/' || (name !== 'floor' && name !== 'ceil'))
    return undefined;
  if (name === 'floor') return { ...quotient, operator: '//' };
  const { start, end, left } = quotient;
  const negated: Expression = { kind: 'negate', operand: left, start: left.start, end: left.end };
  return { kind: 'negate', operand: { ...quotient, operator: '//', left: negated }, start, end };
}

function unknownSize(expression: Expression, scope: EvaluationScope): undefined {
  const { start, end } = expression;
  scope.report({ message: messages.dependsOnUnknownSize(), start, end });
}
