import type * as tf from '@tensorflow/tfjs';

/** The number of elements of a tensor; null if a size is unknown. */
export function sizeOf(x: tf.SymbolicTensor): number | null {
  const dims = x.shape.slice(1);
  return dims.some((dim) => dim === null) ? null : dims.reduce((size, dim) => Number(size) * Number(dim), 1);
}
