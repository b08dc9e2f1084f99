/** Expressions of the module IR as TypeScript. */
import type { BinaryOperator } from '../../../expressions/expression.js';
import type { Call, Expr, LayerCall } from '../../../lower/module.js';
import type { Language } from '../../code/language.js';
import { array, arrow, call, type Doc, flatText, object } from '../../code/layout.js';
import { propertyKey, quote, templateText } from '../../code/lexical.js';
import { attributeCode } from '../ops/arguments.js';
import { tensorType, typeText } from './types.js';

/** Code, and how tightly it binds, as in JavaScript's table of operators. */
interface Piece {
  readonly code: Doc;
  readonly binds: number;
}

const atom = 20;
const unary = 14;
/** `??` and `as` can't be mixed with most operators, and are in parentheses unless they are alone. */
const loose = 2.5;
const ternary = 2;

const operators: Readonly<Record<Exclude<BinaryOperator, '//' | '%'>, readonly [code: string, binds: number]>> = {
  '**': ['**', 13],
  '*': ['*', 12],
  '/': ['/', 12],
  '+': ['+', 11],
  '-': ['-', 11],
  '<': ['<', 9],
  '<=': ['<=', 9],
  '>': ['>', 9],
  '>=': ['>=', 9],
  '==': ['===', 8],
  '!=': ['!==', 8],
  and: ['&&', 4],
  or: ['||', 3],
};

export class Expressions {
  constructor(private readonly language: Language) {}

  /** An expression, in parentheses if its precedence is below `least`. */
  code(expression: Expr, least = 0): Doc {
    const { code, binds } = this.write(expression);
    return binds < least ? ['(', code, ')'] : code;
  }

  /** A number that something is compared with. */
  bound(expression: Expr): Doc {
    return this.code(expression, operators['<'][1] + 1);
  }

  private write(expression: Expr): Piece {
    switch (expression.kind) {
      case 'literal':
        return writeLiteral(expression.value);
      case 'variable':
        return { code: expression.name, binds: atom };
      case 'first':
        return { code: `${expression.of}[0]`, binds: atom };
      case 'all':
        return { code: [expression.first, ', ...', expression.others], binds: loose };
      case 'size': {
        const tensor = this.code(expression.tensor, atom);
        const index = { height: '1', width: '2', channels: [tensor, '.shape.length - 1'] }[expression.size];
        return { code: [tensor, '.shape[', index, '] ?? Infinity'], binds: loose };
      }
      case 'not':
        return { code: ['!', this.code(expression.operand, unary)], binds: unary };
      case 'negate':
        return { code: ['-', this.code(expression.operand, unary + 1)], binds: unary };
      case 'truth':
        return { code: ['Boolean(', this.code(expression.of), ')'], binds: atom };
      case 'binary':
        return this.writeBinary(expression);
      case 'conditional': {
        const { condition, whenTrue, whenFalse } = expression;
        const sides = [this.code(whenTrue, ternary + 0.1), ' : ', this.code(whenFalse, ternary)];
        return { code: [this.code(condition, ternary + 1), ' ? ', ...sides], binds: ternary };
      }
      case 'or-else':
        return { code: [this.code(expression.value, 4), ' ?? ', this.code(expression.otherwise, 4)], binds: loose };
      case 'narrowed': {
        const code = this.language.readAs(flatText(this.code(expression.value, atom)), typeText(expression.type));
        return { code, binds: this.language.javascript ? atom : loose };
      }
      case 'math': {
        const args = expression.arguments.map((argument) => flatText(this.code(argument)));
        return { code: `Math.${expression.function}(${args.join(', ')})`, binds: atom };
      }
      case 'function':
        // Formatters put a conditional in parentheses here.
        return {
          code: arrow(`(${expression.parameters.join(', ')})`, this.code(expression.body, ternary + 0.1)),
          binds: loose,
        };
      case 'list':
        return { code: array(expression.items.map((item) => this.code(item))), binds: atom };
      case 'settings':
      case 'sizes':
        return { code: object(expression.entries.map(([key, value]) => [key, this.code(value)])), binds: atom };
      case 'named':
        return { code: quote(expression.name), binds: atom };
      case 'text':
        return { code: `\`${this.textInside(expression.parts)}\``, binds: atom };
      case 'size-text':
        return { code: [this.code(expression.size, atom), ".join('x')"], binds: atom };
      case 'without-separator':
        return { code: [this.code(expression.prefix, atom), '.slice(0, -1)'], binds: atom };
      case 'output': {
        const code = outputCode(expression);
        if (!expression.isOpen || expression.isOptional) return { code, binds: atom };
        return { code: this.language.readAs(code, tensorType), binds: this.language.javascript ? atom : loose };
      }
      case 'call':
        return { code: this.callCode(expression), binds: atom };
      case 'layer':
        return { code: this.layerCode(expression), binds: atom };
    }
  }

  private textInside(parts: readonly (string | Expr)[]): string {
    return parts
      .map((part) => (typeof part === 'string' ? templateText(part) : `\${${flatText(this.code(part))}}`))
      .join('');
  }

  private writeBinary({ operator, left, right }: Expr & { kind: 'binary' }): Piece {
    if (operator === '//' || operator === '%') {
      const dividend = this.side(left, 12, '/');
      const divisor = this.code(right, 13);
      const quotient = ['Math.floor(', dividend, ' / ', divisor, ')'];
      return operator === '//'
        ? { code: quotient, binds: atom }
        : { code: [dividend, ' - ', quotient, ' * ', divisor], binds: 11 };
    }
    const [code, binds] = operators[operator];
    if (operator === '**') return { code: [this.code(left, unary + 1), ' ** ', this.code(right, binds)], binds };
    return { code: [this.side(left, binds, operator), ` ${code} `, this.side(right, binds + 1, operator)], binds };
  }

  /** A side of an operator, in parentheses also where operators of one rank mix, as formatters have it. */
  private side(expression: Expr, least: number, operator: BinaryOperator): Doc {
    const inner = expression.kind === 'binary' ? expression.operator : undefined;
    const mixes =
      (operator === '/' && inner === '*') ||
      (operator === '*' && inner === '/') ||
      (operator === 'or' && inner === 'and');
    return this.code(expression, mixes ? atom : least);
  }

  private callCode({ callee, arguments: args, options }: Call): Doc {
    const named = options.map(([key, value]) => [key, this.code(value)] as const);
    return call(callee, [...args.map((argument) => this.code(argument)), ...optionsCode(named)]);
  }

  /** `conv2d(x, name, { filters })`; a name under which weights are shared is that of the layer that has them. */
  private layerCode({ op, callee, inputs, takesList, name, weights, trainable, attributes }: LayerCall): Doc {
    const codes = inputs.map((input) => this.code(input));
    const x = takesList ? array(codes) : (codes[0] ?? '');
    const own = this.code(name);
    const owner = weights ? call('owner', [this.code(weights), own]) : own;
    const named = attributes.map(({ key, option, value }) => [option, attributeCode(value, key, op, this)] as const);
    const frozen = trainable ? [['trainable', this.code(trainable)] as const] : [];
    return call(callee, [x, owner, ...optionsCode([...named, ...frozen])]);
  }
}

const optionsCode = (entries: readonly (readonly [string, Doc])[]): readonly Doc[] =>
  entries.length > 0 ? [object(entries)] : [];

function writeLiteral(value: number | boolean | string | null): Piece {
  if (typeof value === 'string') return { code: quote(value), binds: atom };
  return { code: String(value), binds: typeof value === 'number' && value < 0 ? unary : atom };
}

function outputCode({ of, name, isOptional }: Expr & { kind: 'output' }): string {
  if (/^\d+$/.test(name)) return `${of}${isOptional ? '?.' : ''}[${name}]`;
  const key = propertyKey(name);
  if (key === name) return `${of}${isOptional ? '?.' : '.'}${name}`;
  return `${of}${isOptional ? '?.' : ''}[${key}]`;
}
