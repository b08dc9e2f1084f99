import * as tf from '@tensorflow/tfjs';
import { unstacked } from './unstacked.js';

/**
 * A transposed convolution over a volume, as a sum of transposed 2D convolutions, one for each frame of the kernel:
 * tf.conv3dTranspose has no gradient, and is wrong on wasm.
 */
export function deconvolve3d(
  x: tf.Tensor,
  kernel: tf.Tensor,
  [step, ...strides]: [number, number, number],
  padding: 'same' | 'valid',
): tf.Tensor {
  const [batch = 1, frames = 1, height = 1, width = 1, channels = 1] = x.shape;
  const [depth = 1, rows = 1, columns = 1, filters = 1] = kernel.shape;
  const stretched = (size: number, length: number, stride: number) =>
    size * stride + (padding === 'same' ? 0 : Math.max(length - stride, 0));
  const images = tf.reshape(x, [batch * frames, height, width, channels]) as tf.Tensor4D;
  const shape: [number, number, number, number] = [
    batch * frames,
    stretched(height, rows, strides[0]),
    stretched(width, columns, strides[1]),
    filters,
  ];
  const before = padding === 'same' ? Math.floor(Math.max(depth - step, 0) / 2) : 0;
  // What is added up in each frame of the output.
  const parts = Array.from({ length: stretched(frames, depth, step) }, () => [] as tf.Tensor[]);
  unstacked(kernel, 0).forEach((frame, index) => {
    const y = tf.conv2dTranspose(images, frame as tf.Tensor4D, shape, strides, padding);
    const placed = unstacked(tf.reshape(y, [batch, frames, ...shape.slice(1)]), 1);
    placed.forEach((part, place) => {
      parts[place * step + index - before]?.push(part);
    });
  });
  const empty = tf.zeros([batch, ...shape.slice(1)]);
  return tf.stack(
    parts.map((all) => (all.length > 0 ? tf.addN(all) : empty)),
    1,
  );
}
