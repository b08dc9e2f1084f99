import * as tf from '@tensorflow/tfjs';

type PoolNumber = number | number[];

export type PoolingConfig = {
  name: string;
  poolSize?: PoolNumber;
  strides?: PoolNumber;
  padding?: 'same' | 'valid' | number | (number | number[])[];
  rounding?: 'down' | 'up';
  countPadding?: boolean;
};

/** The window along an axis, what is added at both ends, and how much of that counts. */
type PooledAxis = { size: number; stride: number; before: number; after: number; first: number; last: number };

/** A pool over a sequence, an image or a volume, with padding in numbers, that is right on all back ends. */
export class Pooling extends tf.layers.Layer {
  private readonly config: PoolingConfig;
  private readonly how: 'max' | 'mean';

  constructor(config: PoolingConfig, how: 'max' | 'mean') {
    super({ name: config.name });
    this.config = config;
    this.how = how;
  }

  /** The axes of some lengths, between those of the batch and the channels. */
  axes(lengths: number[]): PooledAxis[] {
    const { poolSize = 2, strides = poolSize, padding = 'valid' } = this.config;
    const { rounding = 'down', countPadding = false } = this.config;
    return lengths.map((length, axis) => {
      const along = (one: PoolNumber) => (Array.isArray(one) ? one[axis] : one) as number;
      const [size, stride] = [along(poolSize), along(strides)];
      if (padding === 'same') {
        const missing = Math.max((Math.ceil(length / stride) - 1) * stride + size - length, 0);
        const before = Math.floor(missing / 2);
        return { size, stride, before, after: missing - before, first: 0, last: 0 };
      }
      const sides = padding === 'valid' ? 0 : padding;
      const side = Array.isArray(sides) && lengths.length > 1 ? sides[axis] : sides;
      const [before, after] = (Array.isArray(side) ? side : [side, side]) as [number, number];
      // The last window begins before the end.
      const beyond = rounding === 'up' ? Math.max(Math.min(stride, size - after) - 1, 0) : 0;
      const [first, last] = countPadding ? [before, after] : [0, 0];
      return { size, stride, before, after: after + beyond, first, last };
    });
  }

  computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shape = inputShape as tf.Shape;
    const lengths = shape.slice(1, -1);
    const axes = this.axes(lengths.map((length) => length ?? 1));
    const sizes = lengths.map((length, axis) => {
      const { size, stride, before, after } = axes[axis] as PooledAxis;
      return length === null ? null : Math.floor((length + before + after - size) / stride) + 1;
    });
    return [...shape.slice(0, 1), ...sizes, ...shape.slice(-1)];
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const lengths = x.shape.slice(1, -1);
      const axes = this.axes(lengths);
      const margins = [[0, 0], ...axes.map(({ before, after }) => [before, after]), [0, 0]] as [number, number][];
      const isPadded = margins.some(([before, after]) => before + after > 0);
      const padded = isPadded ? tf.pad(x, margins, this.how === 'max' ? -3e38 : 0) : x;
      const pooled = this.pool(padded, axes);
      if (this.how === 'max') return pooled;
      return axes.reduce((y, { size, stride, before, after, first, last }, axis) => {
        if (before === first && after === last) return y;
        const [length, count] = [lengths[axis] as number, y.shape[axis + 1] as number];
        const shares = Array.from({ length: count }, (_, place) => {
          const start = place * stride - before;
          return (Math.min(start + size, length + last) - Math.max(start, -first)) / size;
        });
        return tf.div(y, tf.reshape(tf.tensor1d(shares), [count, ...lengths.slice(axis).map(() => 1)]));
      }, pooled);
    });
  }

  /** The last two axes as images; then the first of one or three, since TensorFlow.js pools only images correctly. */
  pool(x: tf.Tensor, axes: PooledAxis[]): tf.Tensor {
    const pool = this.how === 'max' ? tf.maxPool : tf.avgPool;
    const [first, second, third] = axes;
    const [rows, columns] = third ? [second, third] : [first, second];
    let y = x;
    if (rows && columns) {
      const images = tf.reshape(x, [-1, ...x.shape.slice(-3)]);
      const pooled = pool(images as tf.Tensor4D, [rows.size, columns.size], [rows.stride, columns.stride], 'valid');
      y = tf.reshape(pooled, [...x.shape.slice(0, -3), ...pooled.shape.slice(1)]);
    }
    if (!first || (second && !third)) return y;
    const [batch = 1, length = 1, ...rest] = y.shape;
    const steps = tf.reshape(y, [batch, length, -1, rest[rest.length - 1] as number]) as tf.Tensor4D;
    const pooled = pool(steps, [first.size, 1], [first.stride, 1], 'valid');
    return tf.reshape(pooled, [batch, pooled.shape[1], ...rest]);
  }

  getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.config };
  }
}
