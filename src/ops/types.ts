/** Types of tensors. */
import type { Dim, Shape } from '../expressions/shape.js';

export const dtypes = ['float32', 'int32', 'bool'] as const;
export type DType = (typeof dtypes)[number];

export interface TensorType<S extends Shape = Shape> {
  readonly dtype: DType;
  /** Without the batch: height x width x channels for an image. */
  readonly shape: S;
  /** Whether there is one per example; weights and constants are the same for all. */
  readonly batched: boolean;
  /** int32 only: all values are whole numbers from 0 up to, but not including, this. Undefined if unknown. */
  readonly below?: number | undefined;
  /** int32 only: whether some value is known to be negative. */
  readonly hasNegative?: boolean | undefined;
}

/** The shape of a sequence: length, channels. */
export type SequenceShape = readonly [Dim, Dim];

/** The shape of an image: height, width, channels. */
export type ImageShape = readonly [Dim, Dim, Dim];

/** The type alone of something that has one. */
export const typeOf = ({ dtype, shape, batched, below, hasNegative }: TensorType): TensorType => ({
  dtype,
  shape,
  batched,
  below,
  hasNegative,
});

/** The size of the last dimension. */
export const channelsOf = ({ shape }: TensorType): Dim => shape.at(-1) ?? 1;

/** The type of a float32 tensor per example. */
export const floats = (shape: Shape): TensorType => ({ dtype: 'float32', shape, batched: true });
