import * as tf from '@tensorflow/tfjs';

type ZeroEnds = [before: number, after: number];
type ZeroMargins = number | ZeroEnds | [number, number, number] | [ZeroEnds, ZeroEnds, ZeroEnds];

/** Zeros around a sequence or a volume. TensorFlow.js has those around an image. */
export class ZeroPadding extends tf.layers.Layer {
  static className = 'ZeroPadding';
  private readonly padding: ZeroMargins;

  constructor({ name, padding }: { name: string; padding: ZeroMargins }) {
    super({ name });
    this.padding = padding;
  }

  /** What is added to each axis, with the batch and the channels. */
  margins(rank: number): ZeroEnds[] {
    const { padding } = this;
    const sides = rank === 3 ? [padding] : typeof padding === 'number' ? [padding, padding, padding] : padding;
    return [0, ...sides, 0].map((side) => (typeof side === 'number' ? [side, side] : side) as ZeroEnds);
  }

  computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shape = inputShape as tf.Shape;
    const margins = this.margins(shape.length);
    return shape.map((size, axis) => {
      const [before, after] = margins[axis] as ZeroEnds;
      return size === null ? null : size + before + after;
    });
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
    return tf.pad(x, this.margins(x.rank));
  }

  getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), padding: this.padding };
  }
}

tf.serialization.registerClass(ZeroPadding);
