/** What ops that only train do in training: on what they share their fate, and how much noise they add. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { generate } from '../../src/run/verify/load.js';
import { modelOf } from '../model.js';

beforeAll(() => tf.setBackend('cpu'));

/** What a layer makes of ones, in training and in inference. */
async function outputsOf(layer: string, shape: readonly number[]): Promise<readonly [tf.Tensor, tf.Tensor]> {
  const text = `{netspec: 1, name: N, inputs: {x: ${shape.join('x')}}, layers: [{${layer}, name: L}], outputs: {y: L}}`;
  const net = await generate(modelOf(text))();
  const x = tf.ones([64, ...shape]);
  const [trained, inferred] = [true, false].map((training) => net.apply(x, { training }) as tf.Tensor);
  return [trained as tf.Tensor, inferred as tf.Tensor];
}

/** The values that the elements of each part have, which all have the same. */
function fates(parts: tf.Tensor): readonly number[] {
  const [least, most] = [tf.min(parts, 1).dataSync(), tf.max(parts, 1).dataSync()];
  expect(least).toEqual(most);
  return [...least];
}

test.each([
  ['op: spatial_dropout1d, rate: 0.5', [5, 4], [0, 2, 1]],
  ['op: spatial_dropout2d, rate: 0.5', [3, 5, 4], [0, 3, 1, 2]],
  ['op: drop_path, rate: 0.5', [3, 5, 4], [0, 1, 2, 3]],
  ['op: drop_path, rate: 0.5', [7], [0, 1]],
] as const)('%s of %s drops as a whole', async (layer, shape, order) => {
  const [trained, inferred] = await outputsOf(layer, shape);
  const isPath = layer.includes('path');
  const parts = tf.reshape(tf.transpose(trained, [...order]), [isPath ? 64 : 256, -1]);
  const values = fates(parts);
  expect(new Set(values)).toEqual(new Set([0, 2]));
  expect(values.filter((value) => value === 0).length / values.length).toBeGreaterThan(0.2);
  expect([...inferred.dataSync()].every((value) => value === 1)).toBe(true);
});

test.each([
  ['op: gaussian_noise, stddev: 0.5', 1, 0.5],
  ['op: gaussian_dropout, rate: 0.2', 1, 0.5],
  // Ones become a + b, or a times the lower limit of selu plus b.
  ['op: alpha_dropout, rate: 0.2', 0.703, 0.97],
] as const)('%s has its mean and its deviation', async (layer, mean, deviation) => {
  const [trained, inferred] = await outputsOf(layer, [10, 10, 10]);
  const { mean: ofAll, variance } = tf.moments(trained);
  expect(ofAll.dataSync()[0]).toBeCloseTo(mean, 1);
  expect(Math.sqrt(variance.dataSync()[0] ?? 0)).toBeCloseTo(deviation, 1);
  expect([...inferred.dataSync()].every((value) => value === 1)).toBe(true);
});
