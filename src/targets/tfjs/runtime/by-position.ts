import * as tf from '@tensorflow/tfjs';

/** Normalizes all positions as one dimension: TensorFlow.js 4.22 normalizes at most 3 dimensions besides the batch. */
export function byPosition(layer: tf.layers.Layer): tf.layers.Layer {
  const build = layer.build.bind(layer);
  const call = layer.call.bind(layer);
  layer.build = (inputShape) => {
    build([null, (inputShape as tf.Shape)[inputShape.length - 1] as number]);
    // It would require inputs of that shape.
    layer.inputSpec = [];
  };
  layer.call = (inputs, kwargs) =>
    tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const y = call(tf.reshape(x, [-1, x.shape[x.shape.length - 1] as number]), kwargs) as tf.Tensor;
      return tf.reshape(y, x.shape);
    });
  return layer;
}
