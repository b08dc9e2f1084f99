import * as tf from '@tensorflow/tfjs';
import { pool3d } from './pool3d.js';

export type Pooling3DConfig = {
  name: string;
  poolSize?: number | [number, number, number];
  strides?: number | [number, number, number];
  padding?: 'same' | 'valid';
};

/** A pool over volumes that is right on all back ends, and has the shape of one of TensorFlow.js. */
export class Pooling3D extends tf.layers.Layer {
  private readonly config: Pooling3DConfig;
  private readonly how: 'max' | 'mean';
  private readonly like: tf.layers.Layer;

  constructor(config: Pooling3DConfig, how: 'max' | 'mean', like: tf.layers.Layer) {
    super({ name: config.name });
    this.config = config;
    this.how = how;
    this.like = like;
  }

  computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return this.like.computeOutputShape(inputShape);
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const volume = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const { poolSize = 2, strides = poolSize, padding = 'valid' } = this.config;
      const [sizes, steps] = [poolSize, strides].map((one) => (Array.isArray(one) ? one : [one, one, one]));
      return pool3d(volume, this.how, sizes as [number, number, number], steps as [number, number, number], padding);
    });
  }

  getConfig(): tf.serialization.ConfigDict {
    return this.like.getConfig();
  }
}
