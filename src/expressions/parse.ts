/** Parses expressions. */
import * as messages from '../diagnostics/messages/expressions.js';
import type { TextRange } from '../text/source.js';
import {
  type BinaryOperator,
  type BuiltinName,
  type Expression,
  type ExpressionFault,
  functions,
  type NameExpression,
  sizes,
} from './expression.js';

interface ExpressionToken extends TextRange {
  readonly kind: 'number' | 'name' | 'operator' | 'end';
  readonly text: string;
}

const tokenPattern =
  /(?<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z_][A-Za-z0-9_]*)|(?<operator>\/\/|\*\*|[=!<>]=|[-+*/%<>(),.])/y;

/** Operators and words of other languages, with those of netspec. */
const strangers: ReadonlyMap<string, string> = new Map([
  ['=', '=='],
  ['!', 'not'],
  ['&', 'and'],
  ['|', 'or'],
  ['?', '"value if condition else other"'],
  ['is', '== or !='],
  ['^', '**'],
  ['$', 'a name by itself, without $'],
  ['{', 'a name by itself, without braces'],
]);

/** The maximum nesting. It bounds the recursion here, and wherever an expression is walked. */
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

/** Parses an expression; a fault says what was expected, and where. */
export function parseExpression(text: string): Expression | ExpressionFault {
  try {
    return new ExpressionParser(text).parse();
  } catch (fault) {
    if (fault instanceof ParseFailure) return fault.fault;
    throw fault;
  }
}

/** What to write instead of an operator or a word of another language. */
function instead(text: string): string | undefined {
  const meant = strangers.get(text);
  return meant && `write ${meant}`;
}

class ParseFailure extends Error {
  constructor(readonly fault: ExpressionFault) {
    super(fault.message.text);
  }
}

class ExpressionParser {
  private position = 0;
  private token: ExpressionToken;
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

  private fail(message: ExpressionFault['message'], { start, end }: TextRange = this.token): never {
    throw new ParseFailure({ message, start, end });
  }

  private scan(): ExpressionToken {
    while (/\s/.test(this.text[this.position] ?? '')) this.position += 1;
    const start = this.position;
    if (start >= this.text.length) return { kind: 'end', text: '', start: Math.max(0, start - 1), end: start };
    tokenPattern.lastIndex = start;
    const groups = tokenPattern.exec(this.text)?.groups;
    if (!groups) {
      const character = String.fromCodePoint(this.text.codePointAt(start) ?? 0);
      const at = { start, end: start + character.length };
      this.fail(messages.unknownCharacter(character, instead(character)), at);
    }
    const [number] = /^\d[\w.]*/.exec(this.text.slice(start)) ?? [];
    if (number !== undefined && !groups.number?.startsWith(number))
      this.fail(messages.notDecimal(number), { start, end: start + number.length });
    const [kind, text] = Object.entries(groups).find(([, matched]) => matched !== undefined) as [
      ExpressionToken['kind'],
      string,
    ];
    this.position = start + text.length;
    return { kind, text, start, end: this.position };
  }

  private take(): ExpressionToken {
    const token = this.token;
    this.token = this.scan();
    return token;
  }

  private expect(text: string): ExpressionToken {
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
    if (this.token.text !== '-') return this.parsePower();
    const { start } = this.take();
    const operand = this.parseLevel(binaryLevels.length);
    return { kind: 'negate', operand, start, end: operand.end };
  }

  /** As in Python: `-2 ** 2` is -4, `2 ** -1` is 0.5, and `a ** b ** c` is `a ** (b ** c)`. */
  private parsePower(): Expression {
    const left = this.parsePrimary();
    if (this.token.text !== '**') return left;
    this.take();
    const right = this.parseLevel(binaryLevels.length);
    return { kind: 'binary', operator: '**', left, right, start: left.start, end: right.end };
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

  private parseSize(object: ExpressionToken): Expression {
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

  /** A call of a function of the language; of any other, which the spec may define. */
  private parseCall(callee: ExpressionToken): Expression {
    const { text, start } = callee;
    const args = this.parseArguments();
    const { end } = this.expect(')');
    if (!isBuiltin(text)) {
      const name: NameExpression = { kind: 'name', name: text, start, end: callee.end };
      return { kind: 'apply', function: name, arguments: args, start, end };
    }
    const { least, most } = functions[text];
    if (args.length < least || args.length > most)
      this.fail(messages.argumentCount(text, least, most, args.length), { start, end });
    return { kind: 'call', function: text, arguments: args, start, end };
  }

  private parseArguments(): readonly Expression[] {
    this.take();
    if (this.token.text === ')') return [];
    const args = [this.parseConditional()];
    while (this.token.text === ',') {
      this.take();
      args.push(this.parseConditional());
    }
    return args;
  }
}

const isBuiltin = (name: string): name is BuiltinName => Object.hasOwn(functions, name);
