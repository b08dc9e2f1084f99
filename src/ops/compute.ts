/** The type of what an op computes. */
import type { Algebra } from '../algebra/algebra.js';
import type { Attributes, AttributeType, ValueOf } from './attributes.js';
import type { Ports } from './ports.js';
import type { normalisationWeights, Variables } from './weights.js';

/** An attribute as `compute` has it: numbers are those of the algebra, which may not know them. */
type Argument<T extends AttributeType, N> = T extends { type: 'integer' | 'number' }
  ? N
  : T extends { type: 'pair' }
    ? readonly [N, N]
    : T extends { type: 'margins' }
      ? readonly [readonly [N, N], readonly [N, N]]
      : ValueOf<T>;

export type Arguments<A extends Attributes, N> = { readonly [K in keyof A]: Argument<A[K]['type'], N> };

/** What an op's ports are given. */
export type PortValues<P extends Ports, T> = {
  readonly [K in keyof P]: P[K] extends { readonly least: number } ? readonly [T, ...T[]] : T;
};

/** What a layer learned, by name; undefined where it has it switched off. */
export type Learned<W extends Variables, T> = { readonly [K in keyof W]: false extends W[K] ? T | undefined : T };

/** An axis counted as in Keras, where 0 is the batch, counted from the end. */
export const axisFromEnd = (axis: number, rank: number): number => (axis < 0 ? axis : axis - 1 - rank);

/** Batch norm with the moving statistics that a layer learned. */
export const batchNormalize = <T, N>(
  t: Algebra<T, N>,
  x: T,
  { moving_mean: mean, moving_variance: variance, gamma, beta }: Learned<ReturnType<typeof normalisationWeights>, T>,
  epsilon: N | number,
): T => t.batchNorm(x, { mean, variance, gamma, beta }, epsilon);
