import type { Algebra } from '../algebra/algebra.js';
import { windowMaxima, windowMeans } from './adaptive_windows.js';
import { attribute } from './attributes.js';
import { defineOp } from './op.js';
import { along, only, type PerAxis, positive, type Rank, type SpatialWords, spatialInput } from './spatial.js';
import { channelsOf } from './types.js';

const outputSize = {
  1: attribute(positive[1], { doc: 'The length of the output.', aliases: ['size', 'output', 'length'] }),
  2: attribute(positive[2], { doc: 'The height and width of the output.', aliases: ['size', 'output'] }),
  3: attribute(positive[3], { doc: 'The depth, height and width of the output.', aliases: ['size', 'output'] }),
} as const;

/** Windows along an axis reduced to their means or maxima. */
const reducers = { mean: windowMeans, max: windowMaxima } as const;

const poolAlong = <T, N>(
  t: Algebra<T, N>,
  how: 'mean' | 'max',
  x: T,
  { output_size }: { readonly output_size: PerAxis<N> },
): T => along(output_size).reduce((y, count, place, { length }) => reducers[how](t, y, place - length - 1, count), x);

const adaptivePool = <R extends Rank>(rank: R, how: 'mean' | 'max', { aliases, doc }: SpatialWords) =>
  defineOp({
    name: `adaptive_${how === 'mean' ? 'avg' : 'max'}_pool${rank}d`,
    keras: `Adaptive${how === 'mean' ? 'Average' : 'Max'}Pooling${rank}D`,
    aliases,
    doc,
    kind: 'pool',
    figure: { label: `adaptive ${how === 'mean' ? 'avg' : 'max'} pool`, makes: 'output_size' },
    inputs: spatialInput(rank),
    attributes: { output_size: outputSize[rank] },
    window: ({ output_size }) => ({ kind: 'adaptive', output: along(output_size) }),
    infer(inputs, { output_size }) {
      const x = only(inputs);
      return { output: { ...x, shape: [...along(output_size), channelsOf(x)] } };
    },
    compute: (t, inputs, _, values) => poolAlong(t, how, only(inputs), values),
  });

export const adaptiveAvgPool1d = adaptivePool(1, 'mean', {
  aliases: ['AdaptiveAvgPooling1D', 'AdaptiveAveragePool1d'],
  doc: 'Average pooling of a sequence to a fixed length, with windows as in adaptive_avg_pool2d.',
});

export const adaptiveMaxPool1d = adaptivePool(1, 'max', {
  aliases: [],
  doc: 'Max pooling of a sequence to a fixed length, with windows as in adaptive_avg_pool2d.',
});

export const adaptiveAvgPool2d = adaptivePool(2, 'mean', {
  aliases: ['AdaptiveAvgPooling2D', 'AdaptiveAveragePool2d'],
  doc: 'Average pooling to a fixed output size. Along a side of length n, window i of m extends from floor(i * n / m) to ceil((i + 1) * n / m).',
});

export const adaptiveMaxPool2d = adaptivePool(2, 'max', {
  aliases: [],
  doc: 'Max pooling to a fixed output size, with the windows of adaptive_avg_pool2d.',
});

export const adaptiveAvgPool3d = adaptivePool(3, 'mean', {
  aliases: ['AdaptiveAvgPooling3D', 'AdaptiveAveragePool3d'],
  doc: 'Average pooling of a volume to a fixed output size, with windows as in adaptive_avg_pool2d.',
});

export const adaptiveMaxPool3d = adaptivePool(3, 'max', {
  aliases: [],
  doc: 'Max pooling of a volume to a fixed output size, with windows as in adaptive_avg_pool2d.',
});
