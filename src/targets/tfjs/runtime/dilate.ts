import * as tf from '@tensorflow/tfjs';

/** Inserts zeros between the samples of a kernel: native TensorFlow has no dilated depthwise convolution. */
export function dilate(kernel: tf.Tensor4D, rate: number | [number, number]): tf.Tensor4D {
  const [rows, columns] = Array.isArray(rate) ? rate : [rate, rate];
  const [height, width, channels, multiplier] = kernel.shape;
  const depth = channels * multiplier;
  const tall = tf.pad3d(tf.reshape(kernel, [height, 1, width * depth]), [
    [0, 0],
    [0, rows - 1],
    [0, 0],
  ]);
  const reach = (height - 1) * rows + 1;
  const lines = tf.slice(tf.reshape(tall, [height * rows, width * depth]), 0, reach);
  const wide = tf.pad3d(tf.reshape(lines, [reach * width, 1, depth]), [
    [0, 0],
    [0, columns - 1],
    [0, 0],
  ]);
  const samples = tf.reshape(wide, [reach, width * columns, channels, multiplier]);
  const size = [reach, (width - 1) * columns + 1, channels, multiplier];
  return tf.slice(samples, [0, 0, 0, 0], size) as tf.Tensor4D;
}
