/** What layers outside of TensorFlow.js learn: a step of training changes all of it, and lessens the loss. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { generate } from '../../src/run/verify/load.js';
import { modelOf } from '../model.js';

beforeAll(() => tf.setBackend('cpu'));

test.each([
  'op: dense, units: 4, activation: {leaky_relu: 0.3}',
  'op: layer_scale, init_values: 0.5',
  'op: group_norm, groups: 2',
  'op: rms_norm',
  'op: prelu, shared_axes: [1, 2]',
])('%s', async (layer) => {
  const text = `{netspec: 1, name: N, inputs: {x: 3x2x4}, layers: [{${layer}, name: L}], outputs: {y: L}}`;
  const model = modelOf(text);
  const net = await generate(model)();
  const x = tf.randomUniform([2, 3, 2, 4], -1, 1, 'float32', 1);
  const goal = tf.randomUniform([2, 3, 2, 4], -1, 1, 'float32', 2);
  const loss = () => tf.losses.meanSquaredError(goal, net.apply(x, { training: true }) as tf.Tensor) as tf.Scalar;
  const values = () => net.trainableWeights.map((weight) => Array.from(weight.read().dataSync()));
  const [before, lossBefore] = [values(), loss().dataSync()[0] ?? 0];
  tf.train.sgd(0.1).minimize(loss);
  expect(before.length).toBe(model.layers[0]?.weights.length);
  for (const [index, after] of values().entries()) expect(after).not.toEqual(before[index]);
  expect(loss().dataSync()[0]).toBeLessThan(lossBefore);
});

test.each([
  'op: permute, dims: [3, 1, 2]',
  'op: reduce, reduction: max, axis: [1, 2]',
  'op: reduce, reduction: mean, axis: -1, keepdims: true',
  'op: subtract, input: [Learned, x]',
  'op: average, input: [Learned, x]',
  'op: maximum, input: [Learned, x]',
  'op: minimum, input: [Learned, x]',
])('what comes before %s learns', async (layer) => {
  const text = `{netspec: 1, name: N, inputs: {x: 3x2x4}, outputs: {y: L}, layers: [
    {op: dense, name: Learned, units: 4}, {${layer}, name: L}]}`;
  const net = await generate(modelOf(text))();
  const x = tf.randomUniform([2, 3, 2, 4], -1, 1, 'float32', 1);
  const loss = () => tf.mean(tf.square(net.apply(x, { training: true }) as tf.Tensor)) as tf.Scalar;
  const [before] = loss().dataSync();
  tf.train.sgd(0.05).minimize(loss);
  expect(loss().dataSync()[0]).toBeLessThan(before ?? 0);
});
