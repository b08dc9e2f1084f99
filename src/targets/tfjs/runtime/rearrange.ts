import * as tf from '@tensorflow/tfjs';

/** The axes of each dimension before and after the arrow of a pattern, for an input with so many dimensions. */
function axesOf(pattern: string, rank: number): string[][][] {
  const sides = pattern.split('->').map((side) => side.match(/\([^)]*\)|[^\s()]+/g) ?? []);
  const count = rank - (sides[0]?.length ?? 0) + 1;
  const spread = Array.from({ length: count }, (_, index) => `...${index}`).join(' ');
  return sides.map((side) => {
    const dimensions = side.flatMap((one) => (one === '...' ? spread.split(' ') : [one.replace('...', spread)]));
    return dimensions.filter(Boolean).map((one) => one.match(/[^\s()]+/g)?.filter((axis) => axis !== '1') ?? []);
  });
}

/** Splits, reorders and merges axes by a pattern of einops, in which the batch is left out. */
export class Rearrange extends tf.layers.Layer {
  static className = 'Rearrange';
  private readonly pattern: string;
  private readonly sizes: Record<string, number>;

  constructor({ name, pattern, sizes = {} }: { name: string; pattern: string; sizes?: Record<string, number> }) {
    super({ name });
    this.pattern = pattern;
    this.sizes = sizes;
  }

  computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch = null, ...shape] = inputShape as tf.Shape;
    const [left = [], right = []] = axesOf(this.pattern, shape.length);
    const sizes = this.sizesOf(left, shape);
    const products = right.map((axes) => axes.reduce((product, axis) => product * (sizes[axis] ?? 1), 1));
    return [batch, ...products.map((size) => (Number.isNaN(size) ? null : size))];
  }

  /** The size of each axis; NaN if it is not known. */
  sizesOf(left: string[][], shape: tf.Shape): Record<string, number> {
    const sizes = left.flatMap((axes, index) => {
      const given = axes.reduce((product, axis) => product * (this.sizes[axis] ?? 1), 1);
      return axes.map((axis) => [axis, this.sizes[axis] ?? (shape[index] ?? Number.NaN) / given]);
    });
    return Object.fromEntries(sizes);
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const [batch = 1, ...shape] = x.shape;
      const [left = [], right = []] = axesOf(this.pattern, shape.length);
      const [before, after] = [left.flat(), right.flat()];
      const sizes = this.sizesOf(left, shape);
      const split = tf.reshape(x, [batch, ...before.map((axis) => sizes[axis] ?? 1)]);
      const moved = tf.transpose(split, [0, ...after.map((axis) => before.indexOf(axis) + 1)]);
      return tf.reshape(moved, this.computeOutputShape(x.shape) as number[]);
    });
  }

  getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), pattern: this.pattern, sizes: this.sizes };
  }
}

tf.serialization.registerClass(Rearrange);
