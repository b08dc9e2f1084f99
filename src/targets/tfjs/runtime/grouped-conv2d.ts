import * as tf from '@tensorflow/tfjs';

type GroupedConv2DConfig = Parameters<typeof tf.layers.conv2d>[0] & { name: string; groups?: number };

/**
 * tf.layers.conv2d with groups, which TensorFlow.js does not support: each group of channels is convolved separately.
 * The kernel has the same shape as in Keras: height, width, input channels per group, filters.
 */
export class GroupedConv2D extends tf.layers.Layer {
  static className = 'Conv2D';
  private readonly config: GroupedConv2DConfig;
  /** Holds the weights, for an image with the channels of one group; never applied. */
  private readonly ofOneGroup: tf.layers.Layer;

  constructor(config: GroupedConv2DConfig) {
    super({ name: config.name, trainable: config.trainable ?? true });
    this.config = config;
    this.ofOneGroup = tf.layers.conv2d(config);
  }

  build(inputShape: tf.Shape | tf.Shape[]): void {
    const [batch, height, width, channels] = inputShape as [number, number | null, number | null, number];
    this.ofOneGroup.build([batch, height, width, Number(channels) / (this.config.groups ?? 1)]);
    this.trainableWeights = this.ofOneGroup.weights;
    this.addLoss(this.ofOneGroup.losses);
    super.build(inputShape);
  }

  computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    return this.ofOneGroup.computeOutputShape(inputShape);
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const { groups = 1, strides = 1, padding = 'valid', dilationRate = 1 } = this.config;
      const [kernel, bias] = this.ofOneGroup.weights.map((weight) => weight.read());
      // tf.split into one piece has no gradient.
      const groupsOf = (whole: tf.Tensor4D) => (groups === 1 ? [whole] : (tf.split(whole, groups, 3) as tf.Tensor4D[]));
      const kernels = groupsOf(kernel as tf.Tensor4D);
      const convolved = groupsOf(x).map((part, group) =>
        tf.conv2d(
          part,
          kernels[group] as tf.Tensor4D,
          strides as [number, number],
          padding as 'same' | 'valid',
          'NHWC',
          dilationRate as [number, number],
        ),
      );
      const y = tf.concat(convolved, 3);
      return bias ? tf.add(y, bias) : y;
    });
  }

  getConfig(): tf.serialization.ConfigDict {
    return { ...this.ofOneGroup.getConfig(), trainable: this.trainable, groups: this.config.groups ?? 1 };
  }
}
