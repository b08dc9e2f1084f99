import * as tf from '@tensorflow/tfjs';

/** x * relu6(x + 3) / 6. TensorFlow.js has no such activation. */
export class HardSwish extends tf.layers.Layer {
  static className = 'Activation';

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    return tf.tidy(() => tf.mul(x, tf.div(tf.relu6(tf.add(x, 3)), 6)));
  }

  getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), activation: 'hard_swish' };
  }
}
