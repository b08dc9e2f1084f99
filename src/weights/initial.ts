/** Initial weights, from the initializers of the spec, without TensorFlow. */

import { isKnown } from '../expressions/shape.js';
import type { Layer } from '../graph/graph.js';
import type { NamedConfig } from '../ops/attributes.js';
import type { Weight } from '../ops/weights.js';
import type { Tensor } from './tensor.js';

/**
 * A weight of a layer by its initializer, with the distributions of TensorFlow.js. The generator is seeded with the
 * weight's name, so that numbers are the same in every run. Every size must be known.
 */
export function initialWeight(layer: Layer, { name, shape, initial, ones }: Weight): Tensor {
  const sizes = shape.filter(isKnown);
  if (sizes.length < shape.length) throw new Error(`${layer.name}/${name} has a size that is not known`);
  const data = new Float32Array(sizes.reduce((product, size) => product * size, 1));
  if (typeof initial === 'number') return { shape: sizes, data: data.fill(initial) };
  const { kind, settings } = layer.attributes[initial] as NamedConfig;
  const sample = samplers[kind]?.(settings, sizes, randomFrom(`${layer.name}/${name}`));
  if (!sample) throw new Error(`there is no initializer ${kind}`);
  for (let index = 0; index < data.length; index += 1) data[index] = sample();
  const [from, to] = ones ?? [0, 0];
  if (isKnown(from) && isKnown(to)) data.fill(1, from, to);
  return { shape: sizes, data };
}

export type Random = () => number;
type Sampler = (settings: Readonly<Record<string, unknown>>, sizes: readonly number[], random: Random) => () => number;

/** Initializers by variance scaling with names of their own, as in Keras. */
const scaling = (scale: number, mode: string, distribution: string): Sampler => {
  return (_, sizes, random) => varianceScaling({ scale, mode, distribution }, sizes, random);
};

const samplers: Readonly<Record<string, Sampler>> = {
  zeros: () => () => 0,
  ones: () => () => 1,
  constant: (settings) => () => Number(settings.value),
  glorot_uniform: scaling(1, 'fan_avg', 'uniform'),
  glorot_normal: scaling(1, 'fan_avg', 'normal'),
  he_uniform: scaling(2, 'fan_in', 'uniform'),
  he_normal: scaling(2, 'fan_in', 'normal'),
  lecun_uniform: scaling(1, 'fan_in', 'uniform'),
  lecun_normal: scaling(1, 'fan_in', 'normal'),
  random_normal: (settings, _, random) => scaled(normal(random), settings),
  random_uniform: (settings, _, random) => uniform(random, Number(settings.minval), Number(settings.maxval)),
  truncated_normal: (settings, _, random) => scaled(truncated(normal(random)), settings),
  orthogonal,
  variance_scaling: varianceScaling,
};

/** A matrix with orthogonal rows or columns, the fewer of the two (Saxe et al., arXiv:1312.6120). */
function orthogonal(
  { gain }: Readonly<Record<string, unknown>>,
  sizes: readonly number[],
  random: Random,
): () => number {
  const columns = sizes.at(-1) ?? 1;
  const rows = sizes.slice(0, -1).reduce((product, size) => product * size, 1);
  const isWide = rows < columns;
  const sample = normal(random);
  const vectors = orthonormal(
    Array.from({ length: Math.min(rows, columns) }, () =>
      Float64Array.from({ length: Math.max(rows, columns) }, sample),
    ),
  );
  let index = 0;
  return () => {
    const [row, column] = [Math.floor(index / columns), index % columns];
    index += 1;
    return Number(gain) * (vectors[isWide ? row : column]?.[isWide ? column : row] ?? 0);
  };
}

/** Vectors of length 1 at right angles, by the modified Gram-Schmidt process. */
function orthonormal(vectors: readonly Float64Array[]): readonly Float64Array[] {
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
  for (const [index, vector] of vectors.entries()) {
    for (const earlier of vectors.slice(0, index)) {
      const share = dot(vector, earlier);
      for (let at = 0; at < vector.length; at += 1) vector[at] = (vector[at] ?? 0) - share * (earlier[at] ?? 0);
    }
    const length = Math.sqrt(dot(vector, vector));
    for (let at = 0; at < vector.length; at += 1) vector[at] = (vector[at] ?? 0) / length;
  }
  return vectors;
}

/** He et al., arXiv:1502.01852, and Glorot and Bengio, AISTATS 2010, in Keras's common form. */
function varianceScaling(
  { scale, mode, distribution }: Readonly<Record<string, unknown>>,
  sizes: readonly number[],
  random: Random,
): () => number {
  const [fanIn, fanOut] = fansOf(sizes);
  const fan = mode === 'fan_in' ? fanIn : mode === 'fan_out' ? fanOut : (fanIn + fanOut) / 2;
  const variance = Number(scale) / Math.max(1, fan);
  if (distribution === 'normal') return scaled(truncated(normal(random)), { mean: 0, stddev: Math.sqrt(variance) });
  const limit = Math.sqrt(3 * variance);
  return uniform(random, -limit, limit);
}

/** The numbers of inputs and outputs of a unit. */
function fansOf(sizes: readonly number[]): readonly [number, number] {
  const product = (factors: readonly number[]) => factors.reduce((result, factor) => result * factor, 1);
  if (sizes.length < 2) return [Math.sqrt(product(sizes)), Math.sqrt(product(sizes))];
  const window = product(sizes.slice(0, -2));
  const [inputs = 1, outputs = 1] = sizes.slice(-2);
  return [window * inputs, window * outputs];
}

const uniform = (random: Random, least: number, most: number) => () => least + (most - least) * random();

const scaled = (sample: () => number, { mean, stddev }: Readonly<Record<string, unknown>>) => {
  return () => Number(mean) + Number(stddev) * sample();
};

/** Resamples values more than two standard deviations from the mean. */
function truncated(sample: () => number): () => number {
  return () => {
    for (;;) {
      const value = sample();
      if (Math.abs(value) <= 2) return value;
    }
  };
}

/** The Box-Muller transform, which makes two normal numbers from two uniform ones. */
function normal(random: Random): () => number {
  let other: number | undefined;
  return () => {
    if (other !== undefined) {
      const value = other;
      other = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    other = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/** Uniform numbers in [0, 1): Marsaglia's 128-bit xorshift, seeded with hashes. */
export function randomFrom(seed: string): Random {
  let [x, y, z, w] = [hash(`0${seed}`), hash(`1${seed}`), hash(`2${seed}`), hash(`3${seed}`)];
  const next = () => {
    const t = x ^ (x << 11);
    x = y;
    y = z;
    z = w;
    w = w ^ (w >>> 19) ^ t ^ (t >>> 8);
    return (w >>> 0) / 2 ** 32;
  };
  // The first numbers of similar seeds are similar.
  for (let skipped = 0; skipped < 16; skipped += 1) next();
  return next;
}

/** FNV-1a; never 0, which is no seed of xorshift. */
function hash(text: string): number {
  let result = 0x811c9dc5;
  for (const character of text) result = Math.imul(result ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return result || 1;
}
