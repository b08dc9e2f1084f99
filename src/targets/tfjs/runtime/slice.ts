import * as tf from '@tensorflow/tfjs';

/** The elements along an axis from a start up to, but not including, an end; an end of 0 is that of the axis. */
export class Slice extends tf.layers.Layer {
  static className = 'Slice';
  private readonly start: number;
  private readonly end: number;
  private readonly axis: number;

  constructor({ name, start = 0, end = 0, axis = -1 }: { name: string; start?: number; end?: number; axis?: number }) {
    super({ name });
    this.start = start;
    this.end = end;
    this.axis = axis;
  }

  computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shape = inputShape as tf.Shape;
    const axis = this.axis < 0 ? this.axis + shape.length : this.axis;
    const size = shape[axis] ?? null;
    const { start, end } = this;
    const isSized = size !== null || start < 0 === end <= 0;
    const length = isSized ? (end <= 0 ? (size ?? 0) + end : end) - (start < 0 ? (size ?? 0) + start : start) : null;
    return [...shape.slice(0, axis), length, ...shape.slice(axis + 1)];
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    const axis = this.axis < 0 ? this.axis + x.rank : this.axis;
    const size = x.shape[axis] as number;
    const start = this.start < 0 ? size + this.start : this.start;
    const end = this.end <= 0 ? size + this.end : this.end;
    const begin = x.shape.map((_, place) => (place === axis ? start : 0));
    const extent = x.shape.map((_, place) => (place === axis ? end - start : -1));
    return tf.slice(x, begin, extent);
  }

  getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), start: this.start, end: this.end, axis: this.axis };
  }
}

tf.serialization.registerClass(Slice);
