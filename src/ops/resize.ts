import type { Algebra } from '../algebra/algebra.js';
import { add, multiply } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import { defineOp, oneImage } from './op.js';
import { paddingAliases } from './windows.js';

export const zeroPad2d = defineOp({
  name: 'zero_pad2d',
  keras: 'ZeroPadding2D',
  aliases: ['ZeroPadding', 'ZeroPad', 'pad'],
  doc: 'Adds rows and columns of zeros around the image. A max pool counts them as values, which has no effect after relu.',
  kind: 'shape',
  figure: { label: 'zero pad' },
  inputs: oneImage,
  attributes: {
    padding: attribute(
      { type: 'margins' },
      {
        doc: 'The same on all sides (1), vertical and horizontal (1x2), or [[top, bottom], [left, right]].',
        default: [
          [1, 1],
          [1, 1],
        ],
        aliases: paddingAliases,
      },
    ),
  },
  window: ({ padding: [[top], [left]] }) => ({ kind: 'shifted', by: [top, left] }),
  infer({ image }, { padding: [[top, bottom], [left, right]] }) {
    const [height, width, channels] = image.shape;
    return { output: { ...image, shape: [add(height, top + bottom), add(width, left + right), channels] } };
  },
  compute: (t, { image }, _, { padding: [rows, columns] }) =>
    t.pad(
      image,
      new Map([
        [-3, rows],
        [-2, columns],
      ]),
    ),
});

export const upSampling2d = defineOp({
  name: 'up_sampling2d',
  keras: 'UpSampling2D',
  aliases: [
    'Upsample',
    'UpSampling',
    'UpsamplingNearest2d',
    ['UpsamplingBilinear2d', 'write interpolation: bilinear; PyTorch aligns corners, netspec does not'],
    ['Resize', 'it takes whole factors: size: 2'],
    ['Resizing', 'it takes whole factors: size: 2'],
    ['interpolate', 'it takes whole factors: size: 2'],
  ],
  doc: 'Enlarges the image by whole factors.',
  kind: 'shape',
  figure: { label: 'upsample', shows: 'size' },
  inputs: oneImage,
  attributes: {
    size: attribute(
      { type: 'pair', minimum: 1 },
      {
        doc: 'The factors for height and width.',
        default: [2, 2],
        aliases: ['scale_factor', 'scale', 'factor', 'stride', 'strides'],
      },
    ),
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
  infer({ image }, { size: [down, across] }) {
    const [height, width, channels] = image.shape;
    return { output: { ...image, shape: [multiply(height, down), multiply(width, across), channels] } };
  },
  compute(t, { image }, _, { size: [rows, columns], interpolation }) {
    if (interpolation === 'nearest') return t.repeat(t.repeat(image, -3, rows), -2, columns);
    return blend(t, blend(t, image, -3, rows), -2, columns);
  },
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
