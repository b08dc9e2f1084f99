/** Second implementations, in TensorFlow.js, of ops that take pixels elsewhere, and of the windows of adaptive pools. */
import * as tf from '@tensorflow/tfjs';

type Values = Readonly<Record<string, unknown>>;
type Inputs = readonly tf.Tensor[];
type Pair = readonly [number, number];

/** Where windows that cover a side begin and end. */
export const windows = (size: number, count: number): readonly Pair[] =>
  Array.from({ length: count }, (_, index) => [
    Math.floor((index * size) / count),
    Math.ceil(((index + 1) * size) / count),
  ]);

/** The windows of an axis, each reduced. */
function pooled(how: typeof tf.max, x: tf.Tensor, axis: number, count: number): tf.Tensor {
  const parts = windows(x.shape[axis] ?? 1, count).map(([from, to]) => {
    const begin = x.shape.map((_, place) => (place === axis ? from : 0));
    const size = x.shape.map((_, place) => (place === axis ? to - from : -1));
    return how(tf.slice(x, begin, size), axis, true);
  });
  return tf.concat(parts, axis);
}

/** The place on the input of a pixel of the output. */
function placeOf(coordinates: unknown, index: number, size: number, count: number): number {
  if (coordinates === 'asymmetric') return (index * size) / count;
  if (coordinates === 'align_corners') return count === 1 ? 0 : (index * (size - 1)) / (count - 1);
  return ((index + 0.5) * size) / count - 0.5;
}

/** Resizes an axis pixel by pixel. */
function resized(x: tf.Tensor, axis: number, count: number, { interpolation, coordinates }: Values): tf.Tensor {
  const size = x.shape[axis] ?? 1;
  const pixel = (at: number) => tf.gather(x, [Math.min(Math.max(at, 0), size - 1)], axis);
  const all = Array.from({ length: count }, (_, index) => {
    const place = placeOf(coordinates, index, size, count);
    if (interpolation === 'nearest') return pixel(Math.floor(coordinates === 'asymmetric' ? place : place + 0.5));
    const [first, share] = [Math.floor(place), place - Math.floor(place)];
    return tf.add(tf.mul(pixel(first), 1 - share), tf.mul(pixel(first + 1), share));
  });
  return tf.concat(all, axis);
}

const resizedTo = (x: tf.Tensor, [height, width]: Pair, values: Values): tf.Tensor =>
  resized(resized(x, 1, height, values), 2, width, values);

export const resampling = {
  adaptive_avg_pool1d:
    ({ output_size }: Values) =>
    ([x]: Inputs) =>
      pooled(tf.mean, x as tf.Tensor, 1, Number(output_size)),
  adaptive_max_pool1d:
    ({ output_size }: Values) =>
    ([x]: Inputs) =>
      pooled(tf.max, x as tf.Tensor, 1, Number(output_size)),
  adaptive_max_pool2d:
    ({ output_size }: Values) =>
    ([x]: Inputs) => {
      const [rows, columns] = output_size as Pair;
      return pooled(tf.max, pooled(tf.max, x as tf.Tensor, 1, rows), 2, columns);
    },
  adaptive_avg_pool3d:
    ({ output_size }: Values) =>
    ([x]: Inputs) =>
      [output_size]
        .flat()
        .reduce<tf.Tensor>((y, count, axis) => pooled(tf.mean, y, axis + 1, Number(count)), x as tf.Tensor),
  adaptive_max_pool3d:
    ({ output_size }: Values) =>
    ([x]: Inputs) =>
      [output_size]
        .flat()
        .reduce<tf.Tensor>((y, count, axis) => pooled(tf.max, y, axis + 1, Number(count)), x as tf.Tensor),
  // Pixel by pixel of the blocks.
  space_to_depth:
    ({ block_size, mode }: Values) =>
    ([x]: Inputs) => {
      const side = Number(block_size);
      const { shape } = x as tf.Tensor;
      if ((shape[1] ?? 0) % side > 0 || (shape[2] ?? 0) % side > 0) throw new Error('no whole blocks');
      const every = (y: tf.Tensor, axis: number, from: number) =>
        tf.gather(
          y,
          Array.from({ length: (y.shape[axis] ?? 0) / side }, (_, index) => index * side + from),
          axis,
        );
      const pixels = Array.from({ length: side * side }, (_, place) =>
        every(every(x as tf.Tensor, 1, Math.floor(place / side)), 2, place % side),
      );
      const stacked = tf.stack(pixels, mode === 'dcr' ? 3 : 4);
      return tf.reshape(stacked, [...stacked.shape.slice(0, 3), -1]);
    },
  depth_to_space:
    ({ block_size, mode }: Values) =>
    ([x]: Inputs) => {
      const side = Number(block_size);
      const [batch = 1, height = 1, width = 1, channels = 1] = x?.shape ?? [];
      const depth = channels / side / side;
      if (mode === 'dcr') return side === 1 ? (x as tf.Tensor) : tf.depthToSpace(x as tf.Tensor4D, side, 'NHWC');
      const parts = tf.reshape(x as tf.Tensor, [batch, height, width, depth, side * side]);
      const ordered = tf.reshape(tf.transpose(parts, [0, 1, 2, 4, 3]), [batch, height, width, channels]);
      return side === 1 ? ordered : tf.depthToSpace(ordered as tf.Tensor4D, side, 'NHWC');
    },
  resize:
    ({ size, ...values }: Values) =>
    ([x]: Inputs) =>
      resizedTo(x as tf.Tensor, size as Pair, values),
  resize_like:
    (values: Values) =>
    ([x, like]: Inputs) =>
      resizedTo(x as tf.Tensor, [like?.shape[1] ?? 1, like?.shape[2] ?? 1], values),
};
