/** Tensors and weights, independent of file formats and targets. */
import { BadFile } from './bytes.js';

/** A tensor in memory: row-major, in TensorFlow's axis order (a convolution's kernel is height, width, in, out). */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The weights of a network by their names in reports: `Mixed_5b/Branch_0/Conv2d_0a_1x1/BatchNorm/beta`. */
export type Weights = ReadonlyMap<string, Tensor>;

/** A tensor in a file, of which only the header was read. */
export interface StoredTensor {
  readonly name: string;
  /** The file's name for the number type. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Reads the numbers, row-major, as float32. Throws `BadFile` if they can't be read. */
  read(): Promise<Float32Array>;
}

/** A file of tensors, of which only the header was read. */
export interface TensorFile {
  /** Its name in messages. */
  readonly name: string;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/** A shape from a file, with its number of elements; undefined if it is none, or has too many elements to count. */
export function readShape(shape: unknown): { readonly shape: readonly number[]; readonly count: number } | undefined {
  if (!Array.isArray(shape) || shape.length > mostAxes || !shape.every(isCount)) return undefined;
  const count = shape.reduce((product, size) => product * size, 1);
  return Number.isSafeInteger(count) ? { shape, count } : undefined;
}

/** Whether a value is a whole number from 0 on that a double represents exactly. */
export const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** NumPy's limit. */
const mostAxes = 64;

/** The tensors by name. Throws `BadFile` if two have the same. */
export function byName(file: string, tensors: Iterable<StoredTensor>): ReadonlyMap<string, StoredTensor> {
  const named = new Map<string, StoredTensor>();
  for (const tensor of tensors) {
    if (named.has(tensor.name)) throw new BadFile(`${file} has two tensors named ${tensor.name}`);
    named.set(tensor.name, tensor);
  }
  return named;
}
