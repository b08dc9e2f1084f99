import type * as tf from '@tensorflow/tfjs';

/** Lets a tf.layers.prelu share its slopes between inputs of different sizes. TensorFlow.js 4.22 requires the first one's. */
export function anySize(layer: tf.layers.Layer): tf.layers.Layer {
  const build = layer.build.bind(layer);
  layer.build = (inputShape) => {
    build(inputShape);
    layer.inputSpec = [];
  };
  return layer;
}
