import * as tf from '@tensorflow/tfjs';
import { DilatedConvolution } from './dilated-convolution.js';

type DepthwiseConv2DConfig = Parameters<typeof tf.layers.depthwiseConv2d>[0] & { name: string };

/** tf.layers.depthwiseConv2d with dilation, which TensorFlow.js ignores. */
export class DilatedDepthwiseConv2D extends DilatedConvolution {
  static className = 'DepthwiseConv2D';

  constructor(config: DepthwiseConv2DConfig) {
    super(config, tf.layers.depthwiseConv2d({ ...config, dilationRate: 1 }));
  }
}
