import * as tf from '@tensorflow/tfjs';

type ConvolutionConfig = { name: string; trainable?: boolean; padding?: 'same' | 'valid' | 'causal'; groups?: number };

/** A convolution with groups, that can be trained with dilation. */
export class Convolution extends tf.layers.Layer {
  private readonly config: ConvolutionConfig;
  /** Holds the weights, for an input with the channels of one group; never applied. */
  private readonly ofOneGroup: tf.layers.Layer;
  private readonly convolve: (x: tf.Tensor, kernel: tf.Tensor) => tf.Tensor;

  constructor(
    config: ConvolutionConfig,
    ofOneGroup: tf.layers.Layer,
    convolve: (x: tf.Tensor, kernel: tf.Tensor) => tf.Tensor,
  ) {
    super({ name: config.name, trainable: config.trainable ?? true });
    this.config = config;
    this.ofOneGroup = ofOneGroup;
    this.convolve = convolve;
  }

  build(inputShape: tf.Shape | tf.Shape[]): void {
    const sizes = inputShape as tf.Shape;
    const channels = Number(sizes[sizes.length - 1]) / (this.config.groups ?? 1);
    this.ofOneGroup.build([...sizes.slice(0, -1), channels]);
    this.trainableWeights = this.ofOneGroup.weights;
    this.addLoss(this.ofOneGroup.losses);
    super.build(inputShape);
  }

  computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return this.ofOneGroup.computeOutputShape(inputShape);
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const [kernel, bias] = this.ofOneGroup.weights.map((weight) => weight.read());
      const y = this.convolve(x, kernel as tf.Tensor);
      return bias ? tf.add(y, bias) : y;
    });
  }

  getConfig(): tf.serialization.ConfigDict {
    const { padding = 'valid', groups = 1 } = this.config;
    return { ...this.ofOneGroup.getConfig(), trainable: this.trainable, padding, groups };
  }
}
