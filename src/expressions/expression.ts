/**
 * The language's expressions: numbers, booleans, null, names, `in.height`, arithmetic, comparisons, `and or not`,
 * `a if b else c`, and a handful of functions. They are parsed and walked, never run as code.
 */
import * as messages from '../diagnostics/messages/expressions.js';
import type { Message } from '../diagnostics/messages/message.js';
import { add, type Dim, floorDivide, isKnown, longestFormula, multiply, subtract } from './shape.js';

/** Offsets into the expression's own text, `end` exclusive. */
interface Extent {
  readonly start: number;
  readonly end: number;
}

type LogicalOperator = '==' | '!=' | 'and' | 'or';
export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '<' | '<=' | '>' | '>=' | LogicalOperator;

export const functions = {
  min: { least: 1, most: 64 },
  max: { least: 1, most: 64 },
  round: { least: 1, most: 1 },
  floor: { least: 1, most: 1 },
  ceil: { least: 1, most: 1 },
} as const;
export type FunctionName = keyof typeof functions;

/** What `in.` can be asked for: the shape at hand, height x width x channels for an image. */
export const sizes = ['height', 'width', 'channels'] as const;
export type Size = (typeof sizes)[number];

export type Expression = Extent &
  (
    | { readonly kind: 'literal'; readonly value: number | boolean | null }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'size'; readonly size: Size }
    | { readonly kind: 'not' | 'negate'; readonly operand: Expression }
    | {
        readonly kind: 'binary';
        readonly operator: BinaryOperator;
        readonly left: Expression;
        readonly right: Expression;
      }
    | { readonly kind: 'call'; readonly function: FunctionName; readonly arguments: readonly Expression[] }
    /** `whenTrue if condition else whenFalse` */
    | {
        readonly kind: 'conditional';
        readonly condition: Expression;
        readonly whenTrue: Expression;
        readonly whenFalse: Expression;
      }
  );

/** Stands in for an expression that can't be read, which was reported: it has no value. */
export const unreadable: Expression = { kind: 'name', name: '', start: 0, end: 0 };

/** What an expression comes to. A parameter can also stand for a word or a size such as 1x7. */
export type Value = Dim | boolean | null | string | readonly Value[];

/** A mistake in an expression, and where it is in the expression's text. */
export interface ExpressionFault extends Extent {
  readonly message: Message<
    'expression-syntax' | 'expression-type' | 'division-by-zero' | 'unknown-size' | 'too-large'
  >;
}

// ---------------------------------------------------------------- parsing

interface Token extends Extent {
  readonly kind: 'number' | 'name' | 'operator' | 'end';
  readonly text: string;
}

const tokenPattern =
  /(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_][A-Za-z0-9_]*)|(?<operator>\/\/|\*\*|[=!<>]=|[-+*/%<>(),.])/y;

/** What stands in other languages for what is written otherwise here. */
const strangers: ReadonlyMap<string, string> = new Map([
  ['=', '=='],
  ['!', 'not'],
  ['&', 'and'],
  ['|', 'or'],
  ['?', '"value if condition else other"'],
  ['is', '== or !='],
  ['**', 'a product, such as n * n'],
  ['^', 'a product, such as n * n'],
  ['$', 'a name by itself, without $'],
  ['{', 'a name by itself, without braces'],
]);

/** What functions are called elsewhere. */
const foreignFunctions: ReadonlyMap<string, FunctionName> = new Map([
  ['int', 'floor'],
  ['trunc', 'floor'],
  ['ceiling', 'ceil'],
  ['minimum', 'min'],
  ['maximum', 'max'],
]);

/** Deeper nesting than any person writes; it bounds the recursion here and in everything that walks an expression. */
const deepest = 64;

const binaryLevels: readonly (readonly string[])[] = [
  ['or'],
  ['and'],
  ['not'],
  ['==', '!=', '<', '<=', '>', '>='],
  ['+', '-'],
  ['*', '/', '//', '%'],
];
const notLevel = 2;
const comparisonLevel = 3;

/** Reads an expression; a fault says what was expected and where. */
export function parseExpression(text: string): Expression | ExpressionFault {
  try {
    return new ExpressionParser(text).parse();
  } catch (fault) {
    if (fault instanceof SyntaxFault) return fault.fault;
    throw fault;
  }
}

/** What to write for a mark or a word of another language. */
function instead(text: string): string | undefined {
  const meant = strangers.get(text);
  return meant && `write ${meant}`;
}

class SyntaxFault extends Error {
  constructor(readonly fault: ExpressionFault) {
    super(fault.message.text);
  }
}

class ExpressionParser {
  private position = 0;
  private token: Token;
  private depth = 0;

  constructor(private readonly text: string) {
    this.token = this.scan();
  }

  parse(): Expression {
    const expression = this.parseConditional();
    if (this.token.kind !== 'end') {
      const isChained = binaryLevels[comparisonLevel]?.includes(this.token.text);
      this.fail(
        isChained ? messages.chainedComparison() : messages.expectedEnd(this.token.text, instead(this.token.text)),
      );
    }
    return expression;
  }

  private fail(message: ExpressionFault['message'], { start, end }: Extent = this.token): never {
    throw new SyntaxFault({ message, start, end });
  }

  private scan(): Token {
    while (/\s/.test(this.text[this.position] ?? '')) this.position += 1;
    const start = this.position;
    if (start >= this.text.length) return { kind: 'end', text: '', start: Math.max(0, start - 1), end: start };
    tokenPattern.lastIndex = start;
    const groups = tokenPattern.exec(this.text)?.groups;
    if (!groups) {
      const character = String.fromCodePoint(this.text.codePointAt(start) as number);
      const at = { start, end: start + character.length };
      this.fail(messages.unknownCharacter(character, instead(character)), at);
    }
    const [number] = /^\d[\w.]*/.exec(this.text.slice(start)) ?? [];
    if (number !== undefined && groups.number !== number)
      this.fail(messages.notDecimal(number), { start, end: start + number.length });
    const [kind, text] = Object.entries(groups).find(([, matched]) => matched !== undefined) as [Token['kind'], string];
    this.position = start + text.length;
    return { kind, text, start, end: this.position };
  }

  private take(): Token {
    const token = this.token;
    this.token = this.scan();
    return token;
  }

  private expect(text: string): Token {
    if (this.token.text !== text) {
      const isEnd = this.token.kind === 'end';
      this.fail(isEnd ? messages.expectedAtEnd(text) : messages.expectedToken(text, this.token.text));
    }
    return this.take();
  }

  /** As in Python: `a if b else c if d else e` is `a if b else (c if d else e)`. */
  private parseConditional(): Expression {
    const whenTrue = this.parseLevel(0);
    if (this.token.text !== 'if') return whenTrue;
    this.take();
    const condition = this.parseLevel(0);
    this.expect('else');
    const whenFalse = this.deeper(() => this.parseConditional());
    return { kind: 'conditional', condition, whenTrue, whenFalse, start: whenTrue.start, end: whenFalse.end };
  }

  private deeper(parse: () => Expression): Expression {
    this.depth += 1;
    if (this.depth > deepest * binaryLevels.length) this.fail(messages.nestedTooDeep(deepest));
    try {
      return parse();
    } finally {
      this.depth -= 1;
    }
  }

  private parseLevel(level: number): Expression {
    return this.deeper(() => {
      if (level === binaryLevels.length) return this.parseUnary();
      if (level === notLevel) return this.parseNot();
      let left = this.parseLevel(level + 1);
      let chained = 0;
      while (binaryLevels[level]?.includes(this.token.text)) {
        const operator = this.take().text as BinaryOperator;
        const right = this.parseLevel(level + 1);
        left = { kind: 'binary', operator, left, right, start: left.start, end: right.end };
        chained += 1;
        if (chained > deepest) this.fail(messages.tooManyOperators(deepest));
        if (level === comparisonLevel) break;
      }
      return left;
    });
  }

  private parseNot(): Expression {
    if (this.token.text !== 'not') return this.parseLevel(notLevel + 1);
    const { start } = this.take();
    const operand = this.parseLevel(notLevel);
    return { kind: 'not', operand, start, end: operand.end };
  }

  private parseUnary(): Expression {
    if (this.token.text !== '-') return this.parsePrimary();
    const { start } = this.take();
    const operand = this.parseLevel(binaryLevels.length);
    return { kind: 'negate', operand, start, end: operand.end };
  }

  private parsePrimary(): Expression {
    const token = this.take();
    const { start, end } = token;
    if (token.kind === 'number') return { kind: 'literal', value: Number(token.text), start, end };
    if (token.text === '(') {
      const inner = this.parseConditional();
      return { ...inner, start, end: this.expect(')').end };
    }
    if (token.kind !== 'name') {
      this.fail(token.kind === 'end' ? messages.unexpectedEnd() : messages.expectedValue(token.text), token);
    }
    switch (token.text) {
      case 'true':
      case 'false':
        return { kind: 'literal', value: token.text === 'true', start, end };
      case 'null':
        return { kind: 'literal', value: null, start, end };
      case 'and':
      case 'or':
      case 'not':
      case 'if':
      case 'else':
        return this.fail(messages.expectedValue(token.text), token);
    }
    if (token.text === 'in' || this.token.text === '.') return this.parseSize(token);
    return this.token.text === '(' ? this.parseCall(token) : { kind: 'name', name: token.text, start, end };
  }

  private parseSize(object: Token): Expression {
    if (object.text !== 'in') {
      const [member] = /^\w+/.exec(this.text.slice(this.position).trimStart()) ?? [];
      const isOwn =
        ['self', 'args', 'cfg', 'config', 'params', 'hparams'].includes(object.text) && member !== undefined;
      this.fail(messages.noMembers(object.text, sizes, isOwn ? member : undefined), object);
    }
    if (this.token.text !== '.') this.fail(messages.noSize(sizes), object);
    this.take();
    const member = this.take();
    const size = sizes.find((known) => known === member.text);
    if (!size) this.fail(messages.unknownSizeName(member.text, sizes), member);
    return { kind: 'size', size, start: object.start, end: member.end };
  }

  private parseCall(callee: Token): Expression {
    if (!Object.hasOwn(functions, callee.text)) {
      const meant = foreignFunctions.get(callee.text);
      this.fail(messages.unknownFunction(callee.text, Object.keys(functions), meant), callee);
    }
    const name = callee.text as FunctionName;
    this.take();
    const args: Expression[] = [];
    if (this.token.text !== ')') {
      args.push(this.parseConditional());
      while (this.token.text === ',') {
        this.take();
        args.push(this.parseConditional());
      }
    }
    const { end } = this.expect(')');
    const { least, most } = functions[name];
    if (args.length < least || args.length > most) {
      const takes = least === most ? `${least} argument` : `${least} to ${most} arguments`;
      this.fail(messages.argumentCount(name, takes, args.length), { start: callee.start, end });
    }
    return { kind: 'call', function: name, arguments: args, start: callee.start, end };
  }
}

// ---------------------------------------------------------------- walking

/** Every part of an expression, itself first. */
export function* walk(expression: Expression): Generator<Expression> {
  yield expression;
  switch (expression.kind) {
    case 'not':
    case 'negate':
      yield* walk(expression.operand);
      break;
    case 'binary':
      yield* walk(expression.left);
      yield* walk(expression.right);
      break;
    case 'call':
      for (const argument of expression.arguments) yield* walk(argument);
      break;
    case 'conditional':
      yield* walk(expression.condition);
      yield* walk(expression.whenTrue);
      yield* walk(expression.whenFalse);
  }
}

/** The factors of a product of nothing but numbers, such as 3*3; undefined for any other expression. */
export function factorsOf(expression: Expression): readonly number[] | undefined {
  if (expression.kind !== 'binary' || expression.operator !== '*') return undefined;
  const { left, right } = expression;
  const before = left.kind === 'literal' ? [left.value] : factorsOf(left);
  const factors = right.kind === 'literal' ? [...(before ?? [null]), right.value] : [null];
  return factors.every((factor) => typeof factor === 'number') ? factors : undefined;
}

/** Whether a name stands somewhere in an expression. */
export function mentions(expression: Expression, name: string): boolean {
  for (const part of walk(expression)) if (part.kind === 'name' && part.name === name) return true;
  return false;
}

/** Whether a value counts as true in a condition: everything does but false, null and 0, as in Python. */
export function isTrue(value: Value): boolean {
  return value !== false && value !== null && value !== 0;
}

/** What an expression's names and sizes stand for. `undefined` is a value that could not be had, and was reported. */
export interface Scope {
  lookup(name: Expression & { kind: 'name' }): Value | undefined;
  size(size: Expression & { kind: 'size' }): Value | undefined;
  /** Takes a mistake that only evaluation can find. */
  report(fault: ExpressionFault): void;
  /** Hears that an unknown operand of `min` was left out in favour of the known ones: `operand >= least`. */
  assume(operand: Dim, least: number): void;
}

/** The value of an expression; undefined where a part has none, which the scope has then been told. */
export function evaluate(expression: Expression, scope: Scope): Value | undefined {
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
    case 'conditional': {
      const condition = evaluate(expression.condition, scope);
      if (condition === undefined) return undefined;
      return evaluate(isTrue(condition) ? expression.whenTrue : expression.whenFalse, scope);
    }
  }
}

function evaluateNumber(expression: Expression, scope: Scope): Dim | undefined {
  const value = evaluate(expression, scope);
  if (value === undefined || typeof value === 'number' || isFormula(value)) return value;
  const { start, end } = expression;
  scope.report({ message: messages.expectedNumber(describeValue(value)), start, end });
  return undefined;
}

function isFormula(value: Value): value is Exclude<Dim, number> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value in words, for messages. */
export function describeValue(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return `the boolean ${value}`;
  if (typeof value === 'string') return `the word "${value}"`;
  if (isFormula(value)) return 'an unknown size';
  return typeof value === 'number' ? String(value) : `the list ${value.map((item) => describeValue(item)).join(', ')}`;
}

function evaluateBinary(expression: Expression & { kind: 'binary' }, scope: Scope): Value | undefined {
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
  if ((operator === '/' || operator === '//' || operator === '%') && right === 0) {
    const { start, end } = expression.right;
    scope.report({ message: messages.divisionByZero(operator), start, end });
    return undefined;
  }
  const value = isKnown(left) && isKnown(right) ? compute(operator, left, right) : combine(operator, left, right);
  if (value === undefined) return unknownSize(expression, scope);
  const isSane =
    typeof value === 'number' ? Number.isFinite(value) : !isFormula(value) || value.key.length <= longestFormula;
  if (isSane) return value;
  const { start, end } = expression;
  scope.report({ message: messages.tooLargeValue(), start, end });
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

/** What two operands come to of which one is not known, where that is a formula. */
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

function evaluateCall(expression: Expression & { kind: 'call' }, scope: Scope): Value | undefined {
  const operands: Dim[] = [];
  for (const argument of expression.arguments) {
    const operand = evaluateNumber(argument, scope);
    if (operand === undefined) return undefined;
    operands.push(operand);
  }
  const known = operands.filter(isKnown);
  if (known.length === operands.length) return Math[expression.function](...(known as [number]));
  if (operands.length === 1 && expression.function !== 'min') return operands[0];
  if (expression.function !== 'min' || known.length === 0) return unknownSize(expression, scope);
  const least = Math.min(...known);
  for (const operand of operands) if (!isKnown(operand)) scope.assume(operand, least);
  return least;
}

function unknownSize(expression: Expression, scope: Scope): undefined {
  const { start, end } = expression;
  scope.report({ message: messages.dependsOnUnknownSize(), start, end });
}
