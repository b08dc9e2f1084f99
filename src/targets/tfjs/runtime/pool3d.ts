import * as tf from '@tensorflow/tfjs';

/**
 * The maximum or the mean of each window over a volume; padding does not count. It pools each frame and then along the
 * depth: on wasm, tf.maxPool3d is wrong for negative values; with padding, so is the gradient of tf.avgPool3d on cpu
 * and wasm.
 */
export function pool3d(
  volume: tf.Tensor,
  how: 'max' | 'mean',
  [depth, ...window]: [number, number, number],
  [step, ...strides]: [number, number, number],
  padding: 'same' | 'valid',
): tf.Tensor {
  const pool = how === 'max' ? tf.maxPool : tf.avgPool;
  const [batch = 1, frames = 1, height = 1, width = 1, channels = 1] = volume.shape;
  const images = tf.reshape(volume, [batch * frames, height, width, channels]) as tf.Tensor4D;
  const pooled = pool(images, window, strides, padding);
  const [, rows, columns] = pooled.shape;
  const columnwise = tf.reshape(pooled, [batch, frames, rows * columns, channels]) as tf.Tensor4D;
  const y = pool(columnwise, [depth, 1], [step, 1], padding);
  return tf.reshape(y, [batch, y.shape[1], rows, columns, channels]);
}
