import * as tf from '@tensorflow/tfjs';

/** A transposed convolution over a sequence. */
export function deconvolve1d(
  sequence: tf.Tensor,
  kernel: tf.Tensor,
  stride: number,
  padding: 'same' | 'valid',
): tf.Tensor {
  const [batch = 1, length = 1] = sequence.shape;
  const [size = 1, filters = 1] = kernel.shape;
  const image = tf.expandDims(sequence, 2) as tf.Tensor4D;
  const window = tf.expandDims(kernel, 1) as tf.Tensor4D;
  const more = padding === 'same' ? 0 : Math.max(size - stride, 0);
  const shape: [number, number, number, number] = [batch, length * stride + more, 1, filters];
  return tf.squeeze(tf.conv2dTranspose(image, window, shape, [stride, 1], padding), [2]);
}
