import * as tf from '@tensorflow/tfjs';
import { dilate } from './dilate.js';

type WindowConfig = Omit<Parameters<typeof tf.layers.conv2d>[0], 'filters' | 'name'> & { name: string };

/** A depthwise convolution with dilation, and the operations that follow it in a layer. */
export class DilatedConvolution extends tf.layers.Layer {
  private readonly config: WindowConfig;
  /** Holds the weights; never applied. */
  private readonly undilated: tf.layers.Layer;

  constructor(config: WindowConfig, undilated: tf.layers.Layer) {
    super({ name: config.name, trainable: config.trainable ?? true });
    this.config = config;
    this.undilated = undilated;
  }

  build(inputShape: tf.Shape | tf.Shape[]): void {
    this.undilated.build(inputShape);
    this.trainableWeights = this.undilated.weights;
    this.addLoss(this.undilated.losses);
    super.build(inputShape);
  }

  computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    const { kernelSize, strides = 1, padding = 'valid', dilationRate = 1 } = this.config;
    const [channels] = this.undilated.computeOutputShape(inputShape).slice(-1);
    return tf.layers
      .conv2d({ filters: Number(channels), kernelSize, strides, padding, dilationRate })
      .computeOutputShape(inputShape);
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const { strides = 1, padding = 'valid', dilationRate = 1 } = this.config;
      const [kernel, ...weights] = this.undilated.weights.map((weight) => weight.read());
      const samples = dilate(kernel as tf.Tensor4D, dilationRate as [number, number]);
      const y = tf.depthwiseConv2d(x, samples, strides as [number, number], padding as 'same' | 'valid');
      return this.finish(y, weights);
    });
  }

  /** The operations after the convolution, with the weights after its kernel: a bias, if there is one. */
  finish(y: tf.Tensor4D, weights: tf.Tensor[]): tf.Tensor {
    const [bias] = weights;
    return bias ? tf.add(y, bias) : y;
  }

  getConfig(): tf.serialization.ConfigDict {
    return { ...this.undilated.getConfig(), trainable: this.trainable, dilationRate: this.config.dilationRate ?? 1 };
  }
}
