import * as tf from '@tensorflow/tfjs';

/** A value for all elements, a table, or a function of the indices of an element. */
type ConstantValue = tf.TensorLike | ((...indices: number[]) => number | boolean);

type ConstantTensorConfig = {
  name: string;
  shape?: number[];
  value: ConstantValue;
  dtype?: 'float32' | 'int32' | 'bool';
};

/** A tensor that is not learned, repeated for each example of the input, since layers of TensorFlow.js take one. */
export class ConstantTensor extends tf.layers.Layer {
  static className = 'ConstantTensor';
  private readonly shape: number[];
  private readonly values: number[];
  private readonly type: 'float32' | 'int32' | 'bool';

  constructor({ name, shape = [], value, dtype = 'float32' }: ConstantTensorConfig) {
    super({ name, dtype });
    const whole = typeof value === 'function' ? 0 : value;
    this.shape = shape.length > 0 ? shape : tf.tidy(() => tf.tensor(whole).shape);
    const flat = tf.util.flatten(whole as number[], [], true);
    const size = this.shape.reduce((product, length) => product * length, 1);
    this.values = Array.from({ length: size }, (_, index) =>
      Number(typeof value === 'function' ? value(...this.indicesOf(index)) : flat[flat.length > 1 ? index : 0]),
    );
    this.type = dtype;
  }

  indicesOf(index: number): number[] {
    let rest = index;
    return this.shape
      .map((_, axis) => this.shape[this.shape.length - 1 - axis] ?? 1)
      .map((length) => {
        const last = rest % length;
        rest = (rest - last) / length;
        return last;
      })
      .reverse();
  }

  /** Layers of TensorFlow.js declare their outputs as float32. */
  apply(inputs: Parameters<tf.layers.Layer['apply']>[0], kwargs?: { training?: boolean }) {
    return Object.assign(super.apply(inputs, kwargs), { dtype: this.type });
  }

  computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch] = inputShape as tf.Shape;
    return [batch, ...this.shape] as tf.Shape;
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const value = tf.tensor(this.values, [1, ...this.shape], this.type);
      return tf.tile(value, [x.shape[0] ?? 1, ...this.shape.map(() => 1)]);
    });
  }

  getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), shape: this.shape, value: this.values };
  }
}

tf.serialization.registerClass(ConstantTensor);
