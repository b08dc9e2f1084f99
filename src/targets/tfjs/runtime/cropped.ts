import * as tf from '@tensorflow/tfjs';

/**
 * Crops the input of a convolution to the rows and columns that its windows reach. TensorFlow.js 4.22 computes wrong
 * values on wasm if others remain, which can happen with `same` padding and strides larger than the kernel.
 */
export function cropped(layer: tf.layers.Layer): tf.layers.Layer {
  const { padding, kernelSize, strides } = layer.getConfig() as {
    padding: string;
    kernelSize: [number, number];
    strides: [number, number];
  };
  const leavesGaps = Math.max(...kernelSize) > 1 && (strides[0] > kernelSize[0] || strides[1] > kernelSize[1]);
  if (padding !== 'same' || !leavesGaps) return layer;
  const reached = (size: number, axis: 0 | 1) =>
    Math.min(size, (Math.ceil(size / strides[axis]) - 1) * strides[axis] + kernelSize[axis]);
  const call = layer.call.bind(layer);
  layer.call = (inputs, kwargs) => {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
    const [batch, height, width, channels] = x.shape;
    const [rows, columns] = [reached(height, 0), reached(width, 1)];
    if (rows === height && columns === width) return call(x, kwargs);
    return tf.tidy(() => call(tf.slice(x, [0, 0, 0, 0], [batch, rows, columns, channels]), kwargs));
  };
  return layer;
}
