/** Expressions as text. */
import type { BinaryOperator, Expression } from './expression.js';

const binding: Readonly<Record<BinaryOperator, number>> = {
  or: 1,
  and: 2,
  '==': 4,
  '!=': 4,
  '<': 4,
  '<=': 4,
  '>': 4,
  '>=': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '//': 6,
  '%': 6,
  '**': 8,
};
const notBinds = 3;
const minusBinds = 7;
const atom = 9;

/** An expression in the language of specs. */
export const expressionText = (expression: Expression): string => inside(expression, 0);

/** In parentheses if it binds less tightly than what is around it. */
function inside(expression: Expression, least: number): string {
  const [text, binds] = write(expression);
  return binds < least ? `(${text})` : text;
}

function write(expression: Expression): readonly [text: string, binds: number] {
  switch (expression.kind) {
    case 'literal': {
      const { value } = expression;
      return [String(value), typeof value === 'number' && value < 0 ? minusBinds : atom];
    }
    case 'name':
      return [expression.name, atom];
    case 'size':
      return [`in.${expression.size}`, atom];
    case 'not':
      return [`not ${inside(expression.operand, notBinds)}`, notBinds];
    case 'negate':
      return [`-${inside(expression.operand, minusBinds)}`, minusBinds];
    case 'call':
      return [`${expression.function}(${expression.arguments.map(expressionText).join(', ')})`, atom];
    case 'apply':
      return [`${expression.function.name}(${expression.arguments.map(expressionText).join(', ')})`, atom];
    case 'conditional': {
      const { condition, whenTrue, whenFalse } = expression;
      return [`${inside(whenTrue, 1)} if ${inside(condition, 1)} else ${inside(whenFalse, 0)}`, 0];
    }
    case 'binary': {
      const { operator, left, right } = expression;
      const binds = binding[operator];
      // Powers associate to the right, and comparisons cannot be chained.
      const [before, after] =
        operator === '**' ? [atom, minusBinds] : binds === 4 ? [binds + 1, binds + 1] : [binds, binds + 1];
      return [`${inside(left, before)} ${operator} ${inside(right, after)}`, binds];
    }
  }
}
