/** The type of what an op computes. */
import type { Algebra } from '../algebra/algebra.js';
import type { Attributes, AttributeType, ValueOf } from './attributes.js';

/** An attribute as `compute` has it: numbers are those of the algebra, which may not know them. */
type Argument<T extends AttributeType, N> = T extends { type: 'integer' | 'number' }
  ? N
  : T extends { type: 'pair' }
    ? readonly [N, N]
    : T extends { type: 'margins' }
      ? readonly [readonly [N, N], readonly [N, N]]
      : ValueOf<T>;

export type Arguments<A extends Attributes, N> = { readonly [K in keyof A]: Argument<A[K]['type'], N> };

/** The variables of a layer, by their names below the layer's. */
export interface Learned<T> {
  readonly kernel: T;
  readonly depthwise_kernel: T;
  readonly pointwise_kernel: T;
  readonly moving_mean: T;
  readonly moving_variance: T;
  readonly bias: T | undefined;
  readonly gamma: T | undefined;
  readonly beta: T | undefined;
}

/** What an op computes at inference, in the primitives of an algebra. */
export type Compute<A extends Attributes> = <T, N>(
  t: Algebra<T, N>,
  inputs: readonly [T, ...T[]],
  weights: Learned<T>,
  attributes: Arguments<A, N>,
) => T;

/** An axis counted as in Keras, where 0 is the batch, counted from the end. */
export const axisFromEnd = (axis: number, rank: number): number => (axis < 0 ? axis : axis - 1 - rank);

/** Batch norm with the moving statistics that a layer learned. */
export const batchNormalize = <T, N>(
  t: Algebra<T, N>,
  x: T,
  { moving_mean: mean, moving_variance: variance, gamma, beta }: Learned<T>,
  epsilon: N | number,
): T => t.batchNorm(x, { mean, variance, gamma, beta }, epsilon);
