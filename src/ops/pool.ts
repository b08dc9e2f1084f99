import type { Algebra } from '../algebra/algebra.js';
import type { Padding } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import { RuleFault } from './fault.js';
import { defineOp } from './op.js';
import { along, only, type PerAxis, positive, type Rank, type SpatialWords, sizesOf, spatialInput } from './spatial.js';
import { channelsOf } from './types.js';
import { padding, slideAlong, strideDocs, stridesAliases, windowAliases } from './windows.js';

const sizeAliases = ['kernel_size', ...windowAliases] as const;

const poolSize = {
  1: attribute(positive[1], { doc: 'The length of the window.', default: 2, aliases: sizeAliases }),
  2: attribute(positive[2], { doc: 'The height and width of the window.', default: [2, 2], aliases: sizeAliases }),
  3: attribute(positive[3], {
    doc: 'The depth, height and width of the window.',
    default: [2, 2, 2],
    aliases: sizeAliases,
  }),
} as const;

const strides = <R extends Rank>(rank: R) =>
  attribute(positive[rank], { doc: strideDocs[rank], like: 'pool_size', aliases: stridesAliases });

interface PoolArguments<N> {
  readonly pool_size: PerAxis<N>;
  readonly strides: PerAxis<N>;
  readonly padding: Padding;
}

/** The maximum or the mean of each window. */
const poolOf = <T, N>(
  t: Algebra<T, N>,
  how: 'max' | 'mean',
  x: T,
  { pool_size, strides, padding }: PoolArguments<N>,
): T => t.pool(how, x, along(pool_size), { strides: along(strides), padding });

const pool = <R extends Rank>(rank: R, how: 'max' | 'mean', words: SpatialWords) =>
  defineOp({
    ...words,
    name: `${how === 'max' ? 'max' : 'avg'}_pool${rank}d`,
    keras: `${how === 'max' ? 'Max' : 'Average'}Pooling${rank}D`,
    kind: 'pool',
    inputs: spatialInput(rank),
    attributes: { pool_size: poolSize[rank], strides: strides(rank), padding },
    window: (values) => ({
      kind: 'sliding',
      kernel: along(values.pool_size),
      strides: along(values.strides),
      padding: values.padding,
    }),
    infer(inputs, values) {
      const x = only(inputs);
      const movement = { strides: along(values.strides), padding: values.padding };
      const sizes = slideAlong(sizesOf(x), along(values.pool_size), movement, 'pool_size');
      return sizes instanceof RuleFault ? sizes : { output: { ...x, shape: [...sizes, channelsOf(x)] } };
    },
    compute: (t, inputs, _, values) => poolOf(t, how, only(inputs), values),
  });

export const maxPool1d = pool(1, 'max', {
  aliases: ['TemporalMaxPooling'],
  doc: 'The maximum of each window over a sequence, per channel.',
});

export const avgPool1d = pool(1, 'mean', {
  aliases: ['AvgPooling1D', 'AveragePool1d'],
  doc: 'The average of each window over a sequence, per channel. Padding is not counted.',
});

export const maxPool2d = pool(2, 'max', {
  aliases: ['MaxPooling', ['maxpool', "for darknet's maxpool, also write padding: same"]],
  doc: 'The maximum of each window, per channel.',
});

export const avgPool2d = pool(2, 'mean', {
  aliases: ['AvgPooling2D', 'AveragePool2d', 'AveragePool', 'AveragePooling'],
  doc: 'The average of each window, per channel. Padding is not counted.',
});

export const maxPool3d = pool(3, 'max', {
  aliases: ['VolumetricMaxPooling'],
  doc: 'The maximum of each window over a volume, per channel.',
});

export const avgPool3d = pool(3, 'mean', {
  aliases: ['AvgPooling3D', 'AveragePool3d', 'VolumetricAveragePooling'],
  doc: 'The average of each window over a volume, per channel. Padding is not counted.',
});
