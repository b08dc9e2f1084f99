/** Transposed convolutions as plain ones: zeros between the values of the input and around them, and a mirrored kernel. */
import * as tf from '@tensorflow/tfjs';
import type { Layer } from '../../src/graph/graph.js';

type TransposedValues = Layer['attributes'];

const listOf = (value: unknown): readonly number[] => [value].flat().map(Number);

/** Whether layers of TensorFlow.js can have these attributes. */
export const hasTransposedLayer = ({ padding, output_padding, dilation_rate, groups }: TransposedValues): boolean =>
  typeof padding === 'string' && output_padding === 'auto' && Math.max(...listOf(dilation_rate)) === 1 && groups === 1;

/** With zeros between the slices along an axis. */
function spread(x: tf.Tensor, axis: number, step: number): tf.Tensor {
  const slices = tf.split(x, x.shape[axis] ?? 1, axis);
  const zeros = Array.from({ length: step - 1 }, () => tf.zerosLike(slices[0] as tf.Tensor));
  return tf.concat(
    slices.flatMap((slice, index) => (index === 0 ? [slice] : [...zeros, slice])),
    axis,
  );
}

/** What is kept of all that the kernel reaches along an axis: from where, and how much. PyTorch's and Keras's formulas. */
function keptOf(values: TransposedValues, axis: number, size: number): readonly [from: number, length: number] {
  const { padding, output_padding } = values;
  const [stride = 1, rate = 1, length = 1] = [values.strides, values.dilation_rate, values.kernel_size].map(
    (one) => listOf(one)[axis],
  );
  const extent = (length - 1) * rate + 1;
  const more = output_padding === 'auto' ? undefined : listOf(output_padding)[axis];
  if (more !== undefined && more >= Math.max(stride, rate)) throw new Error('PyTorch refuses the output padding');
  if (padding === 'valid')
    return [0, (size - 1) * stride + (more === undefined ? Math.max(extent, stride) : extent + more)];
  if (padding === 'same') {
    const end = more === undefined ? stride : (extent % 2) + more;
    return [Math.max(Math.floor((extent - end) / 2), 0), (size - 1) * stride + end];
  }
  const [before = 0, after = 0] = (padding as readonly number[][])[axis] ?? [];
  return [before, (size - 1) * stride - before - after + extent + (more ?? 0)];
}

export const slidBack =
  (values: TransposedValues) =>
  ([x]: readonly tf.Tensor[], [kernel, bias]: readonly tf.Tensor[]): tf.Tensor => {
    const sizes = x?.shape.slice(1, -1) ?? [];
    const axes = [...sizes.keys()];
    const [strides, rates] = [listOf(values.strides), listOf(values.dilation_rate)];
    const stuffed = axes.reduce((y, axis) => spread(y, axis + 1, strides[axis] ?? 1), x as tf.Tensor);
    const dilated = axes.reduce((y, axis) => spread(y, axis, rates[axis] ?? 1), kernel as tf.Tensor);
    const around = axes.map((axis): [number, number] => [
      (dilated.shape[axis] ?? 1) - 1,
      (dilated.shape[axis] ?? 1) - 1,
    ]);
    const padded = tf.pad(stuffed, [[0, 0], ...around, [0, 0]]);
    const mirrored = tf.transpose(tf.reverse(dilated, axes), [...axes, axes.length + 1, axes.length]);
    const groups = Number(values.groups);
    const windows = tf.split(mirrored, groups, axes.length);
    const parts = tf.split(padded, groups, axes.length + 1).map((part, group) => {
      const window = windows[group] as tf.Tensor;
      if (axes.length === 3) return tf.conv3d(part as tf.Tensor5D, window as tf.Tensor5D, 1, 'valid') as tf.Tensor;
      if (axes.length === 2) return tf.conv2d(part as tf.Tensor4D, window as tf.Tensor4D, 1, 'valid') as tf.Tensor;
      return tf.conv1d(part as tf.Tensor3D, window as tf.Tensor3D, 1, 'valid') as tf.Tensor;
    });
    const whole = tf.concat(parts, axes.length + 1);
    const kept = axes.map((axis) => keptOf(values, axis, sizes[axis] ?? 1));
    const ends = kept.map(([from, length], axis): [number, number] => {
      return [0, Math.max(from + length - (whole.shape[axis + 1] ?? 0), 0)];
    });
    const y = tf.slice(
      tf.pad(whole, [[0, 0], ...ends, [0, 0]]),
      [0, ...kept.map(([from]) => from), 0],
      [-1, ...kept.map(([, length]) => length), -1],
    );
    return bias ? tf.add(y, bias) : y;
  };
