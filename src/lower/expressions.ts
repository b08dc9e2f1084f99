/** Lowers the spec's expressions: names become variables, narrowed if needed. */
import type { BinaryOperator, Expression, NameExpression } from '../expressions/expression.js';
import type { AttributeType } from '../ops/attributes.js';
import type { Template, WrittenValue } from '../spec/spec.js';
import { type Expr, list, literal, variable } from './module.js';
import { boolean, isNullable, isOnly, number, type Type, union, withoutNull } from './types.js';

/** A variable of the code, for a parameter, a formula, an index or an attribute. */
export interface CodeVariable {
  readonly name: string;
  readonly type: Type;
  /** A formula that asks for a size of the input is a function of the tensor. */
  readonly takesTensor?: boolean;
  /** The axis of which it is an element's index. */
  readonly axis?: number;
}

/** The names that an expression may mention, the tensor that `in` refers to, and which variables are known not to be null. */
export interface ExpressionScope {
  find(name: NameExpression): CodeVariable;
  readonly tensor: Expr;
  readonly notNull: ReadonlySet<CodeVariable>;
}

/** An expression with its type. */
interface Typed {
  readonly value: Expr;
  readonly type: Type;
}

/** A number, for attributes and arguments. */
export const lowerNumber = (expression: Expression, scope: ExpressionScope): Expr => asNumber(expression, scope).value;

/** A condition, of which only the truth counts. */
export const lowerCondition = (expression: Expression, scope: ExpressionScope): Expr => lower(expression, scope).value;

/** A boolean, for attributes. */
export const lowerBoolean = (expression: Expression, scope: ExpressionScope): Expr =>
  asBoolean(expression, scope).value;

/** Any value, with its type. */
export const lowerValue = (expression: Expression, scope: ExpressionScope): Typed => lower(expression, scope);

/** The variables that are not null if a condition is true. */
export function notNullWhere(condition: Expression, scope: ExpressionScope): readonly CodeVariable[] {
  if (condition.kind === 'name') return [scope.find(condition)];
  if (condition.kind !== 'binary') return [];
  const { operator, left, right } = condition;
  if (operator === 'and') return [...notNullWhere(left, scope), ...notNullWhere(right, scope)];
  const against = right.kind === 'literal' && right.value === null;
  return operator === '!=' && left.kind === 'name' && against ? [scope.find(left)] : [];
}

function lower(expression: Expression, scope: ExpressionScope): Typed {
  switch (expression.kind) {
    case 'literal':
      return { value: literal(expression.value), type: typeOfLiteral(expression.value) };
    case 'name':
      return lowerName(scope.find(expression), scope);
    case 'size':
      return { value: { kind: 'size', tensor: scope.tensor, size: expression.size }, type: number };
    case 'not':
      return { value: { kind: 'not', operand: lowerCondition(expression.operand, scope) }, type: boolean };
    case 'negate':
      return { value: { kind: 'negate', operand: lowerNumber(expression.operand, scope) }, type: number };
    case 'call': {
      const args = expression.arguments.map((argument) => lowerNumber(argument, scope));
      return { value: { kind: 'math', function: expression.function, arguments: args }, type: number };
    }
    case 'apply': {
      const { name, type, takesTensor } = scope.find(expression.function);
      const args = expression.arguments.map((argument) => lowerNumber(argument, scope));
      const given = takesTensor ? [...args, scope.tensor] : args;
      return { value: { kind: 'call', callee: name, arguments: given, options: [] }, type };
    }
    case 'binary':
      return lowerBinary(expression, scope);
    case 'conditional':
      return lowerConditional(expression, scope, lower);
  }
}

const typeOfLiteral = (value: number | boolean | null): Type =>
  value === null ? ['null'] : typeof value === 'number' ? number : boolean;

function lowerName(found: CodeVariable, scope: ExpressionScope): Typed {
  const { name, type, takesTensor } = found;
  const known = scope.notNull.has(found) ? withoutNull(type) : type;
  if (takesTensor)
    return { value: { kind: 'call', callee: name, arguments: [scope.tensor], options: [] }, type: known };
  return { value: isOnly(known, 'number') ? variable(name) : { kind: 'variable', name, type: known }, type: known };
}

/** `a if condition else b`, both sides lowered alike. */
function lowerConditional(
  { condition, whenTrue, whenFalse }: Expression & { kind: 'conditional' },
  scope: ExpressionScope,
  side: (of: Expression, scope: ExpressionScope) => Typed,
): Typed {
  const notNull = new Set([...scope.notNull, ...notNullWhere(condition, scope)]);
  const then = side(whenTrue, { ...scope, notNull });
  const otherwise = side(whenFalse, scope);
  const test = lowerCondition(condition, scope);
  return {
    value: { kind: 'conditional', condition: test, whenTrue: then.value, whenFalse: otherwise.value },
    type: union([then.type, otherwise.type]),
  };
}

const comparesNumbers: ReadonlySet<BinaryOperator> = new Set(['<', '<=', '>', '>=']);
const isLogical = (operator: BinaryOperator): boolean => operator === 'and' || operator === 'or';
const isEquality = (operator: BinaryOperator): boolean => operator === '==' || operator === '!=';

function lowerBinary({ operator, left, right }: Expression & { kind: 'binary' }, scope: ExpressionScope): Typed {
  const side = isLogical(operator) || isEquality(operator) ? lowerCondition : lowerNumber;
  const type = isLogical(operator) || isEquality(operator) || comparesNumbers.has(operator) ? boolean : number;
  return { value: { kind: 'binary', operator, left: side(left, scope), right: side(right, scope) }, type };
}

function asNumber(expression: Expression, scope: ExpressionScope): Typed {
  if (expression.kind === 'conditional') return lowerConditional(expression, scope, asNumber);
  const { value, type } = lower(expression, scope);
  return isNullable(type) && type.length > 1
    ? { value: { kind: 'narrowed', value, type: withoutNull(type) }, type: number }
    : { value, type };
}

function asBoolean(expression: Expression, scope: ExpressionScope): Typed {
  if (expression.kind === 'conditional') return lowerConditional(expression, scope, asBoolean);
  const { value, type } = lower(expression, scope);
  const combines = expression.kind === 'binary' && isLogical(expression.operator);
  const isSure = isOnly(type, 'boolean') && !(combines && !operandsAreBoolean(expression, scope));
  return isSure ? { value, type } : { value: { kind: 'truth', of: value }, type: boolean };
}

function operandsAreBoolean(expression: Expression & { kind: 'binary' }, scope: ExpressionScope): boolean {
  return [expression.left, expression.right].every((side) => {
    const combines = side.kind === 'binary' && isLogical(side.operator);
    return isOnly(lower(side, scope).type, 'boolean') && (!combines || operandsAreBoolean(side, scope));
  });
}

/** What was written, as a value of an attribute's type; without a type, as it is. */
export function lowerWritten(written: WrittenValue, type: AttributeType | undefined, scope: ExpressionScope): Expr {
  switch (written.kind) {
    case 'formula': {
      if (type === undefined) return lower(written.expression, scope).value;
      if (type.type === 'table') return lower(written.expression, scope).value;
      const isBoolean = type.type === 'boolean' || type.type === 'settings';
      return (isBoolean ? lowerBoolean : lowerNumber)(written.expression, scope);
    }
    case 'word':
      return lowerTemplate(written, scope);
    case 'list': {
      const inner: AttributeType | undefined =
        type && (type.type === 'table' ? type : { type: type.type === 'margins' ? 'pair' : 'number' });
      return list(written.items.map((item) => lowerWritten(item, inner, scope)));
    }
    case 'settings': {
      const fields = type?.type === 'settings' ? type.fields : {};
      return {
        kind: 'settings',
        entries: [...written.entries].map(([key, entry]) => [key, lowerWritten(entry, fields[key]?.type, scope)]),
      };
    }
  }
}

/** A word or a name: a text, possibly with holes, or the value of its only hole. */
export function lowerTemplate(template: Template, scope: ExpressionScope): Expr {
  const [only] = template.parts;
  if (template.parts.length === 1 && typeof only === 'object') return lower(only.expression, scope).value;
  return text(template.parts.map((part) => (typeof part === 'string' ? part : lowerHole(part.expression, scope))));
}

/** The text of a hole's value: pairs and triples are written `1x7`. */
export function lowerHole(expression: Expression, scope: ExpressionScope): Expr {
  const { value, type } = lower(expression, scope);
  const length = lengths.find((one) => isOnly(type, one === 2 ? 'pair' : 'triple'));
  return length ? { kind: 'size-text', size: value, length } : value;
}

const lengths = [2, 3] as const;

/** Text of parts; without holes it is a literal. */
export function text(parts: readonly (string | Expr)[]): Expr {
  const words = parts.filter((part) => typeof part === 'string');
  return words.length === parts.length ? literal(words.join('')) : { kind: 'text', parts };
}
