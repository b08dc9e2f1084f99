/**
 * The expressions of the language: numbers, booleans, null, names, `in.height`, arithmetic, comparisons, `and or not`,
 * `a if b else c`, and some functions. They are parsed and walked, never run as code.
 */
import type { Message } from '../diagnostics/messages/message.js';
import type { TextRange } from '../text/source.js';
import type { Dim } from './shape.js';

export type LogicalOperator = '==' | '!=' | 'and' | 'or';
export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '<' | '<=' | '>' | '>=' | LogicalOperator;

export const functions = {
  min: { least: 1, most: 64 },
  max: { least: 1, most: 64 },
  round: { least: 1, most: 1 },
  floor: { least: 1, most: 1 },
  ceil: { least: 1, most: 1 },
  sqrt: { least: 1, most: 1 },
  exp: { least: 1, most: 1 },
  log: { least: 1, most: 1 },
  sin: { least: 1, most: 1 },
  cos: { least: 1, most: 1 },
} as const;
export type BuiltinName = keyof typeof functions;

/** The functions of whole numbers with whole results, which leave a size as it is. */
export const wholeFunctions: ReadonlySet<BuiltinName> = new Set(['max', 'round', 'floor', 'ceil']);

/** The sizes of the input: height x width x channels of an image. */
export const sizes = ['height', 'width', 'channels'] as const;
export type SizeName = (typeof sizes)[number];

export type Expression = TextRange &
  (
    | { readonly kind: 'literal'; readonly value: number | boolean | null }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'size'; readonly size: SizeName }
    | { readonly kind: 'not' | 'negate'; readonly operand: Expression }
    | {
        readonly kind: 'binary';
        readonly operator: BinaryOperator;
        readonly left: Expression;
        readonly right: Expression;
      }
    | { readonly kind: 'call'; readonly function: BuiltinName; readonly arguments: readonly Expression[] }
    /** A call of a function that the spec defines. */
    | { readonly kind: 'apply'; readonly function: NameExpression; readonly arguments: readonly Expression[] }
    /** `whenTrue if condition else whenFalse` */
    | {
        readonly kind: 'conditional';
        readonly condition: Expression;
        readonly whenTrue: Expression;
        readonly whenFalse: Expression;
      }
  );

/** A call of a function that the spec defines. */
export type Application = Expression & { readonly kind: 'apply' };

/** A mention of a parameter, a formula, an index or an attribute. */
export type NameExpression = Expression & { readonly kind: 'name' };

/** A placeholder for an expression that could not be parsed, which was reported. It has no value. */
export const unreadable: Expression = { kind: 'name', name: '', start: 0, end: 0 };

/** The value of an expression. A parameter may also be a word, or a size such as 1x7. */
export type Value = Dim | boolean | null | string | readonly Value[];

/** A mistake in an expression; offsets are into the expression's text. */
export interface ExpressionFault extends TextRange {
  readonly message: Message<
    'expression-syntax' | 'expression-type' | 'division-by-zero' | 'undefined-value' | 'unknown-size' | 'too-large'
  >;
}

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
    case 'apply':
      yield expression.function;
      for (const argument of expression.arguments) yield* walk(argument);
      break;
    case 'conditional':
      yield* walk(expression.condition);
      yield* walk(expression.whenTrue);
      yield* walk(expression.whenFalse);
  }
}

/** The factors of a product of numbers only, such as 3*3; undefined for any other expression. */
export function factorsOf(expression: Expression): readonly number[] | undefined {
  if (expression.kind !== 'binary' || expression.operator !== '*') return undefined;
  const { left, right } = expression;
  const before = left.kind === 'literal' ? [left.value] : factorsOf(left);
  const factors = right.kind === 'literal' ? [...(before ?? [null]), right.value] : [null];
  return factors.every((factor) => typeof factor === 'number') ? factors : undefined;
}

/** Whether an expression mentions a name. */
export function mentions(expression: Expression, name: string): boolean {
  for (const part of walk(expression)) if (part.kind === 'name' && part.name === name) return true;
  return false;
}
