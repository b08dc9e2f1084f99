/**
 * Windows with gaps between them, as a 1x2 kernel with strides of 2 has. TensorFlow.js 4.22 convolves wrongly with them on
 * wasm where `same` padding is asked for and rows or columns remain behind the last window: the padding that XNNPACK
 * works out is then negative. All else computes the same with those rows and columns cut off.
 */
import type { Pair } from '../ops/attributes.js';

/** Whether rows or columns can remain behind the last window with `same` padding, so that wasm gets the values wrong. */
export function leavesGaps(kernel: Pair, strides: Pair): boolean {
  // A kernel of 1x1 is another case to XNNPACK, which has it right.
  return Math.max(...kernel) > 1 && (strides[0] > kernel[0] || strides[1] > kernel[1]);
}

/** How many rows or columns windows with `same` padding reach, of so many. */
export const reached = (size: number, kernel: number, stride: number): number =>
  Math.min(size, (Math.ceil(size / stride) - 1) * stride + kernel);
