import * as tf from '@tensorflow/tfjs';
import { Pooling, type PoolingConfig } from './pooling.js';

/** The maximum of each window. */
export class MaxPooling extends Pooling {
  static className = 'MaxPooling';

  constructor(config: PoolingConfig) {
    super(config, 'max');
  }
}

tf.serialization.registerClass(MaxPooling);
