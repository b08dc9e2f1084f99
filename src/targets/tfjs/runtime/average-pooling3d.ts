import * as tf from '@tensorflow/tfjs';
import { Pooling3D, type Pooling3DConfig } from './pooling3d.js';

/** tf.layers.averagePooling3d, of which the gradient is wrong on cpu and wasm. */
export class AveragePooling3D extends Pooling3D {
  static className = 'AveragePooling3D';

  constructor(config: Pooling3DConfig) {
    super(config, 'mean', tf.layers.averagePooling3d(config));
  }
}
