/** Tensors as expressions of Python with keras.ops. */
import type { Doc } from '../../code/layout.js';
import type { AttributeNumber } from '../../printed/attributes.js';
import { pyCall, tuple } from '../python.js';

/** Code with its precedence in Python. */
export interface PythonCode {
  readonly code: Doc;
  readonly binds: number;
}

export const precedence = { conditional: 0.5, comparison: 4, sum: 6, product: 7, sign: 8, power: 9, atom: 20 } as const;

export const atom = (code: Doc): PythonCode => ({ code, binds: precedence.atom });

/** Code in parentheses if its precedence is below `least`. */
export const within = ({ code, binds }: PythonCode, least: number): Doc => (binds < least ? ['(', code, ')'] : code);

export const plain = ({ code }: PythonCode): Doc => code;

/** An operator between two operands that groups from the left. */
export const infix = (left: PythonCode, operator: string, right: PythonCode, binds: number): PythonCode => ({
  code: [within(left, binds), ` ${operator} `, within(right, binds + 1)],
  binds,
});

/** A number that only the layer knows: that of an attribute, or computed from others. */
export interface KnownByLayer extends AttributeNumber {
  readonly binds?: number;
}

/** The size of an axis of a tensor, or a quotient of it. The axis counts from the end; 0 is the batch. */
export interface SizeOfTensor {
  readonly of: KerasTensor;
  readonly axis: number;
  readonly per?: number | KnownByLayer;
}

export type KerasNumber = number | KnownByLayer | SizeOfTensor;

/** A tensor, and how it is computed from others. */
export interface KerasTensor {
  /** Without the batch. */
  readonly rank: number;
  readonly isBatched: boolean;
  /** What it holds, if that is not what the layer computes with: float32 of positions is cast before it meets others. */
  readonly holds?: 'bool' | 'int' | 'float32';
  /** Whether it is a number of Python. */
  readonly isNumber?: true;
  /** Whether it may be None: a weight that not every layer has. */
  readonly isOptional?: true;
  /** Whether it is a list of a layer's input tensors, all of this rank. */
  readonly isList?: true;
  readonly operands: readonly KerasTensor[];
  readonly write: (operands: readonly PythonCode[]) => PythonCode;
  /** The name for a variable with it. */
  readonly hint: string;
  /** Whether it is written with operators, so that a long one is taken apart. */
  readonly isInfix?: true;
  /** Whether it is written again wherever it is used. */
  readonly isSimple?: true;
  /** Whether it gets a variable even if it is used once. */
  readonly isStep?: true;
  /** How many tensors it is, if it is a list that is unpacked. */
  readonly items?: number;
  /** The place in the list that is its only operand. */
  readonly item?: number;
  /** The same without the axes of size 1 that it leaves. */
  readonly dropped?: { readonly axes: readonly number[]; readonly tensor: TensorCode };
  /** Of the vector 0, 1, 2, ...: how many they are. */
  readonly counts?: KerasNumber;
  /** Of what was split: the tensor before, and the axis. */
  readonly splits?: { readonly of: KerasTensor; readonly axis: number };
  /** Of what got a new axis: the tensor before, and the axis. */
  readonly expands?: { readonly of: KerasTensor; readonly axis: number };
}

export type TensorCode = Pick<KerasTensor, 'operands' | 'write' | 'hint' | 'isInfix'>;

/** An input or a weight. */
export const named = (code: string, rank: number, isBatched: boolean): KerasTensor => ({
  rank,
  isBatched,
  operands: [],
  write: () => atom(code),
  hint: code.replace(/^self\./, ''),
  isSimple: true,
});

/** A call of a function of keras.ops with tensors and further arguments. */
export const calling = (
  callee: string,
  operands: readonly KerasTensor[],
  more: readonly Doc[] = [],
  hint = 'y',
): TensorCode => ({
  operands,
  write: (codes) => atom(pyCall(`ops.${callee}`, [...codes.map(plain), ...more])),
  hint,
});

/** What a tensor with the same elements has of another: its rank may differ. */
export const like = ({ isBatched, holds, rank: own }: KerasTensor, rank = own) => ({
  rank,
  isBatched,
  ...(holds === undefined ? {} : { holds }),
});

/** Axes as an argument: `-1`, `(1, 2)`. */
export const axesCode = (axes: readonly number[]): Doc =>
  axes.length === 1 ? String(axes[0]) : tuple(axes.map(String));
