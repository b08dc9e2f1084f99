/** Ops that resize images to any size. */
import type { Algebra } from '../algebra/algebra.js';
import type { Dim } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import { defineOp } from './op.js';
import type { ImageShape, TensorType } from './types.js';

const interpolations = ['bilinear', 'nearest'] as const;
const coordinates = ['half_pixel', 'align_corners', 'asymmetric'] as const;

const attributes = {
  interpolation: attribute(
    { type: 'choice', choices: interpolations },
    {
      doc: 'bilinear interpolates between the nearest pixels; nearest takes one of them.',
      default: 'bilinear',
      aliases: ['mode', 'method'],
    },
  ),
  coordinates: attribute(
    { type: 'choice', choices: coordinates },
    {
      doc: "Where pixels are, as in ONNX. half_pixel: their centers are, as in Keras and in PyTorch's bilinear. align_corners: the first and the last pixels of both images are at the same places. asymmetric: their top left corners are, as in PyTorch's nearest.",
      default: 'half_pixel',
      aliases: [
        'coordinate_transformation_mode',
        ['align_corners', 'align_corners if it is true, half_pixel if it is false'],
        ['half_pixel_centers', 'half_pixel if it is true, asymmetric if it is false'],
      ],
    },
  ),
} as const;

interface Sampling {
  readonly interpolation: (typeof interpolations)[number];
  readonly coordinates: (typeof coordinates)[number];
}

const resized = (image: TensorType<ImageShape>, height: Dim, width: Dim) => ({
  output: { ...image, shape: [height, width, image.shape[2]] },
});

export const resize = defineOp({
  name: 'resize',
  keras: 'Resizing',
  aliases: [
    ['interpolate', "for PyTorch's nearest, also write interpolation: nearest, coordinates: asymmetric"],
    ['resize_bilinear', 'TensorFlow 1 has coordinates: asymmetric or align_corners'],
    ['resize_nearest_neighbor', 'with interpolation: nearest'],
  ],
  doc: 'Resizes the image to a height and a width.',
  kind: 'shape',
  figure: { makes: 'size' },
  inputs: { image: { rank: 3 } },
  attributes: {
    size: attribute(
      { type: 'pair', minimum: 1 },
      {
        doc: 'The height and width of the output.',
        aliases: [
          'output_size',
          'target_size',
          'new_size',
          'shape',
          ['scale_factor', 'size: [2 * in.height, 2 * in.width] doubles the image; up_sampling2d takes factors'],
          ['scale', 'size: [2 * in.height, 2 * in.width] doubles the image; up_sampling2d takes factors'],
        ],
      },
    ),
    ...attributes,
  },
  window: ({ size }) => ({ kind: 'adaptive', output: size }),
  infer: ({ image }, { size: [height, width] }) => resized(image, height, width),
  compute: (t, { image }, _, { size: [height, width], ...sampling }) => sample(t, image, height, width, sampling),
});

export const resizeLike = defineOp({
  name: 'resize_like',
  keras: 'ResizeLike',
  aliases: ['UpsampleLike', 'resize_as'],
  doc: 'Resizes the first image to the height and the width of the second.',
  kind: 'shape',
  inputs: { image: { rank: 3 }, like: { rank: 3 } },
  attributes,
  window: () => ({ kind: 'none' }),
  infer: ({ image, like }) => resized(image, like.shape[0], like.shape[1]),
  compute: (t, { image, like }, _, sampling) => sample(t, image, t.size(like, -3), t.size(like, -2), sampling),
});

function sample<T, N>(t: Algebra<T, N>, image: T, height: N, width: N, sampling: Sampling): T {
  const [rows, columns] = [t.size(image, -3), t.size(image, -2)];
  if (sampling.interpolation === 'nearest') {
    const down = t.gather(image, nearest(t, rows, height, sampling.coordinates), -3);
    return t.gather(down, nearest(t, columns, width, sampling.coordinates), -2);
  }
  // Channels, width, height: a matrix multiplies the last axis.
  const down = t.matmul(t.transpose(image, [-1, -2, -3]), blends(t, rows, height, sampling.coordinates));
  const across = t.matmul(t.transpose(down, [-3, -1, -2]), blends(t, columns, width, sampling.coordinates));
  return t.transpose(across, [-2, -1, -3]);
}

/** The weights of the pixels of the input, one row for each, in those of the output. */
function blends<T, N>(t: Algebra<T, N>, size: N, count: N, coordinates: Sampling['coordinates']): T {
  const last = t.subtract(t.constant(size), t.constant(1));
  const inside = t.binary('minimum', t.unary('relu', placesOf(t, size, count, coordinates)), last);
  const places = t.named(inside, 'places');
  const distances = t.named(t.unary('abs', t.subtract(places, t.unsqueeze(t.range(size), -1))), 'distances');
  return t.named(t.unary('relu', t.subtract(t.constant(1), distances)), 'weights');
}

/** The places on the input of the pixels of the output, with the first pixel at 0. */
function placesOf<T, N>(t: Algebra<T, N>, size: N, count: N, coordinates: Sampling['coordinates']): T {
  const [one, half] = [t.constant(1), t.constant(0.5)];
  const scaled = (places: T, from: T, to: T): T => t.divide(t.multiply(places, from), to);
  const pixels = t.range(count);
  switch (coordinates) {
    case 'half_pixel':
      return t.subtract(scaled(t.add(pixels, half), t.constant(size), t.constant(count)), half);
    case 'asymmetric':
      return scaled(pixels, t.constant(size), t.constant(count));
    case 'align_corners': {
      const [from, to] = [size, count].map((number) => t.subtract(t.constant(number), one));
      return scaled(pixels, from ?? one, t.binary('maximum', to ?? one, one));
    }
  }
}

/** The positions of the pixels of the input that are nearest to those of the output. */
function nearest<T, N>(t: Algebra<T, N>, size: N, count: N, coordinates: Sampling['coordinates']): T {
  const places = placesOf(t, size, count, coordinates);
  const shifted = coordinates === 'asymmetric' ? places : t.add(places, t.constant(0.5));
  return t.binary('minimum', t.unary('floor', shifted), t.subtract(t.constant(size), t.constant(1)));
}
