import * as tf from '@tensorflow/tfjs';

/** Products of the last axes of a tensor with the first axes of a kernel, plus a bias. */
export function project(x: tf.Tensor, kernel: tf.Tensor, bias?: tf.Tensor, axes = 1): tf.Tensor {
  const depth = tf.util.sizeFromShape(kernel.shape.slice(0, axes));
  const products = tf.matMul(tf.reshape(x, [-1, depth]), tf.reshape(kernel, [depth, -1]));
  const y = tf.reshape(products, [...x.shape.slice(0, -axes), ...kernel.shape.slice(axes)]);
  return bias ? tf.add(y, bias) : y;
}
