import * as tf from '@tensorflow/tfjs';

/** The slices along an axis at indices, for each example at its own: with batchDims, wasm reads other elements. */
export function gatherEach(x: tf.Tensor, indices: tf.Tensor, axis: number): tf.Tensor {
  const places = tf.unstack(tf.cast(indices, 'int32'));
  return tf.stack(tf.unstack(x).map((one, example) => tf.gather(one, places[example] as tf.Tensor, axis - 1)));
}
