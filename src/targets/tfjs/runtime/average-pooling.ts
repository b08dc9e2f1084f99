import * as tf from '@tensorflow/tfjs';
import { Pooling, type PoolingConfig } from './pooling.js';

/** The average of each window. */
export class AveragePooling extends Pooling {
  static className = 'AveragePooling';

  constructor(config: PoolingConfig) {
    super(config, 'mean');
  }
}

tf.serialization.registerClass(AveragePooling);
