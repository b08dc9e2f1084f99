import * as tf from '@tensorflow/tfjs';
import type { initializerOf } from './initializer-of.js';

/** Initializes a vector with ones from one element up to another, and the rest by another initializer. */
export class OnesBetween extends tf.serialization.Serializable {
  static className = 'OnesBetween';
  private readonly rest: ReturnType<typeof initializerOf>;
  private readonly from: number;
  private readonly to: number;

  constructor(rest: ReturnType<typeof initializerOf>, from: number, to: number) {
    super();
    this.rest = rest;
    this.from = from;
    this.to = to;
  }

  fromConfigUsesCustomObjects(): boolean {
    return false;
  }

  apply(shape: tf.Shape, dtype?: tf.DataType): tf.Tensor {
    return tf.tidy(() => {
      const rest = this.rest.apply(shape, dtype);
      const ones = tf.ones([this.to - this.from]);
      return tf.concat([tf.slice(rest, [0], [this.from]), ones, tf.slice(rest, [this.to], [-1])]);
    });
  }

  getConfig(): tf.serialization.ConfigDict {
    return {};
  }
}
