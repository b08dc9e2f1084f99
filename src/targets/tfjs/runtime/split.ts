import * as tf from '@tensorflow/tfjs';

/** Splits an axis into parts: as many equal ones as the only number says, or of several sizes. */
export class Split extends tf.layers.Layer {
  static className = 'Split';
  private readonly parts: number[];
  private readonly axis: number;

  constructor({ name, parts, axis = -1 }: { name: string; parts: number[]; axis?: number }) {
    super({ name });
    this.parts = parts;
    this.axis = axis;
  }

  computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape[] {
    const shape = inputShape as tf.Shape;
    const axis = this.axis < 0 ? this.axis + shape.length : this.axis;
    const size = shape[axis] ?? null;
    const count = this.parts[0] as number;
    const sizes = this.parts.length > 1 ? this.parts : Array(count).fill(size && size / count);
    return sizes.map((part) => [...shape.slice(0, axis), part, ...shape.slice(axis + 1)]);
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    return tf.split(x, this.parts.length > 1 ? this.parts : (this.parts[0] as number), this.axis);
  }

  getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), parts: this.parts, axis: this.axis };
  }
}

tf.serialization.registerClass(Split);
