/** Generated code can be trained. The back end is the best that has the gradients: wasm has none of a convolution. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { compile } from '../../src/compile.js';
import type { Model } from '../../src/graph/graph.js';
import { useBackend } from '../../src/run/verify/backends.js';
import { generate } from '../../src/run/verify/load.js';
import { backends } from './backends.js';

const backend = backends.find((candidate) => candidate.isThere && candidate.backend !== 'wasm')?.backend;

const { model } = compile(readFileSync(new URL('../../specs/inception-v3.yaml', import.meta.url), 'utf8'), {
  set: { num_classes: 5, depth_multiplier: 0.05, min_depth: 2, dropout_keep_prob: 1 },
  input: { '': [107, 107, 3] },
});

/** How much the auxiliary head's loss counts, as in the paper. */
const auxWeight = 0.4;
const steps = 4;
const timeout = 120_000;

const crossEntropy = (labels: tf.Tensor, logits: tf.Tensor): tf.Scalar => tf.losses.softmaxCrossEntropy(labels, logits);

const expectFall = (losses: readonly number[]) => {
  expect(losses.length).toBe(steps);
  expect(losses.at(-1)).toBeLessThan(losses[0] as number);
};

/** Draws the kernels as the spec does, but the same each time: a few steps can miss from an unlucky start. */
function seedKernels(network: tf.LayersModel): void {
  const seeded = network.getWeights().map((weight, index) => {
    if (weight.rank !== 4) return weight;
    const fanIn = weight.shape.slice(0, -1).reduce((product, size) => product * size);
    return tf.randomNormal(weight.shape, 0, Math.sqrt(2.6 / fanIn), 'float32', index + 1);
  });
  network.setWeights(seeded);
}

describe(`Inception V3 on ${backend}`, () => {
  let network: tf.LayersModel;
  let images: tf.Tensor;
  let labels: tf.Tensor;

  beforeEach(async () => {
    await useBackend(backend);
    network = await generate(model as Model)();
    seedKernels(network);
    images = tf.randomUniform([4, 107, 107, 3], -1, 1, 'float32', 1);
    labels = tf.oneHot([0, 1, 2, 3], 5).toFloat();
  });

  afterEach(() => {
    network.dispose();
    tf.dispose([images, labels]);
  });

  test('has no gamma among its weights', () => {
    const names = network.weights.map(({ originalName }) => originalName);
    expect(names.filter((name) => name.endsWith('/gamma'))).toEqual([]);
    expect(names).toContain('Conv2d_1a_3x3/BatchNorm/beta');
  });

  test('learns from both heads by an optimizer', { timeout }, () => {
    const optimizer = tf.train.adam(0.003);
    const loss = () => {
      const [logits, auxLogits] = network.apply(images, { training: true }) as [tf.Tensor, tf.Tensor];
      return tf.add<tf.Scalar>(crossEntropy(labels, logits), tf.mul(crossEntropy(labels, auxLogits), auxWeight));
    };
    expectFall(Array.from({ length: steps }, () => optimizer.minimize(loss, true)?.dataSync()[0] as number));
  });

  test('learns from both heads by fit', { timeout }, async () => {
    // TensorFlow.js ignores lossWeights, and wants a target and a loss for every output.
    const auxLoss = (labels: tf.Tensor, logits: tf.Tensor) => tf.mul(crossEntropy(labels, logits), auxWeight);
    const noLoss = (_: tf.Tensor, predictions: tf.Tensor) => tf.mul(tf.sum(predictions), 0);
    network.compile({ optimizer: tf.train.adam(0.003), loss: [crossEntropy, auxLoss, noLoss] });
    const targets = [labels, labels, labels];
    const { history } = await network.fit(images, targets, { epochs: steps, batchSize: 4, verbose: 0 });
    expectFall(history.loss as number[]);
  });
});
