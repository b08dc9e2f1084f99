import * as tf from '@tensorflow/tfjs';

/** A convolution of each group of channels by itself. The last axis of the kernel is split as the channels are. */
export function inGroups(
  groups: number,
  x: tf.Tensor,
  kernel: tf.Tensor,
  convolve: (part: tf.Tensor, kernel: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  // tf.split into one piece has no gradient.
  if (groups === 1) return convolve(x, kernel);
  const kernels = tf.split(kernel, groups, kernel.rank - 1);
  const parts = tf.split(x, groups, x.rank - 1);
  return tf.concat(
    parts.map((part, group) => convolve(part, kernels[group] as tf.Tensor)),
    x.rank - 1,
  );
}
