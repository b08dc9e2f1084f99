import * as tf from '@tensorflow/tfjs';
import { inGroups } from './in-groups.js';
import { unstacked } from './unstacked.js';

/**
 * A convolution over a volume, in groups. Unlike tf.conv3d it has a gradient with dilation. Outside of native
 * TensorFlow, it is a sum of 2D convolutions, one for each frame of the kernel: on wasm, tf.conv3d is slow, and its
 * gradient is wrong.
 */
export function convolve3d(
  x: tf.Tensor,
  kernel: tf.Tensor,
  strides: [number, number, number],
  padding: 'same' | 'valid',
  dilation: [number, number, number] = [1, 1, 1],
  groups = 1,
): tf.Tensor {
  const axes = dilation.map((rate, axis) => {
    const [size = 1, length = 1, stride = 1] = [x.shape[axis + 1], kernel.shape[axis], strides[axis]];
    const extent = (length - 1) * rate + 1;
    const missing = padding === 'same' ? Math.max((Math.ceil(size / stride) - 1) * stride + extent - size, 0) : 0;
    const margins: [number, number] = [Math.floor(missing / 2), Math.ceil(missing / 2)];
    return { margins, count: Math.floor((size + missing - extent) / stride) + 1 };
  });
  const padded = padding === 'same' ? tf.pad(x, [[0, 0], ...axes.map(({ margins }) => margins), [0, 0]]) : x;
  const [batch = 1] = padded.shape;
  const [step, ...steps] = strides;
  const [apart, rows, columns] = dilation;
  const isDilated = apart * rows * columns > 1;
  /** With zeros between the samples along an axis. */
  const spread = (samples: tf.Tensor, axis: number, rate: number) =>
    tf.stack(
      unstacked(samples, axis).flatMap((sample, index) => {
        const zeros = Array.from({ length: index === 0 ? 0 : rate - 1 }, () => tf.zerosLike(sample));
        return [...zeros, sample];
      }),
      axis,
    );
  const convolve = (volume: tf.Tensor, samples: tf.Tensor): tf.Tensor => {
    if (tf.getBackend() === 'tensorflow' && !isDilated)
      return tf.conv3d(volume as tf.Tensor5D, samples as tf.Tensor5D, strides, 'valid');
    const [height = 1, width = 1, channels = 1] = volume.shape.slice(2);
    const frames = unstacked(volume, 1);
    const sums = unstacked(samples, 0).map((frame, index) => {
      const places = Array.from({ length: axes[0]?.count ?? 1 }, (_, place) => place * step + index * apart);
      const seen = tf.stack(
        places.map((place) => frames[place] as tf.Tensor),
        1,
      );
      const images = tf.reshape(seen, [-1, height, width, channels]) as tf.Tensor4D;
      const window = isDilated ? spread(spread(frame, 0, rows), 1, columns) : frame;
      return tf.conv2d(images, window as tf.Tensor4D, steps, 'valid');
    });
    const y = tf.addN(sums);
    return tf.reshape(y, [batch, -1, ...y.shape.slice(1)]);
  };
  return inGroups(groups, padded, kernel, convolve);
}
