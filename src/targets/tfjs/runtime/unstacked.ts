import * as tf from '@tensorflow/tfjs';

/** The slices along an axis. tf.unstack into one has no gradient. */
export function unstacked(x: tf.Tensor, axis: number): tf.Tensor[] {
  return x.shape[axis] === 1 ? [tf.squeeze(x, [axis])] : tf.unstack(x, axis);
}
