/** What layers outside of TensorFlow.js learn: a step of training changes all of it, and lessens the loss. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { activations } from '../../src/ops/companions.js';
import { generate } from '../../src/run/verify/load.js';
import { modelOf } from '../model.js';

beforeAll(() => tf.setBackend('cpu'));

test.each([
  'op: dense, units: 4, activation: {leaky_relu: 0.3}',
  'op: dense, units: 4, activation: {gelu: {approximate: true}}',
  'op: dense, units: 4, activation: {softmax: {axis: 1}}',
  'op: dense, units: 4, activation: {elu: {alpha: 0.5}}',
  'op: dense, units: 4, activation: {celu: {alpha: 0.5}}',
  'op: dense, units: 4, activation: {threshold: {threshold: -0.5}}',
  'op: dense, units: 4, activation: {hard_shrink: 0.1}',
  'op: dense, units: 4, activation: {soft_shrink: 0.1}',
  ...activations
    .filter((word) => !/shrink|threshold/.test(word))
    .map((word) => `op: dense, units: 4, activation: ${word}`),
  'op: layer_scale, init_values: 0.5',
  'op: group_norm, groups: 2',
  'op: rms_norm',
  'op: prelu, shared_axes: [1, 2]',
  'op: multi_head_attention, num_heads: 2, causal: true',
  'op: grouped_query_attention, num_query_heads: 2, num_key_value_heads: 1, rotary: half, causal: true',
])('%s', (layer) => expectLearning(layer, [3, 2, 4]));

test.each([
  'op: batch_norm',
  'op: batch_norm, scale: false',
  'op: layer_norm',
  'op: dense, units: 4, batch_norm: true',
])('%s of four dimensions', (layer) => expectLearning(layer, [3, 2, 2, 4]));

async function expectLearning(layer: string, shape: readonly number[]): Promise<void> {
  const text = `{netspec: 1, name: N, inputs: {x: ${shape.join('x')}}, layers: [{${layer}, name: L}], outputs: {y: L}}`;
  const model = modelOf(text);
  const net = await generate(model)();
  // Always the same: past the jump of a threshold, a step can make the loss larger.
  for (const [index, weight] of net.trainableWeights.entries())
    if (/kernel$/.test(weight.originalName))
      weight.write(tf.randomUniform(weight.shape as number[], -1, 1, 'float32', 3 + index));
  const x = tf.randomUniform([2, ...shape], -1, 1, 'float32', 1);
  const goal = tf.randomUniform([2, ...shape], -1, 1, 'float32', 2);
  const loss = () => tf.losses.meanSquaredError(goal, net.apply(x, { training: true }) as tf.Tensor) as tf.Scalar;
  const values = () => net.trainableWeights.map((weight) => Array.from(weight.read().dataSync()));
  const [before, lossBefore] = [values(), loss().dataSync()[0] ?? 0];
  tf.train.sgd(0.1).minimize(loss);
  expect(before.length).toBe(model.layers[0]?.weights.filter(({ trainable }) => trainable).length);
  for (const [index, after] of values().entries()) expect(after).not.toEqual(before[index]);
  expect(loss().dataSync()[0]).toBeLessThan(lossBefore);
}

test('a narrow GPT learns to repeat a sequence', { timeout: 60_000 }, async () => {
  const set = { units: 24, heads: 2, blocks: 1 };
  const text = readFileSync('specs/gpt2.yaml', 'utf8')
    .replace(/^expect:.*/m, '')
    .replaceAll('50257', '8');
  const net = await generate(modelOf(text, { set, input: { tokens: [6] } }))();
  const tokens = tf.tensor2d(
    [
      [1, 2, 3, 1, 2, 3],
      [4, 5, 4, 5, 4, 5],
    ],
    [2, 6],
    'int32',
  );
  const next = tf.oneHot(
    tf.tensor2d(
      [
        [2, 3, 1, 2, 3, 1],
        [5, 4, 5, 4, 5, 4],
      ],
      [2, 6],
      'int32',
    ),
    8,
  );
  const loss = () =>
    tf.losses.softmaxCrossEntropy(next, net.apply(tokens, { training: true }) as tf.Tensor) as tf.Scalar;
  const table = () => net.trainableWeights.find(({ originalName }) => originalName === 'wte/embeddings')?.read();
  const [before, first] = [loss().dataSync()[0] ?? 0, table()?.dataSync()];
  const optimizer = tf.train.adam(0.01);
  for (let step = 0; step < 80; step += 1) optimizer.minimize(loss);
  expect(loss().dataSync()[0]).toBeLessThan(before / 4);
  // The table is trained as a head, too: the rows of tokens that are never read change.
  expect(
    table()
      ?.dataSync()
      .slice(7 * 24),
  ).not.toEqual(first?.slice(7 * 24));
});

test('a learned tensor learns, also where it is repeated', async () => {
  const text = `{netspec: 1, name: N, inputs: {x: 3x2x4}, outputs: {y: Sum}, layers: [
    {op: parameter, name: Bias, shape: [4]}, {op: parameter, name: Token, shape: 1x2x4},
    {op: concat, name: All, input: [Token, x], axis: 1}, {op: add, name: Sum, input: [All, Bias]}]}`;
  const net = await generate(modelOf(text))();
  const x = tf.randomUniform([5, 3, 2, 4], -1, 1, 'float32', 1);
  const loss = () => tf.mean(tf.square(tf.sub(net.apply(x, { training: true }) as tf.Tensor, 1))) as tf.Scalar;
  const weights = () => net.trainableWeights.map((one) => String(one.read().dataSync()));
  const [first, before] = [loss().dataSync()[0] ?? 0, weights()];
  const optimizer = tf.train.sgd(0.5);
  optimizer.minimize(loss);
  expect(loss().dataSync()[0]).toBeLessThan(first);
  expect(weights().filter((value, index) => value !== before[index])).toHaveLength(2);
});

test.each([
  'op: conv1d, filters: 4, kernel_size: 2, dilation_rate: 2, padding: causal',
  'op: conv1d, filters: 4, kernel_size: 3, groups: 2, strides: 2, padding: same',
  'op: conv1d_transpose, filters: 4, kernel_size: 3, groups: 2, strides: 2, padding: 1, output_padding: 1',
  'op: lstm, units: 3, activation: relu',
  'op: lstm, units: 3, return_sequences: true, bidirectional: concat',
  'op: gru, units: 3',
  'op: gru, units: 3, reset_after: false, bidirectional: sum',
  'op: simple_rnn, units: 3, return_sequences: true, bidirectional: ave',
])('all of %s learns', async (layer) => {
  const model = modelOf(`{netspec: 1, name: N, inputs: {x: 4x2}, layers: [{${layer}, name: L}], outputs: {y: L}}`);
  const net = await generate(model)();
  const x = tf.randomUniform([2, 4, 2], -1, 1, 'float32', 1);
  const goal = tf.randomUniform([2, ...(model.layers[0]?.output.map(Number) ?? [])], -1, 1, 'float32', 2);
  const loss = () => tf.losses.meanSquaredError(goal, net.apply(x, { training: true }) as tf.Tensor) as tf.Scalar;
  const values = () => net.trainableWeights.map((weight) => Array.from(weight.read().dataSync()));
  const [before, lossBefore] = [values(), loss().dataSync()[0] ?? 0];
  tf.train.sgd(0.05).minimize(loss);
  expect(before.length).toBe(model.layers[0]?.weights.length);
  for (const [index, after] of values().entries()) expect(after).not.toEqual(before[index]);
  expect(loss().dataSync()[0]).toBeLessThan(lossBefore);
});

test.each([
  'op: conv3d, filters: 4, kernel_size: 2x3x3, dilation_rate: 1x2x2, padding: same',
  'op: conv3d, filters: 4, kernel_size: 3, groups: 2, strides: 2x1x1, padding: same, use_bias: false',
  'op: conv3d, filters: 2, kernel_size: 2x1x2',
  'op: conv3d_transpose, filters: 3, kernel_size: 3x2x1, strides: 2x1x1',
  'op: conv3d_transpose, filters: 3, kernel_size: 1x3x3, strides: 2, padding: same, batch_norm: true',
  'op: conv3d_transpose, filters: 4, kernel_size: 2, strides: 2, dilation_rate: 2x1x3, groups: 2, padding: 1',
  'op: conv_lstm2d, filters: 3, kernel_size: 3x2, strides: 1x2, padding: same',
  'op: conv_lstm2d, filters: 2, kernel_size: 2, dilation_rate: 1x2, return_sequences: true, bidirectional: concat',
])('all of %s learns, and what is before it', async (layer) => {
  const pool = '{op: avg_pool3d, name: Pool, pool_size: 2, strides: 1, padding: same}';
  const model = modelOf(`{netspec: 1, name: N, inputs: {x: 3x4x5x2}, outputs: {y: L}, layers: [
    {op: dense, name: Before, units: 2}, ${pool}, {${layer}, name: L}]}`);
  const net = await generate(model)();
  const x = tf.randomUniform([2, 3, 4, 5, 2], -1, 1, 'float32', 1);
  const goal = tf.randomUniform([2, ...(model.layers.at(-1)?.output.map(Number) ?? [])], -1, 1, 'float32', 2);
  const loss = () => tf.losses.meanSquaredError(goal, net.apply(x, { training: true }) as tf.Tensor) as tf.Scalar;
  const values = () => net.trainableWeights.map((weight) => Array.from(weight.read().dataSync()));
  const [before, lossBefore] = [values(), loss().dataSync()[0] ?? 0];
  tf.train.sgd(0.05).minimize(loss);
  for (const [index, after] of values().entries()) expect(after).not.toEqual(before[index]);
  expect(loss().dataSync()[0]).toBeLessThan(lossBefore);
});

test.each([
  'op: permute, dims: [3, 1, 2]',
  'op: reduce, reduction: max, axis: [1, 2]',
  'op: reduce, reduction: mean, axis: -1, keepdims: true',
  'op: subtract, input: [Learned, x]',
  'op: rotary_embedding, form: interleaved',
  'op: matmul, input: [Learned, x], transpose_right: true',
  'op: average, input: [Learned, x]',
  'op: maximum, input: [Learned, x]',
  'op: minimum, input: [Learned, x]',
  'op: roll, shift: [1, -1], axis: [1, 2]',
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

test('a table of relative positions learns: rows at distances, as a bias of attention', async () => {
  const text = `
netspec: 1
name: N
inputs: {x: 4x6}
layers:
- {op: parameter, name: Table, shape: 8x2, value_initializer: zeros}
- {op: constant, name: Distances, shape: 4x4, value: i - j + 3, dtype: int32}
- {op: gather, name: Rows, input: [Table, Distances]}
- {op: permute, name: Bias, dims: [3, 1, 2]}
- {op: multi_head_attention, name: Attention, input: [x, Bias], num_heads: 2, biased: true}
outputs: {y: Attention}
`;
  const net = await generate(modelOf(text))();
  const x = tf.randomUniform([2, 4, 6], -1, 1, 'float32', 1);
  const loss = () => tf.mean(tf.square(net.apply(x, { training: true }) as tf.Tensor)) as tf.Scalar;
  const table = () =>
    net.trainableWeights
      .find(({ originalName }) => originalName === 'Table/value')
      ?.read()
      .dataSync();
  const [before] = loss().dataSync();
  tf.train.sgd(1).minimize(loss);
  const learned = Array.from(table() ?? []);
  // No two positions are 4 apart.
  expect(learned.slice(14)).toEqual([0, 0]);
  for (const value of learned.slice(0, 14)) expect(value).not.toBe(0);
  expect(loss().dataSync()[0]).toBeLessThan(before ?? 0);
});

test.each([true, false])('frozen layers do not change, nor do their moving statistics: %s', async (frozen) => {
  const text = `
netspec: 1
name: N
parameters: {frozen: true}
inputs: {x: 5x5x4}
defaults: {conv2d: {padding: same, batch_norm: true}}
blocks:
  Inner: {layers: [{op: conv2d, name: In, filters: 4, kernel_size: 3}, {op: layer_scale, name: Scale, init_values: 0.5}]}
layers:
- {op: conv2d, name: Groups, filters: 4, kernel_size: 3, groups: 2, trainable: not frozen}
- {op: depthwise_conv2d, name: Dilated, kernel_size: 3, dilation_rate: 2, padding: same, trainable: not frozen}
- {op: Inner, name: Used, trainable: not frozen}
- trainable: not frozen
  layers: [{op: rms_norm, name: Norm}, {op: conv2d, name: Conv, filters: 4, kernel_size: 1}]
- {op: Inner, name: Free}
- {op: dense, name: Last, units: 4}
outputs: {y: Last}
`;
  const net = await generate(modelOf(text, { set: { frozen } }))();
  const values = () => new Map(net.weights.map((one) => [one.originalName, String(one.read().dataSync())]));
  const x = tf.randomUniform([2, 5, 5, 4], -1, 1, 'float32', 1);
  const loss = () => tf.mean(tf.square(tf.sub(net.apply(x, { training: true }) as tf.Tensor, 1))) as tf.Scalar;
  const before = values();
  tf.train.sgd(0.1).minimize(
    loss,
    false,
    net.trainableWeights.map((weight) => weight.read() as tf.Variable),
  );
  const changed = [...values()].filter(([name, value]) => value !== before.get(name)).map(([name]) => name);
  const isLearning = (name: string) => !frozen || /^(Free|Last)/.test(name);
  // A bias before batch norm has no effect.
  const isIdle = (name: string) => /(Groups|In|Conv)\/bias/.test(name);
  expect(changed.filter((name) => !isIdle(name))).toEqual(
    [...before.keys()].filter((name) => isLearning(name) && !isIdle(name)),
  );
});
