import * as tf from '@tensorflow/tfjs';

/** Adaptive average pooling. TensorFlow.js has no such layer. */
export class AdaptiveAveragePooling2D extends tf.layers.Layer {
  static className = 'AdaptiveAveragePooling2D';
  private readonly outputSize: [number, number];

  constructor({ name, outputSize }: { name: string; outputSize: [number, number] }) {
    super({ name });
    this.outputSize = outputSize;
  }

  computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape | tf.Shape[] {
    const [batch, , , channels] = inputShape as [number, number | null, number | null, number];
    return [batch, ...this.outputSize, channels];
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    const [rows, columns] = this.outputSize;
    return tf.tidy(() => meansAlong(meansAlong(x, 1, rows), 2, columns));
  }

  getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), outputSize: this.outputSize };
  }
}

tf.serialization.registerClass(AdaptiveAveragePooling2D);

/**
 * Averages windows along an axis. Window i extends from floor(i * size / count) to ceil((i + 1) * size / count).
 */
export function meansAlong(x: tf.Tensor, axis: number, count: number): tf.Tensor {
  const size = x.shape[axis] as number;
  const means = Array.from({ length: count }, (_, index) => {
    const begin = Math.floor((index * size) / count);
    const end = Math.ceil(((index + 1) * size) / count);
    const from = [0, 0, 0, 0];
    const extent = [...x.shape];
    from[axis] = begin;
    extent[axis] = end - begin;
    return tf.mean(tf.slice(x, from, extent), axis, true);
  });
  return tf.concat(means, axis);
}
