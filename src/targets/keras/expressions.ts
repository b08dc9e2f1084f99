/** Expressions of the module IR as Python. */
import type { BinaryOperator, BuiltinName } from '../../expressions/expression.js';
import { attributeOf } from '../../lower/attributes.js';
import type { Call, Entry, Expr, LayerCall } from '../../lower/module.js';
import type { AttributeType } from '../../ops/attributes.js';
import { type Doc, flatText } from '../code/layout.js';
import { pascalCase } from '../code/lexical.js';
import { numberKind } from './numbers.js';
import { kerasValue } from './ops/values.js';
import { breakable, collection, pyCall, tuple } from './python.js';

/** Code with its precedence in Python, and how it is written in parentheses. */
type PythonExpression = readonly [code: Doc, binds: number, inParentheses?: Doc];

const atom = 20;
export const comparison = 4;

const operators: Readonly<Record<BinaryOperator, readonly [code: string, binds: number]>> = {
  or: ['or', 1],
  and: ['and', 2],
  '<': ['<', comparison],
  '<=': ['<=', comparison],
  '>': ['>', comparison],
  '>=': ['>=', comparison],
  '==': ['==', comparison],
  '!=': ['!=', comparison],
  '+': ['+', 6],
  '-': ['-', 6],
  '*': ['*', 7],
  '/': ['/', 7],
  '//': ['//', 7],
  '%': ['%', 7],
  '**': ['**', 9],
};

const functions: Readonly<Record<Exclude<BuiltinName, 'round'>, string>> = {
  min: 'min',
  max: 'max',
  floor: 'math.floor',
  ceil: 'math.ceil',
  sqrt: 'math.sqrt',
  exp: 'math.exp',
  log: 'math.log',
  sin: 'math.sin',
  cos: 'math.cos',
};

/** An expression as code, in parentheses if its precedence is below `least`. */
export function code(expression: Expr, least = 0): Doc {
  const [own, binds, inParentheses = ['(', own, ')']] = write(expression);
  return binds < least ? inParentheses : own;
}

function write(expression: Expr): PythonExpression {
  switch (expression.kind) {
    case 'literal':
      return [literalText(expression.value), atom];
    case 'variable':
      return [expression.name, atom];
    case 'first':
      return [`${expression.of}[0]`, atom];
    case 'all':
      return [['*', expression.list], atom];
    case 'size':
      return expression.size === 'channels'
        ? [sizeCode(expression), atom]
        : [[sizeCode(expression), ' or sys.maxsize'], 1];
    case 'not':
      return [['not ', code(expression.operand, 3)], 3];
    case 'negate':
      return [['-', code(expression.operand, 8)], 8];
    case 'truth':
      return [pyCall('bool', [code(expression.of)]), atom];
    case 'binary':
      return writeBinary(expression);
    case 'conditional': {
      const { condition, whenTrue, whenFalse } = expression;
      return choice(code(whenTrue, 1), code(condition, 1), code(whenFalse));
    }
    case 'or-else': {
      const value = code(expression.value, 1);
      return choice(value, [value, ' is not None'], code(expression.otherwise));
    }
    case 'narrowed':
      return write(expression.value);
    case 'math': {
      if (expression.function === 'min') return [pyCall('min', minimumOf(expression.arguments)), atom];
      const args = expression.arguments.map((argument) => code(argument));
      // Halves round up, not to even as in Python.
      if (expression.function === 'round') return [['math.floor(', ...args, ' + 0.5)'], atom];
      return [pyCall(functions[expression.function], args), atom];
    }
    case 'function':
      return [[`lambda ${expression.parameters.join(', ')}, *_: `, condition(expression.body)], 0.4];
    case 'list': {
      return [tuple(expression.items.map((item) => code(item))), atom];
    }
    case 'settings':
      return [dictCode(expression.entries, code), atom];
    case 'sizes':
      return [dictCode(expression.entries, wholeCode), atom];
    case 'named':
      return [namedCode(expression), atom];
    case 'text':
      return [`f"${expression.parts.map(textPart).join('')}"`, atom];
    case 'size-text':
      return [`f"${textPart(expression)}"`, atom];
    case 'without-separator':
      return [[code(expression.prefix, atom), '[:-1]'], atom];
    case 'output': {
      const { of, name, isOptional } = expression;
      const item = `${of}[${/^\d+$/.test(name) ? name : text(name)}]`;
      return isOptional ? choice(item, `${of} is not None`, 'None') : [item, atom];
    }
    case 'call':
      return [callCode(expression), atom];
    case 'layer':
      return [layerCode(expression), atom];
  }
}

/** The operands of a minimum. An unknown size counts as the number beside it, which keeps the result a whole number. */
function minimumOf(operands: readonly Expr[]): readonly Doc[] {
  const number = operands.find(({ kind }) => kind === 'literal');
  return operands.map((operand) => {
    if (!number || operand.kind !== 'size' || operand.size === 'channels') return code(operand);
    return [sizeCode(operand), ' or ', code(number)];
  });
}

const sizeCode = ({ tensor, size }: Expr & { kind: 'size' }): Doc => [
  code(tensor, atom),
  `.shape[${{ height: 1, width: 2, channels: -1 }[size]}]`,
];

/** A condition: the operands of `and` or `or` are on several lines if they do not fit. */
export function condition(of: Expr): Doc {
  if (of.kind !== 'binary' || (of.operator !== 'and' && of.operator !== 'or')) return code(of);
  const [, binds] = operators[of.operator];
  const [first, ...others] = operandsOf(of, of.operator);
  return breakable([
    first ? code(first, binds) : '',
    ...others.map((one) => [`${of.operator} `, code(one, binds + 1)]),
  ]);
}

/** The operands of an operator that is repeated. */
const operandsOf = (of: Expr, operator: BinaryOperator): readonly Expr[] =>
  of.kind === 'binary' && of.operator === operator ? [...operandsOf(of.left, operator), of.right] : [of];

/** `a if condition else b` */
function choice(whenTrue: Doc, condition: Doc, whenFalse: Doc): PythonExpression {
  const parts = [whenTrue, ['if ', condition], ['else ', whenFalse]];
  return [breakable(parts), 0.5, breakable(parts, true)];
}

function writeBinary({ operator, left, right }: Expr & { kind: 'binary' }): PythonExpression {
  const [own, binds] = operators[operator];
  const isNull = right.kind === 'literal' && right.value === null;
  const written = isNull && operator === '==' ? 'is' : isNull && operator === '!=' ? 'is not' : own;
  if (operator === '**') {
    // Formatters leave out the spaces between names and numbers.
    const sign = [left, right].every(isSimple) ? '**' : ' ** ';
    return [[code(left, binds + 1), sign, code(right, binds - 1)], binds];
  }
  // Python chains comparisons.
  const least = binds === comparison ? comparison + 1 : binds;
  return [[code(left, least), ` ${written} `, code(right, binds + 1)], binds];
}

const isSimple = ({ kind }: Expr): boolean => kind === 'variable' || kind === 'literal';

function callCode({ callee, arguments: args, options }: Call): Doc {
  return pyCall(callee, [...args.map((argument) => code(argument)), ...keywords(options)]);
}

/** `conv2d(x, name, filters=32)` */
function layerCode({ op, callee, inputs, takesList, name, weights, trainable, attributes }: LayerCall): Doc {
  const codes = inputs.map((input) => code(input));
  const x = takesList ? collection('[', codes, ']') : (codes[0] ?? '');
  const frozen: readonly Entry[] = trainable ? [['trainable', trainable]] : [];
  const options = attributes.map(
    ({ key, option, value }): Doc => [
      option,
      '=',
      attributeCode(kerasValue(op, key, value), attributeOf(op, key).type),
    ],
  );
  const shared: readonly Entry[] = weights ? [['weights', weights]] : [];
  // The layer that it ties to has a name.
  const own = op.ties ? [] : [code(name)];
  return pyCall(callee, [x, ...own, ...options, ...keywords([...frozen, ...shared])]);
}

export const keywords = (entries: readonly Entry[]): readonly Doc[] =>
  entries.map(([key, value]) => [key, '=', code(value)]);

const dictCode = (entries: readonly Entry[], valueCode: (value: Expr) => Doc): Doc =>
  collection(
    '{',
    entries.map(([key, value]) => [text(key), ': ', valueCode(value)]),
    '}',
  );

/** The value of an attribute: sizes are whole. */
export function attributeCode(value: Expr, type: AttributeType): Doc {
  if (type.type === 'number' || type.type === 'table') return code(value);
  return value.kind === 'list' ? tuple(value.items.map((item) => attributeCode(item, type))) : wholeCode(value);
}

/** A value that is a whole number, if it is a number. */
export const wholeCode = (value: Expr): Doc =>
  numberKind(value) === 'float' ? pyCall('int', [code(value)]) : code(value);

/** `initializers.TruncatedNormal(stddev=0.01)`, or a word where nothing is set. */
function namedCode({ role, name, settings }: Expr & { kind: 'named' }): Doc {
  if (name === 'none') return 'None';
  if (role === 'initializer' && settings.length === 0) return text(name);
  return pyCall(`${role}s.${pascalCase(name)}`, keywords(settings));
}

/** A part of a text between the quotes. */
function textPart(part: string | Expr): string {
  if (typeof part === 'string') return escaped(part, '"').replace(/[{}]/g, '$&$&');
  if (part.kind !== 'size-text') return `{${numberText(part)}}`;
  const size = flatText(code(part.size, atom));
  return Array.from({ length: part.length }, (_, axis) => `{${size}[${axis}]}`).join('x');
}

/** What fills a hole: numbers and booleans as the spec writes them, 2 and not 2.0, true and not True. */
function numberText(value: Expr): string {
  const written = flatText(code(value));
  const kind = numberKind(value);
  if (kind === 'bool') return `str(${written}).lower()`;
  return kind === 'float' ? `${written}:.15g` : written;
}

/** A string literal, in the quotes that need the fewest escapes. */
export function text(value: string): string {
  const quote = value.includes('"') && !value.includes("'") ? "'" : '"';
  return quote + escaped(value, quote) + quote;
}

/** Text inside a string literal: Python has the escapes of JSON. What can't be seen is escaped, too. */
const escaped = (value: string, quote: string): string =>
  JSON.stringify(value)
    .slice(1, -1)
    .replaceAll('\\"', quote === '"' ? '\\"' : '"')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
      const point = (character.codePointAt(0) ?? 0).toString(16);
      return point.length > 4 ? `\\U${point.padStart(8, '0')}` : `\\u${point.padStart(4, '0')}`;
    });

export function literalText(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return text(value);
  return value === null || value === undefined ? 'None' : String(value);
}
