/** Conditions in a row that become if, elif and else. */
import type { BinaryOperator } from '../../expressions/expression.js';
import type { Expr, Statement } from '../../lower/module.js';
import { expressionsIn, namesIn } from './mentions.js';

const opposites: Readonly<Partial<Record<BinaryOperator, BinaryOperator>>> = {
  '==': '!=',
  '!=': '==',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};

/** Whether a condition is false after the body of another one that was true. */
export function exclude({ condition, body }: Statement & { kind: 'if' }, next: Expr): boolean {
  if (!negates(condition, next) && !differs(condition, next)) return false;
  const mentioned = namesIn(expressionsIn(next));
  const set = new Set(namesSet(body));
  return ![...mentioned].some((name) => set.has(name));
}

/** Whether one condition is the opposite of another. */
export function negates(one: Expr, other: Expr): boolean {
  if (one.kind === 'not') return isSame(one.operand, other);
  if (other.kind === 'not') return isSame(one, other.operand);
  if (one.kind !== 'binary' || other.kind !== 'binary') return false;
  return opposites[one.operator] === other.operator && isSame(one.left, other.left) && isSame(one.right, other.right);
}

/** Whether two conditions compare the same thing with two values. */
function differs(one: Expr, other: Expr): boolean {
  if (one.kind !== 'binary' || other.kind !== 'binary' || one.operator !== '==' || other.operator !== '==')
    return false;
  const [a, b] = [one.right, other.right];
  return isSame(one.left, other.left) && a.kind === 'literal' && b.kind === 'literal' && a.value !== b.value;
}

const isSame = (one: Expr, other: Expr): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The variables that statements set. */
function* namesSet(statements: readonly Statement[]): Iterable<string> {
  for (const statement of statements) {
    if (statement.kind === 'set' || statement.kind === 'declare') yield statement.local.name;
    if ('body' in statement) yield* namesSet(statement.body);
  }
}
