import * as tf from '@tensorflow/tfjs';
import { dilate } from './dilate.js';

/** A convolution over an image, in groups. Unlike tf.conv2d it has a gradient with dilation. */
export function convolve2d(
  x: tf.Tensor,
  kernel: tf.Tensor,
  strides: [number, number],
  padding: 'same' | 'valid',
  dilation: [number, number] = [1, 1],
  groups = 1,
): tf.Tensor {
  const isDilated = dilation[0] * dilation[1] > 1;
  const samples = isDilated ? dilate(kernel as tf.Tensor4D, dilation) : kernel;
  // tf.split into one piece has no gradient.
  const groupsOf = (whole: tf.Tensor) => (groups === 1 ? [whole] : tf.split(whole, groups, 3)) as tf.Tensor4D[];
  const kernels = groupsOf(samples);
  const parts = groupsOf(x).map((part, group) => tf.conv2d(part, kernels[group] as tf.Tensor4D, strides, padding));
  return tf.concat(parts, 3);
}
