import * as tf from '@tensorflow/tfjs';

/** The maximum or the mean of each window over an image; padding does not count. */
export function pool2d(
  image: tf.Tensor,
  how: 'max' | 'mean',
  size: [number, number],
  strides: [number, number],
  padding: 'same' | 'valid',
): tf.Tensor {
  const pool = how === 'max' ? tf.maxPool : tf.avgPool;
  return pool(image as tf.Tensor4D, size, strides, padding);
}
