/** The layers that generated code writes out itself, against TensorFlow.js's own operations on the plain back end. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { generate } from '../../src/run/verify/load.js';
import { modelOf } from '../model.js';

beforeAll(() => tf.setBackend('cpu'));

/** Builds a network of one layer, and gives its output for a fixed input, the input, and its weights. */
async function run(layer: string, shape = '7x9x4') {
  const text = `{netspec: 1, name: N, inputs: {x: ${shape}}, layers: [{${layer}, name: L}], outputs: {y: L}}`;
  const model = modelOf(text);
  const net = await generate(model)();
  const x = tf.randomUniform([2, ...shape.split('x').map(Number)], -4, 4, 'float32', 7);
  const values = net.weights.map((weight, index) =>
    tf.randomUniform(weight.shape as number[], 0.1, 1, 'float32', index),
  );
  net.setWeights(values);
  const weights = Object.fromEntries(
    net.weights.map((weight) => [weight.originalName.replace(/^L\//, ''), weight.read()]),
  );
  return { x: x as tf.Tensor4D, y: net.predict(x) as tf.Tensor, weights: weights as Record<string, tf.Tensor4D> };
}

function expectClose(actual: tf.Tensor, expected: tf.Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  const distance = tf.max(tf.abs(tf.sub(actual, expected))).dataSync()[0] as number;
  expect(distance).toBeLessThan(1e-4);
}

describe('layers that TensorFlow.js lacks', () => {
  test.each(['same', 'valid'] as const)(
    'a convolution in groups is one of each group by itself, %s',
    async (padding) => {
      const { x, y, weights } = await run(
        `op: conv2d, filters: 6, kernel_size: 3x2, groups: 2, strides: 2, padding: ${padding}`,
      );
      const parts = [0, 1].map((group) => {
        const input = tf.slice4d(x, [0, 0, 0, group * 2], [2, 7, 9, 2]);
        const kernel = tf.slice4d(weights.kernel as tf.Tensor4D, [0, 0, 0, group * 3], [3, 2, 2, 3]);
        return tf.conv2d(input, kernel, 2, padding);
      });
      expectClose(y, tf.add(tf.concat(parts, 3), weights.bias as tf.Tensor));
    },
  );

  test.each(['same', 'valid'] as const)('a depthwise convolution has its dilation, %s', async (padding) => {
    const layer = `op: depthwise_conv2d, kernel_size: 3x2, dilation_rate: [2, 3], depth_multiplier: 2, padding: ${padding}`;
    const { x, y, weights } = await run(layer);
    const expected = tf.depthwiseConv2d(x, weights.depthwise_kernel as tf.Tensor4D, 1, padding, 'NHWC', [2, 3]);
    expectClose(y, tf.add(expected, weights.bias as tf.Tensor));
  });

  test('a separable convolution has its dilation', async () => {
    const { x, y, weights } = await run(
      'op: separable_conv2d, filters: 5, kernel_size: 3, dilation_rate: 2, padding: same',
    );
    const { depthwise_kernel, pointwise_kernel, bias } = weights as Record<string, tf.Tensor4D>;
    const expected = tf.separableConv2d(
      x,
      depthwise_kernel as tf.Tensor4D,
      pointwise_kernel as tf.Tensor4D,
      1,
      'same',
      2,
    );
    expectClose(y, tf.add(expected, bias as tf.Tensor));
  });

  test.each([
    ['hard_swish', (x: tf.Tensor) => tf.mul(x, tf.clipByValue(tf.add(tf.div(x, 6), 0.5), 0, 1))],
    ['hard_sigmoid', (x: tf.Tensor) => tf.clipByValue(tf.add(tf.div(x, 6), 0.5), 0, 1)],
    ['leaky_relu', (x: tf.Tensor) => tf.maximum(x, tf.mul(x, 0.2))],
    ['gelu', (x: tf.Tensor) => tf.mul(x, tf.mul(0.5, tf.add(1, tf.erf(tf.div(x, Math.SQRT2)))))],
  ] as const)('%s is as in Keras 3', async (name, formula) => {
    const { x, y } = await run(`op: activation, activation: ${name}`);
    expectClose(y, formula(x));
  });

  test.each([
    ['', true, true],
    [', scale: false', false, true],
    [', center: false', true, false],
    [', scale: false, center: false', false, false],
  ])('batch norm%s normalises by its moving statistics', async (settings, scale, center) => {
    const { x, y, weights } = await run(`op: batch_norm, epsilon: 0.01${settings}`);
    const { gamma, beta, moving_mean, moving_variance } = weights as Record<string, tf.Tensor>;
    expect([gamma !== undefined, beta !== undefined]).toEqual([scale, center]);
    const normal = tf.div(tf.sub(x, moving_mean as tf.Tensor), tf.sqrt(tf.add(moving_variance as tf.Tensor, 0.01)));
    expectClose(y, tf.add(tf.mul(normal, gamma ?? 1), beta ?? 0));
  });

  test.each([
    [1, 1],
    [2, 3],
    [5, 4],
    [7, 9],
    [8, 2],
  ])('an adaptive pool gives %ix%i means of windows that cover the image', async (rows, columns) => {
    const { x, y } = await run(`op: adaptive_avg_pool2d, output_size: ${rows}x${columns}`);
    const values = (await x.array()) as number[][][][];
    const mean = (of: readonly number[]) => of.reduce((sum, value) => sum + value, 0) / of.length;
    const expected = values.map((image) =>
      Array.from({ length: rows }, (_, row) =>
        Array.from({ length: columns }, (_, column) =>
          Array.from({ length: 4 }, (_, channel) =>
            mean(
              image
                .slice(Math.floor((row * 7) / rows), Math.ceil(((row + 1) * 7) / rows))
                .flatMap((line) =>
                  line.slice(Math.floor((column * 9) / columns), Math.ceil(((column + 1) * 9) / columns)),
                )
                .map((pixel) => pixel[channel] as number),
            ),
          ),
        ),
      ),
    );
    expectClose(y, tf.tensor(expected));
  });

  test('a learned scale multiplies each channel', async () => {
    const { x, y, weights } = await run('op: layer_scale');
    expectClose(y, tf.mul(x, weights.gamma as tf.Tensor));
  });

  test('layer norm has its epsilon', async () => {
    const { x, y, weights } = await run('op: layer_norm, epsilon: 2');
    const { mean, variance } = tf.moments(x, 3, true);
    const normal = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 2)));
    expectClose(y, tf.add(tf.mul(normal, weights.gamma as tf.Tensor), weights.beta as tf.Tensor));
  });

  test('a fixed scale and offset are those of the layer', async () => {
    const { x, y } = await run('op: rescaling, scale: 0.17, offset: -1');
    expectClose(y, tf.sub(tf.mul(x, 0.17), 1));
  });

  test.each([
    ['op: zero_pad2d, padding: [1, [0, 2]]', [2, 9, 11, 4]],
    ['op: reshape, target_shape: [-1, 6]', [2, 42, 6]],
  ])('%s', async (layer, shape) => {
    const { x, y } = await run(layer);
    expect(y.shape).toEqual(shape);
    expectClose(tf.sum(y), tf.sum(x));
  });
});
