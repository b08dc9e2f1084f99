/** A tensor as an expression of TensorFlow.js, and what expressions are made of. */
import { array, call, type Doc } from '../code/layout.js';
import { TargetLimit } from '../target.js';

/** A number, or the code of an attribute that has it; with its value if it is the same wherever the code runs. */
export type Amount = number | { readonly code: string; readonly key: string; readonly value?: number };

/** An attribute decides which code is written, and is not the same wherever the code runs. */
export class Undecided extends TargetLimit {
  constructor(readonly key: string) {
    super(`code for ${key} as an option`);
  }
}

/** A tensor: what makes it of others. */
export interface TensorExpression {
  /** Without the batch. */
  readonly rank: number;
  readonly isBatched: boolean;
  readonly isBoolean?: true;
  /** Whether it may be absent: a weight that not every layer has. */
  readonly isOptional?: true;
  /** Whether it is an array of as many tensors as a layer is given, all of this rank. */
  readonly isList?: true;
  readonly inputs: readonly TensorExpression[];
  /** Those that it speaks of more than once, so that they must have names. */
  readonly named: readonly TensorExpression[];
  readonly write: (inputs: readonly Doc[], names: readonly string[]) => Doc;
  /** What a variable that holds it is called. */
  readonly hint: string;
  /** The properties that are taken of it, where it is an object of tensors. */
  readonly properties?: readonly string[];
  /** Which property of its only input it is. */
  readonly property?: string;
  /** Whether it is a name or a number already. */
  readonly isSimple?: true;
  /** Whether it has a name of its own even if it is used but once, since its code is long. */
  readonly isStep?: true;
  /** What has the same shape and is made before it. */
  readonly like?: TensorExpression;
  /** Whether sizes of it may be 1 where operands have others. */
  readonly isReduced?: true;
  /** The axis that it divides in two. */
  readonly splits?: number;
}

/** The code of a number. */
export const amountCode = (amount: Amount): string => (typeof amount === 'number' ? String(amount) : amount.code);

/** Something that has a name already: an input, a weight. */
export const named = (name: string, rank: number, isBatched: boolean, isOptional = false): TensorExpression => ({
  rank,
  isBatched,
  ...(isOptional ? { isOptional } : {}),
  ...simple(name),
});

export const simple = (code: string) =>
  ({ inputs: [], named: [], write: () => code, hint: code, isSimple: true }) as const;

export type ExpressionCode = Pick<TensorExpression, 'inputs' | 'named' | 'write' | 'hint'>;

/** A call of a function of TensorFlow.js with tensors and then other arguments. */
export const calling = (
  callee: string,
  inputs: readonly TensorExpression[],
  more: readonly Doc[] = [],
  hint = 'y',
): ExpressionCode => ({
  inputs,
  named: [],
  write: (codes) => call(`tf.${callee}`, [...codes, ...more]),
  hint,
});

/** What surely has a tensor's shape: itself, or what it is like. */
export const shapeOf = (x: TensorExpression): TensorExpression => x.like ?? x;

/** Truths as numbers. */
export const numbers = (x: TensorExpression): TensorExpression => {
  if (!x.isBoolean) return x;
  const { isBoolean: _, ...rest } = x;
  return { ...rest, ...calling('cast', [x], ["'float32'"]) };
};

/** Operands with sizes of 1 between their batch and their axes, so that all have their axes at the same places. */
export function aligned(operands: readonly TensorExpression[]): readonly TensorExpression[] {
  const rank = Math.max(...operands.map((x) => x.rank));
  return operands.map((x) => {
    let wide = x;
    if (x.isBatched)
      while (wide.rank < rank) wide = { rank: wide.rank + 1, isBatched: true, ...calling('expandDims', [wide], ['1']) };
    return wide;
  });
}

/** Axes as TensorFlow.js counts them: one alone from the end, several from the front, the batch included. */
export function axesCode(x: TensorExpression, axes: readonly number[]): Doc {
  const [only] = axes;
  return axes.length === 1 ? String(only) : axesListCode(x, axes);
}

export const axesListCode = (x: TensorExpression, axes: readonly number[]): Doc =>
  array(axes.map((axis) => String(x.rank + (x.isBatched ? 1 : 0) + axis)));

/** The sizes before an axis and behind it. */
export const before = (name: string, axis: number): readonly Doc[] => [`...${name}.shape.slice(0, ${axis})`];
export const behind = (name: string, axis: number): readonly Doc[] =>
  axis === -1 ? [] : [`...${name}.shape.slice(${axis + 1})`];

/** A tensor in a shape that is made of that of another, which has a name. */
export function reshapedLike(
  x: TensorExpression,
  of: TensorExpression,
  sizes: (name: string) => Doc,
  hint: string,
): TensorExpression {
  const isSame = x === of;
  return {
    rank: x.rank,
    isBatched: x.isBatched,
    inputs: isSame ? [] : [x],
    named: [of],
    write: ([code], [name = '']) => call('tf.reshape', [code ?? name, sizes(name)]),
    hint,
  };
}
