/** What is known of a value before it is computed. */
import type { Shape } from '../expressions/shape.js';

export type DType = 'float32' | 'int32' | 'bool';

export interface TensorType {
  readonly dtype: DType;
  /** Without the batch: height x width x channels for an image. */
  readonly shape: Shape;
  /** Whether there is one for each example; what is learned and constants are the same for all. */
  readonly batched: boolean;
}

/** The type of a float32 tensor of each example. */
export const floats = (shape: Shape): TensorType => ({ dtype: 'float32', shape, batched: true });
