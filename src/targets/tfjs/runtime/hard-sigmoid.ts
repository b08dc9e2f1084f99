import * as tf from '@tensorflow/tfjs';

/** relu6(x + 3) / 6, as in Keras 3. The hard_sigmoid of TensorFlow.js differs. */
export class HardSigmoid extends tf.layers.Layer {
  static className = 'Activation';

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    return tf.tidy(() => tf.div(tf.relu6(tf.add(x, 3)), 6));
  }

  getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), activation: 'hard_sigmoid' };
  }
}
