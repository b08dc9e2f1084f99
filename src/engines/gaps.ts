/**
 * Windows with gaps between them, such as a 1x2 kernel with strides of 2. On wasm, TensorFlow.js 4.22 convolves wrongly
 * with them if `same` padding is used and rows or columns remain after the last window: XNNPACK then computes a
 * negative padding. The result is the same, and right, if those rows and columns are cut off.
 */

/** Whether rows or columns can remain after the last window with `same` padding, so that wasm is wrong. */
export function leavesGaps(kernel: readonly number[], strides: readonly number[]): boolean {
  // XNNPACK handles a kernel of 1x1 separately, and right.
  const isApart = kernel.length === 2 && Math.max(...kernel) === 1;
  return !isApart && kernel.some((length, axis) => (strides[axis] ?? 1) > length);
}

/** The number of rows or columns, out of `size`, that windows with `same` padding reach. */
export const reached = (size: number, kernel: number, stride: number): number =>
  Math.min(size, (Math.ceil(size / stride) - 1) * stride + kernel);
