import * as tf from '@tensorflow/tfjs';
import { gatherEach } from './gather-each.js';

/** The slices of the first input along an axis at the indices of the second, for each example at its own. */
export class Gather extends tf.layers.Layer {
  static className = 'Gather';
  private readonly axis: number;

  constructor({ name, axis = 1 }: { name: string; axis?: number }) {
    super({ name });
    this.axis = axis;
  }

  computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [x, indices] = inputShape as [tf.Shape, tf.Shape];
    const axis = this.axis < 0 ? this.axis + x.length : this.axis;
    return [...x.slice(0, axis), ...indices.slice(1), ...x.slice(axis + 1)];
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x, indices] = inputs as [tf.Tensor, tf.Tensor];
    const axis = this.axis < 0 ? this.axis + x.rank : this.axis;
    return tf.tidy(() => gatherEach(x, indices, axis));
  }

  getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), axis: this.axis };
  }
}

tf.serialization.registerClass(Gather);
