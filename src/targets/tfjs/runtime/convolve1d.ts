import * as tf from '@tensorflow/tfjs';
import { inGroups } from './in-groups.js';

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
  return inGroups(groups, padded, samples, (part, window) =>
    tf.conv1d(part as tf.Tensor3D, window as tf.Tensor3D, stride, 'valid'),
  );
}
