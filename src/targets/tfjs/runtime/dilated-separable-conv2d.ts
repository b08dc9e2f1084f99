import * as tf from '@tensorflow/tfjs';
import { DilatedConvolution } from './dilated-convolution.js';

type SeparableConv2DConfig = Parameters<typeof tf.layers.separableConv2d>[0] & { name: string };

/** tf.layers.separableConv2d with dilation, which native TensorFlow does not support. */
export class DilatedSeparableConv2D extends DilatedConvolution {
  static className = 'SeparableConv2D';

  constructor(config: SeparableConv2DConfig) {
    super(config, tf.layers.separableConv2d({ ...config, dilationRate: 1 }));
  }

  /** A 1x1 convolution, and a bias, if there is one. */
  finish(y: tf.Tensor4D, weights: tf.Tensor[]): tf.Tensor {
    const [pointwise, ...bias] = weights;
    return super.finish(tf.conv2d(y, pointwise as tf.Tensor4D, 1, 'valid'), bias);
  }
}
