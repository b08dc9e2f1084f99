/** What weights are, whichever file they come from and whichever target they go to. */

/** A tensor in memory: row-major, in TensorFlow's axis order (a convolution's kernel is height, width, in, out). */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A network's weights by the names that a report gives them: `Mixed_5b/Branch_0/Conv2d_0a_1x1/BatchNorm/beta`. */
export type Weights = ReadonlyMap<string, Tensor>;
