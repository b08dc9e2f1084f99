import * as tf from '@tensorflow/tfjs';

/** The maximum or the mean of each window over a sequence; padding does not count. */
export function pool1d(
  sequence: tf.Tensor,
  how: 'max' | 'mean',
  size: number,
  stride: number,
  padding: 'same' | 'valid',
): tf.Tensor {
  const image = tf.expandDims(sequence, 2) as tf.Tensor4D;
  const pool = how === 'max' ? tf.maxPool : tf.avgPool;
  return tf.squeeze(pool(image, [size, 1], [stride, 1], padding), [2]);
}
