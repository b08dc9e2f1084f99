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

/** The number of elements of a shape that a file states; undefined where it is none, or more than can be counted. */
export function countOf(shape: unknown): number | undefined {
  if (!Array.isArray(shape) || shape.length > mostAxes) return undefined;
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0)) return undefined;
  const count = shape.reduce((product: number, size: number) => product * size, 1);
  return Number.isSafeInteger(count) ? count : undefined;
}

/** NumPy's limit, and more than any layer has. */
const mostAxes = 64;

/** The tensors by name; throws `BadFile` where two have the same. */
export function byName(file: string, tensors: Iterable<StoredTensor>): ReadonlyMap<string, StoredTensor> {
  const named = new Map<string, StoredTensor>();
  for (const tensor of tensors) {
    if (named.has(tensor.name)) throw new BadFile(`${file} has two tensors of the name ${tensor.name}`);
    named.set(tensor.name, tensor);
  }
  return named;
}
