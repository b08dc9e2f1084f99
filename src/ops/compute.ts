/** The types of `compute`. */
import type { Algebra } from '../algebra/algebra.js';
import type { Attributes, AttributeType, NumbersType, ValueOf } from './attributes.js';
import type { Ports } from './ports.js';
import type { normalizationWeights, WeightVariables } from './weights.js';

/** An attribute as `compute` sees it: numbers are the algebra's, which may not know them. */
type Argument<T extends AttributeType, N> = T extends { type: 'integer' | 'number' }
  ? N
  : T extends { type: 'pair' }
    ? readonly [N, N]
    : T extends { type: 'triple' }
      ? readonly [N, N, N]
      : T extends { type: 'margins'; axes: infer A }
        ? A extends 1
          ? readonly [readonly [N, N]]
          : A extends 2
            ? readonly [readonly [N, N], readonly [N, N]]
            : readonly [readonly [N, N], readonly [N, N], readonly [N, N]]
        : T extends { type: 'choice'; choices: readonly (infer C)[]; or: infer O extends NumbersType }
          ? C | Argument<O, N>
          : ValueOf<T>;

export type Arguments<A extends Attributes, N> = { readonly [K in keyof A]: Argument<A[K]['type'], N> };

/** The tensors of an op's ports. */
export type PortValues<P extends Ports, T> = {
  readonly [K in keyof P]: P[K] extends { readonly least: number }
    ? readonly [T, ...T[]]
    : P[K] extends { readonly optional: true }
      ? T | undefined
      : T;
};

/** The weights of a layer, by name; undefined if switched off. */
export type Learned<W extends WeightVariables, T> = { readonly [K in keyof W]: false extends W[K] ? T | undefined : T };

/** An axis counted as in Keras, where 0 is the batch, to one counted from the end. */
export const axisFromEnd = (axis: number, rank: number): number => (axis < 0 ? axis : axis - 1 - rank);

/** Batch norm with learned weights and moving statistics. */
export const batchNormalize = <T, N>(
  t: Algebra<T, N>,
  x: T,
  { moving_mean: mean, moving_variance: variance, gamma, beta }: Learned<ReturnType<typeof normalizationWeights>, T>,
  epsilon: N | number,
): T => t.batchNorm(x, { mean, variance, gamma, beta }, epsilon);
