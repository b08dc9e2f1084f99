import * as tf from '@tensorflow/tfjs';
import type { Initializer } from './initializer.js';
import { initializerOf } from './initializer-of.js';
import type { Regularizer } from './regularizer.js';
import { regularizerOf } from './regularizer-of.js';
import { toConfig } from './to-config.js';

type LearnedTensorConfig = {
  name: string;
  trainable?: boolean;
  shape: number[];
  valueInitializer?: Initializer;
  valueRegularizer?: Regularizer;
};

/** A learned tensor, repeated for each example of the input, since layers of TensorFlow.js take one. */
export class LearnedTensor extends tf.layers.Layer {
  static className = 'LearnedTensor';
  private readonly shape: number[];
  private readonly valueInitializer: ReturnType<typeof initializerOf>;
  private readonly valueRegularizer: ReturnType<typeof regularizerOf>;
  private value?: tf.LayerVariable;

  constructor({
    name,
    trainable = true,
    shape,
    valueInitializer = 'randomNormal',
    valueRegularizer,
  }: LearnedTensorConfig) {
    super({ name, trainable });
    this.shape = shape;
    this.valueInitializer = initializerOf(valueInitializer);
    this.valueRegularizer = regularizerOf(valueRegularizer);
  }

  build(inputShape: tf.Shape | tf.Shape[]): void {
    this.value = this.addWeight('value', this.shape, 'float32', this.valueInitializer, this.valueRegularizer);
    super.build(inputShape);
  }

  computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch] = inputShape as tf.Shape;
    return [batch, ...this.shape] as tf.Shape;
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const value = (this.value as tf.LayerVariable).read();
      return tf.add(value, tf.zeros([...x.shape.slice(0, 1), ...this.shape.map(() => 1)]));
    });
  }

  getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      shape: this.shape,
      valueInitializer: toConfig(this.valueInitializer),
      valueRegularizer: toConfig(this.valueRegularizer),
    };
  }
}

tf.serialization.registerClass(LearnedTensor);
