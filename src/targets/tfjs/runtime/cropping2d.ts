import * as tf from '@tensorflow/tfjs';

type CroppedEnds = [number, number];

/** Removes rows and columns. Unlike tf.layers.cropping2D, it supports unknown sizes. */
export class CroppingLayer2D extends tf.layers.Layer {
  static className = 'CroppingLayer2D';
  private readonly cropping: [CroppedEnds, CroppedEnds];

  constructor({ name, cropping = 1 }: { name: string; cropping?: number | CroppedEnds | [CroppedEnds, CroppedEnds] }) {
    super({ name });
    const [rows, columns] = typeof cropping === 'number' ? [cropping, cropping] : cropping;
    this.cropping = [rows, columns].map((ends) => (typeof ends === 'number' ? [ends, ends] : ends)) as [
      CroppedEnds,
      CroppedEnds,
    ];
  }

  computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, height, width, channels] = inputShape as tf.Shape;
    const [[top, bottom], [left, right]] = this.cropping;
    return [batch, height && height - top - bottom, width && width - left - right, channels] as tf.Shape;
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    const [, height, width] = this.computeOutputShape(x.shape) as number[];
    const [[top], [left]] = this.cropping;
    return tf.slice(x, [0, top, left, 0], [-1, height as number, width as number, -1]);
  }

  getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), cropping: this.cropping };
  }
}

tf.serialization.registerClass(CroppingLayer2D);
