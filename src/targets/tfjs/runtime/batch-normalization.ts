import * as tf from '@tensorflow/tfjs';

type BatchNormalizationConfig = NonNullable<Parameters<typeof tf.layers.batchNormalization>[0]> & { name: string };

/**
 * tf.layers.batchNormalization over the last axis that can be trained without scale or center, and can be frozen. In
 * training, the layer of TensorFlow.js fails if gamma or beta is missing, and changes the statistics of a frozen layer.
 */
export class BatchNormalization extends tf.layers.Layer {
  /** Saved models contain the name of the layer that this one replaces. */
  static className = 'BatchNormalization';
  private readonly settings: { axis: number; epsilon: number; momentum: number; center: boolean; scale: boolean };
  private gamma?: tf.LayerVariable;
  private beta?: tf.LayerVariable;

  constructor({
    name,
    epsilon = 0.001,
    momentum = 0.99,
    center = true,
    scale = true,
    trainable = true,
  }: BatchNormalizationConfig) {
    super({ name, trainable });
    this.settings = { axis: -1, epsilon, momentum, center, scale };
  }

  build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = [Number(inputShape[inputShape.length - 1])];
    const ones = tf.initializers.ones();
    const zeros = tf.initializers.zeros();
    if (this.settings.scale) this.gamma = this.addWeight('gamma', channels, 'float32', ones);
    if (this.settings.center) this.beta = this.addWeight('beta', channels, 'float32', zeros);
    this.addWeight('moving_mean', channels, 'float32', zeros, undefined, false);
    this.addWeight('moving_variance', channels, 'float32', ones, undefined, false);
    super.build(inputShape);
  }

  call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const { epsilon, momentum } = this.settings;
      const [movingMean, movingVariance] = this.weights.slice(-2) as [tf.LayerVariable, tf.LayerVariable];
      let mean = movingMean.read();
      let variance = movingVariance.read();
      // As in Keras, a frozen layer uses its moving statistics and does not update them.
      if (kwargs.training && this.trainable) {
        const axes = x.shape.map((_, axis) => axis).slice(0, -1);
        const batch = tf.moments(x, axes);
        movingMean.write(tf.add(tf.mul(mean, momentum), tf.mul(batch.mean, 1 - momentum)));
        movingVariance.write(tf.add(tf.mul(variance, momentum), tf.mul(batch.variance, 1 - momentum)));
        mean = batch.mean;
        variance = batch.variance;
      }
      // The gradient of tf.batchNorm requires a scale.
      const gamma = this.gamma ? this.gamma.read() : tf.onesLike(mean);
      return tf.batchNorm(x, mean, variance, this.beta?.read(), gamma, epsilon);
    });
  }

  getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), ...this.settings };
  }
}
