import * as tf from '@tensorflow/tfjs';

/** Dropout to the lower limit of selu; that of TensorFlow.js has the wrong sign. */
export class AlphaDropout extends tf.layers.Layer {
  static className = 'AlphaDropout';
  private readonly rate: number;

  constructor({ name, rate }: { name: string; rate: number }) {
    super({ name });
    this.rate = rate;
  }

  call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    if (!kwargs.training) return x;
    return tf.tidy(() => {
      const least = -1.7580993408473766;
      const { rate } = this;
      const kept = tf.cast(tf.greaterEqual(tf.randomUniform(x.shape), rate), 'float32');
      const dropped = tf.add(tf.mul(x, kept), tf.mul(tf.sub(1, kept), least));
      // Mean and variance stay as they are.
      const factor = ((1 - rate) * (1 + rate * least ** 2)) ** -0.5;
      return tf.sub(tf.mul(dropped, factor), factor * least * rate);
    });
  }

  getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate };
  }
}
