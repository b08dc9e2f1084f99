import * as tf from '@tensorflow/tfjs';

/**
 * A convolution over a sequence, in groups. Unlike tf.conv1d it has causal padding and a gradient with dilation, and
 * is right on wasm if strides leave a rest.
 */
export function convolve1d(
  x: tf.Tensor,
  kernel: tf.Tensor,
  stride: number,
  padding: 'same' | 'valid' | 'causal',
  dilation = 1,
  groups = 1,
): tf.Tensor {
  const [size = 1, channels = 1, filters = 1] = kernel.shape;
  const extent = (size - 1) * dilation + 1;
  const spread = tf.pad(tf.reshape(kernel, [size, 1, channels, filters]), [
    [0, 0],
    [0, dilation - 1],
    [0, 0],
    [0, 0],
  ]);
  const samples = tf.slice(tf.reshape(spread, [size * dilation, channels, filters]), 0, extent);
  const length = x.shape[1] ?? 1;
  const missing = Math.max((Math.ceil(length / stride) - 1) * stride + extent - length, 0);
  const before = padding === 'causal' ? extent - 1 : padding === 'same' ? Math.floor(missing / 2) : 0;
  const after = padding === 'same' ? missing - before : 0;
  const padded = tf.pad(x, [
    [0, 0],
    [before, after],
    [0, 0],
  ]);
  // tf.split into one piece has no gradient.
  const groupsOf = (whole: tf.Tensor) => (groups === 1 ? [whole] : tf.split(whole, groups, 2)) as tf.Tensor3D[];
  const kernels = groupsOf(samples);
  const parts = groupsOf(padded).map((part, group) => tf.conv1d(part, kernels[group] as tf.Tensor3D, stride, 'valid'));
  return tf.concat(parts, 2);
}
