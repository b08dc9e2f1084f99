import * as tf from '@tensorflow/tfjs';
import { convolve1d } from './convolve1d.js';

type Conv1DConfig = Omit<Parameters<typeof tf.layers.conv1d>[0], 'name' | 'padding'> & {
  name: string;
  padding?: 'same' | 'valid' | 'causal';
  groups?: number;
};

/** tf.layers.conv1d with groups and causal padding, that can be trained with dilation. */
export class Conv1D extends tf.layers.Layer {
  static className = 'Conv1D';
  private readonly config: Conv1DConfig;
  /** Holds the weights, for a sequence with the channels of one group; never applied. */
  private readonly ofOneGroup: tf.layers.Layer;

  constructor(config: Conv1DConfig) {
    super({ name: config.name, trainable: config.trainable ?? true });
    this.config = config;
    // Causal padding leaves as many windows as padding on both ends.
    const padding = (config.padding ?? 'valid') === 'valid' ? 'valid' : 'same';
    this.ofOneGroup = tf.layers.conv1d({ ...config, padding });
  }

  build(inputShape: tf.Shape | tf.Shape[]): void {
    const [batch, length, channels] = inputShape as [number, number | null, number | null];
    this.ofOneGroup.build([batch, length, Number(channels) / (this.config.groups ?? 1)]);
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
      const { strides = 1, padding = 'valid', dilationRate = 1, groups = 1 } = this.config;
      const [kernel, bias] = this.ofOneGroup.weights.map((weight) => weight.read());
      const y = convolve1d(x, kernel as tf.Tensor, Number(strides), padding, Number(dilationRate), groups);
      return bias ? tf.add(y, bias) : y;
    });
  }

  getConfig(): tf.serialization.ConfigDict {
    const { padding = 'valid', groups = 1 } = this.config;
    return { ...this.ofOneGroup.getConfig(), trainable: this.trainable, padding, groups };
  }
}
