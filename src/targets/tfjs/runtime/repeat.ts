import * as tf from '@tensorflow/tfjs';

/** Repeats each element along an axis, with its copies side by side. */
export function repeat(x: tf.Tensor, axis: number, times: number): tf.Tensor {
  const copies = tf.stack(
    Array.from({ length: times }, () => x),
    axis + 1,
  );
  return tf.reshape(
    copies,
    x.shape.map((size, index) => (index === axis ? size * times : size)),
  );
}
