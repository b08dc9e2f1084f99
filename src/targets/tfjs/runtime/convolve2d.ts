import * as tf from '@tensorflow/tfjs';
import { dilate } from './dilate.js';
import { inGroups } from './in-groups.js';

/**
 * A convolution over an image, in groups. Unlike tf.conv2d it has a gradient with dilation, and is right on wasm if
 * strides larger than the kernel leave a rest.
 */
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
  const margins = strides.map((stride, axis) => {
    const [size = 1, extent = 1] = [x.shape[axis + 1], samples.shape[axis]];
    const missing = padding === 'same' ? Math.max((Math.ceil(size / stride) - 1) * stride + extent - size, 0) : 0;
    const ends: [number, number] = [Math.floor(missing / 2), Math.ceil(missing / 2)];
    return ends;
  });
  const padded = padding === 'same' ? tf.pad(x, [[0, 0], ...margins, [0, 0]]) : x;
  return inGroups(groups, padded, samples, (part, window) =>
    tf.conv2d(part as tf.Tensor4D, window as tf.Tensor4D, strides, 'valid'),
  );
}
