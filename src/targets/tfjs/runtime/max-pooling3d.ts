import * as tf from '@tensorflow/tfjs';
import { Pooling3D, type Pooling3DConfig } from './pooling3d.js';

/** tf.layers.maxPooling3d, which on wasm is wrong for negative values. */
export class MaxPooling3D extends Pooling3D {
  static className = 'MaxPooling3D';

  constructor(config: Pooling3DConfig) {
    super(config, 'max', tf.layers.maxPooling3d(config));
  }
}
