import * as tf from '@tensorflow/tfjs';

type LayerScaleConfig = { name: string; initValues?: number; trainable?: boolean };

/** Multiplies each channel by a learned factor. TensorFlow.js has no such layer. */
export class LayerScale extends tf.layers.Layer {
  static className = 'LayerScale';
  private readonly initValues: number;

  constructor({ name, initValues = 0.000001, trainable = true }: LayerScaleConfig) {
    super({ name, trainable });
    this.initValues = initValues;
  }

  build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = [Number(inputShape[inputShape.length - 1])];
    this.addWeight('gamma', channels, 'float32', tf.initializers.constant({ value: this.initValues }));
    super.build(inputShape);
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    const [gamma] = this.weights as [tf.LayerVariable];
    return tf.tidy(() => tf.mul(x, gamma.read()));
  }

  getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), initValues: this.initValues };
  }
}

tf.serialization.registerClass(LayerScale);
