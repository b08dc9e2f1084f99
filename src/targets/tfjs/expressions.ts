/** The language's expressions and values as TypeScript. */
import type { BinaryOperator, Expression } from '../../expressions/expression.js';
import type { AttributeType } from '../../ops/attributes.js';
import type { Template, Written } from '../../spec/spec.js';
import { array, type Doc, object } from '../code/layout.js';
import { quote, templateText } from '../code/lexical.js';

/** What a name stands for in the code. */
export interface Variable {
  readonly code: string;
  /** Its TypeScript type. */
  readonly type: string;
  /** A formula that asks for the shape at hand is a function of the tensor. */
  readonly takesTensor?: boolean;
}

/** The names that an expression may mention, the tensor that `in` speaks of, and which names are known not to be null. */
export interface CodeScope {
  find(name: string): Variable | undefined;
  readonly tensor: string;
  readonly notNull: ReadonlySet<string>;
  /** A value taken as another type. */
  cast(code: string, type: string): string;
}

interface Piece {
  readonly code: string;
  readonly type: string;
  /** How tightly the code binds, as in JavaScript's table of operators. */
  readonly binds: number;
}

const atom = 20;
const unary = 14;
const ternary = 2;

const operators: Readonly<
  Record<Exclude<BinaryOperator, '//' | '%'>, { readonly code: string; readonly binds: number; readonly type: string }>
> = {
  '*': { code: '*', binds: 12, type: 'number' },
  '/': { code: '/', binds: 12, type: 'number' },
  '+': { code: '+', binds: 11, type: 'number' },
  '-': { code: '-', binds: 11, type: 'number' },
  '<': { code: '<', binds: 9, type: 'boolean' },
  '<=': { code: '<=', binds: 9, type: 'boolean' },
  '>': { code: '>', binds: 9, type: 'boolean' },
  '>=': { code: '>=', binds: 9, type: 'boolean' },
  '==': { code: '===', binds: 8, type: 'boolean' },
  '!=': { code: '!==', binds: 8, type: 'boolean' },
  and: { code: '&&', binds: 4, type: 'boolean' },
  or: { code: '||', binds: 3, type: 'boolean' },
};

/** A number, for attributes and arguments. */
export const numberCode = (expression: Expression, scope: CodeScope): string => asNumber(expression, scope).code;

/** A number that something is compared with. */
export const boundCode = (expression: Expression, scope: CodeScope): string =>
  parenthesised(asNumber(expression, scope), operators['<'].binds + 1);

/** A condition, of which only the truth counts. */
export const conditionCode = (expression: Expression, scope: CodeScope): string => asCondition(expression, scope).code;

/** A boolean, for attributes. */
export const booleanCode = (expression: Expression, scope: CodeScope): string => asBoolean(expression, scope).code;

/** Any value, with its type. */
export const valueCode = (expression: Expression, scope: CodeScope): { readonly code: string; readonly type: string } =>
  write(expression, scope);

/** The names that a condition's truth shows not to be null. */
export function namesNotNull(expression: Expression): readonly string[] {
  if (expression.kind === 'name') return [expression.name];
  if (expression.kind !== 'binary') return [];
  const { operator, left, right } = expression;
  if (operator === 'and') return [...namesNotNull(left), ...namesNotNull(right)];
  const against = right.kind === 'literal' && right.value === null;
  return operator === '!=' && left.kind === 'name' && against ? [left.name] : [];
}

function write(expression: Expression, scope: CodeScope): Piece {
  switch (expression.kind) {
    case 'literal': {
      const { value } = expression;
      return {
        code: String(value),
        type: value === null ? 'null' : typeof value,
        binds: typeof value === 'number' && value < 0 ? unary : atom,
      };
    }
    case 'name': {
      const variable = scope.find(expression.name);
      if (!variable) throw new Error(`the name ${expression.name} was not resolved`);
      const { code, type, takesTensor } = variable;
      const isNarrow = scope.notNull.has(expression.name);
      return {
        code: takesTensor ? `${code}(${scope.tensor})` : code,
        type: isNarrow ? withoutNull(type) : type,
        binds: atom,
      };
    }
    case 'size': {
      const index = { height: '1', width: '2', channels: `${scope.tensor}.shape.length - 1` }[expression.size];
      // An unknown size is beyond any window: min(in.height, 8) is then 8.
      return { code: `(${scope.tensor}.shape[${index}] ?? Infinity)`, type: 'number', binds: atom };
    }
    case 'not':
      return {
        code: `!${parenthesised(asCondition(expression.operand, scope), unary)}`,
        type: 'boolean',
        binds: unary,
      };
    case 'negate':
      return {
        code: `-${parenthesised(asNumber(expression.operand, scope), unary + 1)}`,
        type: 'number',
        binds: unary,
      };
    case 'call': {
      const args = expression.arguments.map((argument) => unwrapped(asNumber(argument, scope).code));
      return { code: `Math.${expression.function}(${args.join(', ')})`, type: 'number', binds: atom };
    }
    case 'binary':
      return writeBinary(expression, scope);
    case 'conditional':
      return writeConditional(expression, scope, write);
  }
}

/** `condition ? a : b`, both sides written alike. */
function writeConditional(
  { condition, whenTrue, whenFalse }: Expression & { kind: 'conditional' },
  scope: CodeScope,
  side: (of: Expression, scope: CodeScope) => Piece,
): Piece {
  const narrow = new Set([...scope.notNull, ...namesNotNull(condition)]);
  const then = side(whenTrue, { ...scope, notNull: narrow });
  const otherwise = side(whenFalse, scope);
  const types = new Set([then, otherwise].flatMap(({ type }) => type.split(' | ')));
  const isNullable = types.delete('null');
  const test = parenthesised(asCondition(condition, scope), ternary + 1);
  return {
    code: `${test} ? ${unwrapped(parenthesised(then, ternary + 1))} : ${unwrapped(parenthesised(otherwise, ternary))}`,
    type: [...types, ...(isNullable ? ['null'] : [])].join(' | '),
    binds: ternary,
  };
}

function writeBinary(expression: Expression & { kind: 'binary' }, scope: CodeScope): Piece {
  const { operator } = expression;
  if (operator === '//' || operator === '%') {
    const left = parenthesised(asNumber(expression.left, scope), 12, '/');
    const right = parenthesised(asNumber(expression.right, scope), 13);
    const quotient = `Math.floor(${left} / ${right})`;
    return operator === '//'
      ? { code: quotient, type: 'number', binds: atom }
      : { code: `${left} - ${quotient} * ${right}`, type: 'number', binds: 11 };
  }
  const { code, binds, type } = operators[operator];
  const isLogical = operator === 'and' || operator === 'or';
  const compares = operator === '==' || operator === '!=';
  const side = (of: Expression) =>
    isLogical ? asCondition(of, scope) : compares ? write(of, scope) : asNumber(of, scope);
  const left = parenthesised(side(expression.left), binds, code);
  const right = parenthesised(side(expression.right), binds + 1, code);
  return { code: `${left} ${code} ${right}`, type, binds };
}

/** In parentheses where it binds less tightly; also where operators of one rank mix, as formatters have it. */
function parenthesised({ code, binds }: Piece, least: number, operator?: string): string {
  const mixes =
    operator !== undefined &&
    ((operator === '/' && / [*%] /.test(code) && binds === 12) ||
      (operator === '*' && / [/%] /.test(code) && binds === 12));
  const mixesLogic = operator === '||' && binds === 4;
  return binds < least || mixes || mixesLogic ? `(${code})` : code;
}

/** What stands alone needs no parentheses around `??` and `as`. */
const unwrapped = (code: string): string =>
  /^\((?:[\w.]+\[[^\]]+\] \?\? Infinity|\w+ as \w+)\)$/.test(code) ? code.slice(1, -1) : code;

const withoutNull = (type: string): string => type.replace(/ \| null$/, '');

function asNumber(expression: Expression, scope: CodeScope): Piece {
  if (expression.kind === 'conditional') return writeConditional(expression, scope, asNumber);
  const piece = write(expression, scope);
  return piece.type.endsWith('| null')
    ? { code: scope.cast(piece.code, withoutNull(piece.type)), type: 'number', binds: atom }
    : piece;
}

function asCondition(expression: Expression, scope: CodeScope): Piece {
  return write(expression, scope);
}

function asBoolean(expression: Expression, scope: CodeScope): Piece {
  if (expression.kind === 'conditional') return writeConditional(expression, scope, asBoolean);
  const piece = write(expression, scope);
  const isLogical = expression.kind === 'binary' && (expression.operator === 'and' || expression.operator === 'or');
  const isSure = piece.type === 'boolean' && !(isLogical && !operandsAreBoolean(expression, scope));
  return isSure ? piece : { code: `Boolean(${piece.code})`, type: 'boolean', binds: atom };
}

function operandsAreBoolean(expression: Expression & { kind: 'binary' }, scope: CodeScope): boolean {
  return [expression.left, expression.right].every((side) => {
    const logical = side.kind === 'binary' && (side.operator === 'and' || side.operator === 'or');
    return write(side, scope).type === 'boolean' && (!logical || operandsAreBoolean(side, scope));
  });
}

/** What was written, as the value of an attribute of a type; without a type, as it is. */
export function writtenCode(written: Written, type: AttributeType | undefined, scope: CodeScope): Doc {
  switch (written.kind) {
    case 'formula':
      if (type === undefined) return unwrapped(valueCode(written.expression, scope).code);
      return unwrapped(
        type.type === 'boolean' || type.type === 'settings'
          ? booleanCode(written.expression, scope)
          : numberCode(written.expression, scope),
      );
    case 'word':
      return templateCode(written, scope);
    case 'list': {
      const inner: AttributeType | undefined =
        type === undefined ? undefined : type.type === 'margins' ? { type: 'pair' } : { type: 'number' };
      return array(written.items.map((item) => writtenCode(item, inner, scope)));
    }
    case 'settings': {
      const fields = type?.type === 'settings' ? type.fields : {};
      return object([...written.entries].map(([key, entry]) => [key, writtenCode(entry, fields[key]?.type, scope)]));
    }
  }
}

/** A word or a name: a string, or a template literal where it has holes. */
export function templateCode(template: Template, scope: CodeScope): string {
  const [only] = template.parts;
  if (template.parts.length === 1 && typeof only === 'string') return quote(only);
  if (template.parts.length === 1 && typeof only === 'object') return unwrapped(valueCode(only.expression, scope).code);
  return `\`${templateInside(template, scope)}\``;
}

/** A template's text between back-ticks. */
export function templateInside(template: Template, scope: CodeScope): string {
  return template.parts
    .map((part) => (typeof part === 'string' ? templateText(part) : `\${${holeCode(part.expression, scope)}}`))
    .join('');
}

function holeCode(expression: Expression, scope: CodeScope): string {
  const { code, type } = valueCode(expression, scope);
  return type === '[number, number]' ? `${code}.join('x')` : unwrapped(code);
}
