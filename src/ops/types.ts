/** What is known of a value before it is computed. */
import type { Dim, Shape } from '../expressions/shape.js';

export type DType = 'float32' | 'int32' | 'bool';

export interface TensorType<S extends Shape = Shape> {
  readonly dtype: DType;
  /** Without the batch: height x width x channels for an image. */
  readonly shape: S;
  /** Whether there is one for each example; what is learned and constants are the same for all. */
  readonly batched: boolean;
}

/** A shape that is an image's: height, width, channels. */
export type ImageShape = readonly [Dim, Dim, Dim];

/** The type of something that has one, and no more than that. */
export const typeOf = ({ dtype, shape, batched }: TensorType): TensorType => ({ dtype, shape, batched });

/** The size of the last dimension. */
export const channelsOf = ({ shape }: TensorType): Dim => shape.at(-1) ?? 1;

/** The type of a float32 tensor of each example. */
export const floats = (shape: Shape): TensorType => ({ dtype: 'float32', shape, batched: true });
