import * as tf from '@tensorflow/tfjs';

/** Rotates pairs of channels by the positions along an axis: one of each half, or neighbors. */
export function rotate(x: tf.Tensor, axis: number, pairs: 'half' | 'interleaved', wavelength: number): tf.Tensor {
  const count = Number(x.shape[x.rank - 1]) / 2;
  const isHalf = pairs === 'half';
  const [first, second] = tf.unstack(
    tf.reshape(x, [...x.shape.slice(0, -1), ...(isHalf ? [2, count] : [count, 2])]),
    isHalf ? x.rank - 1 : x.rank,
  ) as [tf.Tensor, tf.Tensor];
  const frequencies = tf.pow(wavelength, tf.div(tf.range(0, count), -count));
  const sizes = x.shape.slice(axis, -1).map((size, index) => (index === 0 ? size : 1));
  const angles = tf.mul(tf.reshape(tf.range(0, Number(x.shape[axis])), [...sizes, 1]), frequencies);
  const [cosines, sines] = [tf.cos(angles), tf.sin(angles)];
  const rotated = [
    tf.sub(tf.mul(first, cosines), tf.mul(second, sines)),
    tf.add(tf.mul(second, cosines), tf.mul(first, sines)),
  ];
  return tf.reshape(tf.stack(rotated, isHalf ? x.rank - 1 : x.rank), x.shape);
}
