import { attribute } from './attributes.js';
import { defineOp } from './op.js';
import { axesOf, only, type Rank, type SpatialWords, spatialInput } from './spatial.js';
import { channelsOf } from './types.js';

const keepdimsDocs = {
  1: 'Whether to keep the length, as 1.',
  2: 'Whether to keep height and width, as 1x1.',
  3: 'Whether to keep depth, height and width, as 1x1x1.',
} as const;

const globalPool = (rank: Rank, how: 'max' | 'mean', words: SpatialWords) =>
  defineOp({
    ...words,
    name: `global_${how === 'max' ? 'max' : 'avg'}_pool${rank}d`,
    keras: `Global${how === 'max' ? 'Max' : 'Average'}Pooling${rank}D`,
    kind: 'pool',
    inputs: spatialInput(rank),
    attributes: {
      keepdims: attribute(
        { type: 'boolean' },
        { doc: keepdimsDocs[rank], default: false, aliases: ['keepdim', 'keep_dims'] },
      ),
    },
    window: () => ({ kind: 'whole' }),
    infer(inputs, { keepdims }) {
      const x = only(inputs);
      return { output: { ...x, shape: [...(keepdims ? axesOf(rank).map(() => 1) : []), channelsOf(x)] } };
    },
    compute(t, inputs, _, { keepdims }) {
      const pooled = t.reduce(how, only(inputs), axesOf(rank));
      return keepdims ? pooled : t.squeeze(pooled, axesOf(rank));
    },
  });

export const globalMaxPool1d = globalPool(1, 'max', {
  aliases: ['GlobalMaxPool1d'],
  doc: 'The maximum of each channel over a sequence.',
});

export const globalAvgPool1d = globalPool(1, 'mean', {
  aliases: ['GlobalAvgPooling1D', 'GlobalAveragePool1d', 'GlobalAvgPool1d'],
  doc: 'The average of each channel over a sequence.',
});

export const globalMaxPool2d = globalPool(2, 'max', {
  aliases: ['GlobalMaxPooling', 'GlobalMaxPool'],
  doc: 'The maximum of each channel.',
});

export const globalAvgPool2d = globalPool(2, 'mean', {
  aliases: [
    'GlobalAvgPooling2D',
    'GlobalAveragePool2d',
    'GlobalAveragePooling',
    'GlobalAveragePool',
    'GlobalAvgPool',
    'gap',
  ],
  doc: 'The average of each channel.',
});

export const globalMaxPool3d = globalPool(3, 'max', {
  aliases: ['GlobalMaxPool3d'],
  doc: 'The maximum of each channel over a volume.',
});

export const globalAvgPool3d = globalPool(3, 'mean', {
  aliases: ['GlobalAvgPooling3D', 'GlobalAveragePool3d', 'GlobalAvgPool3d'],
  doc: 'The average of each channel over a volume.',
});
