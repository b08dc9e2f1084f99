/** Tensors as expressions of TensorFlow.js. */
import { array, call, type Doc } from '../code/layout.js';
import { TargetLimit } from '../target.js';

/** The size of an axis of a tensor, counted from the front, batch included; or all sizes before an axis. */
type SizeOfAxis = { readonly of: TensorExpression } & ({ readonly axis: number } | { readonly upTo: number });

/** A number, the code of an attribute with its value if it is the same wherever the code runs, or a size. */
export type Amount = number | { readonly code: string; readonly key: string; readonly value?: number } | SizeOfAxis;

/** A tensor, and how it is computed from others. */
export interface TensorExpression {
  /** Without the batch. */
  readonly rank: number;
  readonly isBatched: boolean;
  readonly isBoolean?: true;
  /** Whether it holds whole numbers, as tokens do. */
  readonly isInteger?: boolean;
  /** Whether TensorFlow.js declares it with the type of its first input, which may have another rank. */
  readonly isTypedAsInput?: true;
  /** Whether it may be absent: a weight that not every layer has. */
  readonly isOptional?: true;
  /** Whether it is an array of a layer's input tensors, all of this rank. */
  readonly isList?: true;
  readonly inputs: readonly TensorExpression[];
  /** Operands that its code mentions more than once, so that they need names. */
  readonly named: readonly TensorExpression[];
  readonly write: (inputs: readonly Doc[], names: readonly string[]) => Doc;
  /** The name for a variable with it. */
  readonly hint: string;
  /** The properties that are read, if it is an object of tensors. */
  readonly properties?: readonly string[];
  /** The property of its only input that it is. */
  readonly property?: string;
  /** How many tensors it is, if it is an array of them. */
  readonly items?: number;
  /** The place in the array that is its only input. */
  readonly item?: number;
  /** Whether it is a name or a number. */
  readonly isSimple?: true;
  /** Whether it gets a variable even if it is used once, since its code is long. */
  readonly isStep?: true;
  /** An earlier tensor with the same shape. */
  readonly like?: TensorExpression;
  /** Whether some of its sizes may be 1 while those of other operands are not. */
  readonly isReduced?: true;
  /** The axes that it reduces to 1, and the same without them. */
  readonly reduces?: { readonly axes: readonly number[]; readonly dropped: ExpressionCode };
  /** The axis that it splits in two. */
  readonly splits?: number;
  /** The loop that computes it, and which of its results it is: all first states, or a state after the last step. */
  readonly result?: { readonly of: Loop; readonly state?: LoopState };
}

/** A loop along the first axis after the batch. */
export interface Loop {
  readonly over: TensorExpression;
  readonly isReversed: boolean;
  /** The number of channels of each state. Its other axes are those of a step. */
  readonly size: Amount;
  /** What a step takes of the sequence. */
  readonly now: TensorExpression;
  readonly states: readonly LoopState[];
}

/** A state, which is a variable, with its value before the first step (zeros if undefined) and after a step. */
export interface LoopState {
  readonly variable: TensorExpression;
  readonly initial: TensorExpression | undefined;
  readonly next: TensorExpression;
}

/** The code of a number. */
export function amountCode(amount: Amount): string {
  if (typeof amount === 'number')
    return Math.abs(amount) < 1e6 ? String(amount) : amount.toExponential().replace('+', '');
  if ('of' in amount) throw new TargetLimit('a size of a tensor as a number');
  return amount.code;
}

const isSize = (amount: Amount): amount is SizeOfAxis => typeof amount === 'object' && 'of' in amount;

const sizeCode = (size: SizeOfAxis, name: string): string =>
  'axis' in size ? `Number(${name}.shape[${size.axis}])` : `...${name}.shape.slice(0, ${size.upTo})`;

/** Code that mentions numbers. A tensor of which it mentions a size gets a name. */
export function withAmounts(
  inputs: readonly TensorExpression[],
  amounts: readonly Amount[],
  write: (inputs: readonly Doc[], amounts: readonly string[]) => Doc,
  hint = 'y',
): ExpressionCode {
  const of = amounts.filter(isSize);
  return {
    inputs,
    named: of.map((size) => size.of),
    write(codes, names) {
      const sizes = of.map((size, index) => sizeCode(size, names[index] ?? ''));
      return write(
        codes,
        amounts.map((amount) => (isSize(amount) ? (sizes.shift() ?? '') : amountCode(amount))),
      );
    },
    hint,
  };
}

/** An input or a weight, which has a name. */
export const named = (name: string, rank: number, isBatched: boolean, isOptional = false): TensorExpression => ({
  rank,
  isBatched,
  ...(isOptional ? { isOptional } : {}),
  ...simple(name),
});

export const simple = (code: string) =>
  ({ inputs: [], named: [], write: () => code, hint: code, isSimple: true }) as const;

export type ExpressionCode = Pick<TensorExpression, 'inputs' | 'named' | 'write' | 'hint'>;

/** A call of a TensorFlow.js function with tensors and further arguments. */
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

/** A tensor with the same shape: itself, or the one that it is like. */
export const shapeOf = (x: TensorExpression): TensorExpression => x.like ?? x;

/** Casts booleans to numbers. */
export const numbers = (x: TensorExpression): TensorExpression => {
  if (!x.isBoolean) return x;
  const { isBoolean: _, ...rest } = x;
  return { ...rest, ...calling('cast', [x], ["'float32'"]) };
};

/** Inserts axes of size 1 after the batch, so that the axes of all operands are aligned. */
export function aligned(operands: readonly TensorExpression[]): readonly TensorExpression[] {
  const rank = Math.max(...operands.map((x) => x.rank));
  return operands.map((x) => {
    let wide = x;
    if (x.isBatched)
      while (wide.rank < rank) wide = { rank: wide.rank + 1, isBatched: true, ...calling('expandDims', [wide], ['1']) };
    return wide;
  });
}

/** A tensor of known values. */
export function tableOf(shape: readonly number[], values: () => Float64Array, dtype: string): TensorExpression {
  const typed = dtype === 'float32' ? [] : [`'${dtype}'`];
  const write = () => call('tf.tensor', [array(Array.from(values(), String)), array(shape.map(String)), ...typed]);
  return { rank: shape.length, isBatched: false, inputs: [], named: [], write, hint: 'values' };
}

/** A tensor without a batch, repeated for each example of another. */
export function repeated(x: TensorExpression, tie: TensorExpression): TensorExpression {
  const ones = Array.from({ length: x.rank }, () => '1');
  return {
    rank: x.rank,
    isBatched: true,
    inputs: [x],
    named: [tie],
    write: ([code = ''], [of = '']) =>
      call('tf.add', [code, call('tf.zeros', [array([`...${of}.shape.slice(0, 1)`, ...ones])])]),
    hint: 'y',
  };
}

/** Axes for TensorFlow.js: a single one counted from the end, several from the front, batch included. */
export function axesCode(x: TensorExpression, axes: readonly number[]): Doc {
  const [only] = axes;
  return axes.length === 1 ? String(only) : axesListCode(x, axes);
}

export const axesListCode = (x: TensorExpression, axes: readonly number[]): Doc =>
  array(axes.map((axis) => String(x.rank + (x.isBatched ? 1 : 0) + axis)));

/** The sizes before an axis, and after it. */
export const before = (name: string, axis: number): readonly Doc[] => [`...${name}.shape.slice(0, ${axis})`];
export const behind = (name: string, axis: number): readonly Doc[] =>
  axis === -1 ? [] : [`...${name}.shape.slice(${axis + 1})`];

/** Reshapes a tensor to a shape made from that of another, which has a name. */
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

/** The code of a slice's length; negative ends count from the end of the axis, and -1 is all that is left. */
export function sliceLength(from: number, to: number | undefined, length: string): string {
  if (to === undefined) return '-1';
  if (from < 0 === to < 0) return String(to - from);
  return from < 0 ? `${to - from} - ${length}` : `${length} - ${from - to}`;
}
