import * as tf from '@tensorflow/tfjs';

/** Its inputs side by side along a new axis. */
export class Stack extends tf.layers.Layer {
  static className = 'Stack';
  private readonly axis: number;

  constructor({ name, axis = -1 }: { name: string; axis?: number }) {
    super({ name });
    this.axis = axis;
  }

  computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [shape = [], ...others] = inputShape as tf.Shape[];
    const axis = this.axis < 0 ? this.axis + shape.length + 1 : this.axis;
    return [...shape.slice(0, axis), others.length + 1, ...shape.slice(axis)];
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const xs = [inputs].flat();
    const rank = (xs[0]?.rank ?? 0) + 1;
    return tf.stack(xs, this.axis < 0 ? this.axis + rank : this.axis);
  }

  getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), axis: this.axis };
  }
}

tf.serialization.registerClass(Stack);
