import * as tf from '@tensorflow/tfjs';

/** Shifts the elements along axes. What is shifted beyond the end comes back at the start. */
export class Roll extends tf.layers.Layer {
  static className = 'Roll';
  private readonly shift: number[];
  private readonly axis: number[];

  constructor({ name, shift, axis }: { name: string; shift: number[]; axis: number[] }) {
    super({ name });
    this.shift = shift;
    this.axis = axis;
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      return this.axis.reduce((y, axis, index) => {
        const place = axis < 0 ? axis + x.rank : axis;
        const size = Number(x.shape[place]);
        const last = ((Number(this.shift[index] ?? this.shift[0]) % size) + size) % size;
        return tf.concat(tf.split(y, [size - last, last], place).reverse(), place);
      }, x);
    });
  }

  getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), shift: this.shift, axis: this.axis };
  }
}

tf.serialization.registerClass(Roll);
