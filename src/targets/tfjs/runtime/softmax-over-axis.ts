import * as tf from '@tensorflow/tfjs';

/** Softmax over any axis; that of TensorFlow.js is over the last one. */
export class SoftmaxOverAxis extends tf.layers.Layer {
  static className = 'SoftmaxOverAxis';
  private readonly axis: number;

  constructor({ name, axis }: { name: string; axis: number }) {
    super({ name });
    this.axis = axis;
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    return tf.tidy(() => {
      const powers = tf.exp(tf.sub(x, tf.max(x, this.axis, true)));
      return tf.div(powers, tf.sum(powers, this.axis, true));
    });
  }

  getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), axis: this.axis };
  }
}

tf.serialization.registerClass(SoftmaxOverAxis);
