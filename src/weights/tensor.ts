/** What weights are, whichever file they come from and whichever target they go to. */
import { BadFile } from './bytes.js';

/** A tensor in memory: row-major, in TensorFlow's axis order (a convolution's kernel is height, width, in, out). */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A network's weights by the names that a report gives them: `Mixed_5b/Branch_0/Conv2d_0a_1x1/BatchNorm/beta`. */
export type Weights = ReadonlyMap<string, Tensor>;

/** A tensor in a file, of which only the header was read. */
export interface StoredTensor {
  readonly name: string;
  /** What the file calls the type of its numbers. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Reads its numbers, row-major, as float32. Throws `BadFile` where they can't be read. */
  read(): Promise<Float32Array>;
}

/** A file of tensors, of which only the header was read. */
export interface TensorFile {
  /** What it goes by in messages. */
  readonly name: string;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/** A shape that a file states, with its number of elements; undefined if it is none, or has too many to count. */
export function readShape(shape: unknown): { readonly shape: readonly number[]; readonly count: number } | undefined {
  if (!Array.isArray(shape) || shape.length > mostAxes || !shape.every(isCount)) return undefined;
  const count = shape.reduce((product, size) => product * size, 1);
  return Number.isSafeInteger(count) ? { shape, count } : undefined;
}

/** Whether a value is a whole number from 0 on that a double holds exactly. */
export const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** NumPy's limit, and more than any layer has. */
const mostAxes = 64;

/** The tensors by name; throws `BadFile` where two have the same. */
export function byName(file: string, tensors: Iterable<StoredTensor>): ReadonlyMap<string, StoredTensor> {
  const named = new Map<string, StoredTensor>();
  for (const tensor of tensors) {
    if (named.has(tensor.name)) throw new BadFile(`${file} has two tensors named ${tensor.name}`);
    named.set(tensor.name, tensor);
  }
  return named;
}
