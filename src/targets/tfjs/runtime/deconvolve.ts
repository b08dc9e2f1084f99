import * as tf from '@tensorflow/tfjs';
import { dilate } from './dilate.js';
import { inGroups } from './in-groups.js';
import { unstacked } from './unstacked.js';

/**
 * All that the kernel of a transposed convolution reaches from a sequence, an image or a volume, in groups. It is made
 * of transposed 2D convolutions, one for each frame of the kernel over a volume: TensorFlow.js has no dilation and no
 * groups, and tf.conv3dTranspose has no gradient, and is wrong on wasm.
 */
export function deconvolve(
  x: tf.Tensor,
  kernel: tf.Tensor,
  strides: number | number[],
  dilation: number | number[] = 1,
  groups = 1,
): tf.Tensor {
  const rank = x.rank - 2;
  const along = (one: number | number[]) => (Array.isArray(one) ? one : Array.from({ length: rank }, () => one));
  const [steps, rates] = [along(strides), along(dilation)];
  const overImages = (images: tf.Tensor, window: tf.Tensor, step: number[], rate: number[]): tf.Tensor => {
    const [batch = 1, height = 1, width = 1] = images.shape;
    const [down = 1, across = 1] = step;
    const samples = (
      Math.max(...rate) > 1 ? dilate(window as tf.Tensor4D, rate as [number, number]) : window
    ) as tf.Tensor4D;
    const [rows, columns, filters] = samples.shape;
    const shape: [number, number, number, number] = [
      batch,
      (height - 1) * down + rows,
      (width - 1) * across + columns,
      filters,
    ];
    return tf.conv2dTranspose(images as tf.Tensor4D, samples, shape, [down, across], 'valid');
  };
  const overVolumes = (volumes: tf.Tensor, window: tf.Tensor): tf.Tensor => {
    const [batch = 1, frames = 1, ...image] = volumes.shape;
    const [[step = 1, ...others], [rate = 1, ...apart]] = [steps, rates];
    const images = tf.reshape(volumes, [batch * frames, ...image]);
    const ofFrames = unstacked(window, 0).map((frame) => overImages(images, frame, others, apart));
    const shape = (ofFrames[0] as tf.Tensor).shape.slice(1);
    // What is added up in each frame of the output.
    const length = (frames - 1) * step + (ofFrames.length - 1) * rate + 1;
    const parts = Array.from({ length }, () => [] as tf.Tensor[]);
    ofFrames.forEach((y, index) => {
      unstacked(tf.reshape(y, [batch, frames, ...shape]), 1).forEach((part, place) => {
        parts[place * step + index * rate]?.push(part);
      });
    });
    const empty = tf.zeros([batch, ...shape]);
    return tf.stack(
      parts.map((all) => (all.length > 0 ? tf.addN(all) : empty)),
      1,
    );
  };
  const reached = (part: tf.Tensor, window: tf.Tensor): tf.Tensor => {
    if (rank === 3) return overVolumes(part, window);
    if (rank === 2) return overImages(part, window, steps, rates);
    const image = overImages(tf.expandDims(part, 2), tf.expandDims(window, 1), [...steps, 1], [...rates, 1]);
    return tf.squeeze(image, [2]);
  };
  return inGroups(groups, x, kernel, reached);
}
