import * as tf from '@tensorflow/tfjs';
import type { Initializer } from './initializer.js';
import { initializerOf } from './initializer-of.js';
import type { Regularizer } from './regularizer.js';
import { regularizerOf } from './regularizer-of.js';
import { toConfig } from './to-config.js';

type ReversibleEmbeddingConfig = {
  name: string;
  trainable?: boolean;
  inputDim: number;
  outputDim: number;
  embeddingsInitializer?: Initializer;
  embeddingsRegularizer?: Regularizer;
};

/** An embedding of tokens, which are int32. Of float32 inputs it gives a score for each token, by the same table. */
export class ReversibleEmbedding extends tf.layers.Layer {
  static className = 'ReversibleEmbedding';
  private readonly sizes: { inputDim: number; outputDim: number };
  private readonly embeddingsInitializer: ReturnType<typeof initializerOf>;
  private readonly embeddingsRegularizer: ReturnType<typeof regularizerOf>;
  private embeddings?: tf.LayerVariable;
  /** Whether the layer is being applied in reverse: shapes alone do not tell. */
  private isReverse?: boolean;

  constructor({
    name,
    trainable = true,
    inputDim,
    outputDim,
    embeddingsInitializer = 'randomUniform',
    embeddingsRegularizer,
  }: ReversibleEmbeddingConfig) {
    super({ name, trainable });
    this.sizes = { inputDim, outputDim };
    this.embeddingsInitializer = initializerOf(embeddingsInitializer);
    this.embeddingsRegularizer = regularizerOf(embeddingsRegularizer);
  }

  build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = [this.sizes.inputDim, this.sizes.outputDim];
    const { embeddingsInitializer, embeddingsRegularizer } = this;
    this.embeddings = this.addWeight('embeddings', shape, 'float32', embeddingsInitializer, embeddingsRegularizer);
    super.build(inputShape);
  }

  apply(...[inputs, kwargs]: Parameters<tf.layers.Layer['apply']>): ReturnType<tf.layers.Layer['apply']> {
    this.isReverse = kwargs?.reverse === true;
    // TensorFlow.js takes moved tokens for float32, and casts them.
    if (!this.isReverse && inputs instanceof tf.SymbolicTensor) Object.assign(inputs, { dtype: 'int32' });
    return super.apply(inputs, kwargs);
  }

  computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shape = inputShape as tf.Shape;
    return this.isReverse ? [...shape.slice(0, -1), this.sizes.inputDim] : [...shape, this.sizes.outputDim];
  }

  call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor;
      const table = (this.embeddings as tf.LayerVariable).read() as tf.Tensor2D;
      if (x.dtype !== 'float32') return tf.gather(table, x as tf.Tensor1D);
      const rows = tf.reshape(x, [-1, this.sizes.outputDim]) as tf.Tensor2D;
      return tf.reshape(tf.matMul(rows, table, false, true), [...x.shape.slice(0, -1), this.sizes.inputDim]);
    });
  }

  getConfig(): tf.serialization.ConfigDict {
    return {
      ...super.getConfig(),
      ...this.sizes,
      embeddingsInitializer: toConfig(this.embeddingsInitializer),
      embeddingsRegularizer: toConfig(this.embeddingsRegularizer),
    };
  }
}

tf.serialization.registerClass(ReversibleEmbedding);
