import * as tf from '@tensorflow/tfjs';

/** Removes dimensions of size 1. Unlike tf.layers.reshape, it supports several unknown sizes. */
export class Squeeze extends tf.layers.Layer {
  static className = 'Squeeze';
  private readonly axis: number[];

  constructor({ name, axis }: { name: string; axis: number[] }) {
    super({ name });
    this.axis = axis;
  }

  computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    const shape = inputShape as tf.Shape;
    const gone = this.axis.map((axis) => (axis < 0 ? axis + shape.length : axis));
    return shape.filter((_, dimension) => !gone.includes(dimension));
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.squeeze((Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor, this.axis);
  }

  getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), axis: this.axis };
  }
}

tf.serialization.registerClass(Squeeze);
