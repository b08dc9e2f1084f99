/** What normalises or scales channels. */
import { computed, type Element, remembered, type Source } from './source.js';

/** Weights by their names below the layer's; undefined for those that a layer does not learn. */
export type WeightsByName = (name: string) => ArrayLike<number> | undefined;

export interface Normalisation {
  readonly epsilon: number;
}

/** An element times a factor, plus an offset. */
export const affine = ({ value, spread }: Element, factor: number, offset: number): Element => ({
  value: factor * value + offset,
  spread: Math.abs(factor) * spread + Math.abs(offset),
});

/** Batch norm with moving statistics. */
export function batchNorm(source: Source, { epsilon }: Normalisation, weights: WeightsByName): Source {
  const [gamma, beta, mean, variance] = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(weights);
  return computed(source.shape, (index) => {
    const channel = index % (source.shape.at(-1) ?? 1);
    const factor = (gamma?.[channel] ?? 1) / Math.sqrt((variance?.[channel] ?? 1) + epsilon);
    return affine(affine(source.at(index), 1, -(mean?.[channel] ?? 0)), factor, beta?.[channel] ?? 0);
  });
}

/** Normalisation of the last axis, with its own mean and variance. */
export function layerNorm(source: Source, { epsilon }: Normalisation, weights: WeightsByName): Source {
  const [gamma, beta] = [weights('gamma'), weights('beta')];
  const size = source.shape.at(-1) ?? 1;
  const statisticsOf = remembered((row) => {
    const values = Array.from({ length: size }, (_, at) => source.value(row * size + at));
    const average = values.reduce((sum, value) => sum + value, 0) / size;
    const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / size;
    return { average, variance };
  });
  return computed(source.shape, (index) => {
    const { average, variance } = statisticsOf(Math.floor(index / size));
    const factor = (gamma?.[index % size] ?? 1) / Math.sqrt(variance + epsilon);
    return affine(affine(source.at(index), 1, -average), factor, beta?.[index % size] ?? 0);
  });
}

/** Each channel times a factor. */
export const scaleChannels = (source: Source, gamma: ArrayLike<number>): Source =>
  computed(source.shape, (index) => affine(source.at(index), gamma[index % gamma.length] as number, 0));
