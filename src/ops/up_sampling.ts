import type { Algebra } from '../algebra/algebra.js';
import { multiply } from '../expressions/shape.js';
import { itemAt } from '../text/lookup.js';
import { attribute } from './attributes.js';
import { defineOp, oneImage } from './op.js';
import { along, only, type PerAxis, positive, type Rank, type SpatialWords, sizesOf, spatialInput } from './spatial.js';
import { channelsOf, type TensorType } from './types.js';

const factorAliases = ['scale_factor', 'scale', 'factor', 'stride', 'strides'] as const;

const size = {
  1: attribute(positive[1], {
    doc: 'How often each place is repeated.',
    default: 2,
    aliases: ['scale_factor', 'factor', 'scale', 'stride'],
  }),
  2: attribute(positive[2], {
    doc: 'The factors for height and width.',
    default: [2, 2],
    aliases: factorAliases,
  }),
  3: attribute(positive[3], {
    doc: 'The factors for depth, height and width.',
    default: [2, 2, 2],
    aliases: factorAliases,
  }),
} as const;

function enlarge(x: TensorType, factors: PerAxis) {
  const sizes = sizesOf(x).map((dim, axis) => multiply(dim, itemAt(along(factors), axis)));
  return { output: { ...x, shape: [...sizes, channelsOf(x)] } };
}

/** Repeats each place along each axis. */
const repeat = <T, N>(t: Algebra<T, N>, x: T, factors: PerAxis<N>): T =>
  along(factors).reduce((y, factor, axis, { length }) => t.repeat(y, axis - length - 1, factor), x);

const upSampling = <R extends Rank>(rank: R, { aliases, doc }: SpatialWords) =>
  defineOp({
    name: `up_sampling${rank}d`,
    keras: `UpSampling${rank}D`,
    aliases,
    doc,
    kind: 'shape',
    figure: { label: 'upsample', shows: 'size' },
    inputs: spatialInput(rank),
    attributes: { size: size[rank] },
    window: (values) => ({ kind: 'enlarged', factors: along(values.size), isBlended: false }),
    infer: (inputs, values) => enlarge(only(inputs), values.size),
    compute: (t, inputs, _, values) => repeat(t, only(inputs), values.size),
  });

export const upSampling1d = upSampling(1, {
  aliases: ['Upsample1d'],
  doc: 'Repeats each place of a sequence.',
});

export const upSampling2d = defineOp({
  name: 'up_sampling2d',
  keras: 'UpSampling2D',
  aliases: [
    'Upsample',
    'UpSampling',
    'UpsamplingNearest2d',
    ['UpsamplingBilinear2d', 'or resize with coordinates: align_corners, as PyTorch has it'],
  ],
  doc: 'Enlarges the image by whole factors.',
  kind: 'shape',
  figure: { label: 'upsample', shows: 'size' },
  inputs: oneImage,
  attributes: {
    size: size[2],
    interpolation: attribute(
      { type: 'choice', choices: ['nearest', 'bilinear'] },
      {
        doc: 'nearest repeats pixels; bilinear interpolates between them.',
        default: 'nearest',
        aliases: ['mode', 'method'],
      },
    ),
  },
  window: ({ size, interpolation }) => ({ kind: 'enlarged', factors: size, isBlended: interpolation === 'bilinear' }),
  infer: ({ image }, values) => enlarge(image, values.size),
  compute(t, { image }, _, { size: [rows, columns], interpolation }) {
    if (interpolation === 'nearest') return repeat(t, image, [rows, columns]);
    return blend(t, blend(t, image, -3, rows), -2, columns);
  },
});

export const upSampling3d = upSampling(3, {
  aliases: ['Upsample3d'],
  doc: 'Repeats each place of a volume along each axis.',
});

/**
 * Enlarges an axis by a whole factor, bilinear: element i of the output is at i / factor of the input; the last element
 * of the input is repeated after it.
 */
function blend<T, N>(t: Algebra<T, N>, x: T, axis: number, factor: N): T {
  const next = t.concat([t.slice(x, axis, 1), t.slice(x, axis, -1)], axis);
  // Only height, width and channels follow the axis, so that a vector along the new axis needs as many sizes of 1 after
  // it.
  const steps = t.divide(t.range(factor), t.constant(factor));
  const share = t.reshape(steps, [factor, ...Array<number>(-axis - 1).fill(1)]);
  const from = t.unsqueeze(x, axis);
  const step = t.subtract(t.unsqueeze(next, axis), from);
  return t.merge(t.add(from, t.multiply(step, share)), axis - 1);
}
