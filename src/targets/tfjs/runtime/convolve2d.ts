import * as tf from '@tensorflow/tfjs';
import { dilate } from './dilate.js';
import { inGroups } from './in-groups.js';

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
  return inGroups(groups, x, samples, (part, window) =>
    tf.conv2d(part as tf.Tensor4D, window as tf.Tensor4D, strides, padding),
  );
}
