import * as tf from '@tensorflow/tfjs';
import { dilate } from './dilate.js';

type SeparableConv2DConfig = Parameters<typeof tf.layers.separableConv2d>[0] & { name: string };

/** tf.layers.separableConv2d with its dilation, which native TensorFlow refuses. */
export class DilatedSeparableConv2D extends tf.layers.Layer {
  static className = 'SeparableConv2D';
  private readonly config: SeparableConv2DConfig;
  /** Never applied: it has the weights. */
  private readonly undilated: tf.layers.Layer;

  constructor(config: SeparableConv2DConfig) {
    super({ name: config.name });
    this.config = config;
    this.undilated = tf.layers.separableConv2d({ ...config, dilationRate: 1 });
  }

  build(inputShape: tf.Shape | tf.Shape[]): void {
    this.undilated.build(inputShape);
    this.trainableWeights = this.undilated.trainableWeights;
    this.addLoss(this.undilated.losses);
    super.build(inputShape);
  }

  computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    const { kernelSize, strides = 1, padding = 'valid', dilationRate = 1, filters } = this.config;
    const channels = filters;
    return tf.layers
      .conv2d({ filters: channels, kernelSize, strides, padding, dilationRate })
      .computeOutputShape(inputShape);
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const { strides = 1, padding = 'valid', dilationRate = 1 } = this.config;
      const [kernel, pointwise, bias] = this.undilated.weights.map((weight) => weight.read());
      const samples = dilate(kernel as tf.Tensor4D, dilationRate as [number, number]);
      const between = tf.depthwiseConv2d(x, samples, strides as [number, number], padding as 'same' | 'valid');
      const y = tf.conv2d(between, pointwise as tf.Tensor4D, 1, 'valid');
      return bias ? tf.add(y, bias) : y;
    });
  }

  getConfig(): tf.serialization.ConfigDict {
    return { ...this.undilated.getConfig(), dilationRate: this.config.dilationRate ?? 1 };
  }
}
