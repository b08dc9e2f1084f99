/**
 * Convolutions with gaps between their windows, which TensorFlow.js computes wrongly on wasm: the code crops their
 * inputs.
 */
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compile } from '../../src/compile.js';
import { useBackend } from '../../src/run/verify/backends.js';
import { generate, generateInference } from '../../src/run/verify/load.js';
import { randomWeights } from '../../src/run/verify/numbers.js';
import { fill } from '../../src/run/verify/subject.js';
import { tfjsCode } from '../../src/targets/tfjs/index.js';
import { modelOf } from '../model.js';
import { backends } from '../tensorflow/backends.js';

const specOf = (layers: string, more = '') => `
netspec: 1
name: Net
inputs: {x: ?x?x3}
${more}
layers:
${layers}
outputs: {y: L}
`;

const block = (layer: string, uses: string) =>
  specOf(uses, `blocks: {B: {parameters: {k: 3, s: 1}, layers: [{${layer}, padding: same}]}}`);

const conv = 'op: conv2d, name: L, filters: 2';

describe('the code crops what a layer takes', () => {
  test.each([
    ['strides beyond the kernel', specOf(`- {${conv}, kernel_size: [1, 2], strides: 2, padding: same}`)],
    [
      'an option of the factory',
      specOf(`- {${conv}, kernel_size: 3, strides: s, padding: same}`, 'parameters: {s: 2}'),
    ],
    ['the size of the image', specOf(`- {${conv}, kernel_size: ["min(in.height, 3)", 3], strides: 2, padding: same}`)],
    [
      'padding by choice',
      specOf(
        `- {${conv}, kernel_size: 2, strides: 3, padding: "\${p}"}`,
        'parameters: {p: {default: same, choices: [same, valid]}}',
      ),
    ],
    [
      'a default that changes it',
      specOf(
        `- {${conv}, kernel_size: 2, strides: 1}`,
        'parameters: {w: 1}\ndefaults: {conv2d: {padding: same, strides: 3 if w > 2 else strides}}',
      ),
    ],
    [
      'a use of a block',
      block(
        `${conv}, kernel_size: k, strides: s`,
        '- {op: B, name: U, s: 2}\n- {op: B, name: V, k: [1, 2], s: 2}\n- {op: dense, name: L, units: 1}',
      ),
    ],
    ['a formula', specOf(`- {${conv}, kernel_size: k, strides: 3, padding: same}`, 'formulas: {k: 2}')],
    ['depthwise', specOf('- {op: depthwise_conv2d, name: L, kernel_size: 2, strides: 3, padding: same}')],
    ['separable', specOf('- {op: separable_conv2d, name: L, filters: 2, kernel_size: 2, strides: 3, padding: same}')],
    ['groups', specOf(`- {${conv}, kernel_size: 2, strides: 3, padding: same, groups: 1}`)],
  ])('for %s', (_, text) => {
    expect(tfjsCode(modelOf(text))).toMatch(/\bcropped\(\s*(tf\.layers|new)\b/);
  });

  test.each([
    ['a kernel as large as the strides', specOf(`- {${conv}, kernel_size: 2, strides: 2, padding: same}`)],
    ['a kernel of 1x1', specOf(`- {${conv}, kernel_size: 1, strides: 2, padding: same}`)],
    ['no padding', specOf(`- {${conv}, kernel_size: 2, strides: 3}`)],
    ['strides of 1', specOf(`- {${conv}, kernel_size: k, padding: same}`, 'parameters: {k: 2}')],
    [
      'uses of a block',
      block(
        `${conv}, kernel_size: k, strides: s`,
        '- {op: B, name: U, k: 2x5, s: 2 if index == 0 else 1, repeat: 2}\n- {op: dense, name: L, units: 1}',
      ).replace('name: U', 'name: "U${index}"'),
    ],
    ['transposed', specOf('- {op: conv2d_transpose, name: L, filters: 2, kernel_size: 2, strides: 3, padding: same}')],
    ['pools', specOf('- {op: max_pool2d, name: L, pool_size: 2, strides: 3, padding: same}')],
  ])('but not for %s', (_, text) => {
    expect(tfjsCode(modelOf(text))).not.toContain('cropped');
  });
});

type Pair = [number, number];

/** What TensorFlow.js itself computes, of all weights but the bias. */
const references: Readonly<Record<string, (x: tf.Tensor4D, weights: tf.Tensor4D[], strides: Pair) => tf.Tensor>> = {
  'op: conv2d, filters: 2': (x, [kernel], strides) => tf.conv2d(x, kernel as tf.Tensor4D, strides, 'same'),
  'op: conv2d, filters: 3, groups: 3': (x, [kernel], strides) =>
    tf.depthwiseConv2d(x, tf.transpose(kernel as tf.Tensor4D, [0, 1, 3, 2]), strides, 'same'),
  'op: depthwise_conv2d, depth_multiplier: 2': (x, [kernel], strides) =>
    tf.depthwiseConv2d(x, kernel as tf.Tensor4D, strides, 'same'),
  'op: separable_conv2d, filters: 2': (x, [depthwise, pointwise], strides) =>
    tf.separableConv2d(x, depthwise as tf.Tensor4D, pointwise as tf.Tensor4D, strides, 'same'),
};

const windows: readonly (readonly [kernel: Pair, strides: Pair])[] = [
  [
    [1, 2],
    [2, 2],
  ],
  [
    [2, 1],
    [3, 3],
  ],
  [
    [2, 2],
    [3, 3],
  ],
  [
    [3, 1],
    [4, 4],
  ],
  [
    [2, 3],
    [4, 4],
  ],
];

describe.each(backends.map(({ backend, isThere }) => [backend, isThere] as const))('on %s', (backend, isThere) => {
  beforeAll(() => tf.engine().startScope());
  afterAll(() => tf.engine().endScope());

  test.skipIf(!isThere).each(Object.keys(references))(
    '%s has the values of plain JavaScript, at any size of a factory for all',
    async (op) => {
      for (const [kernel, strides] of windows) {
        const layer = `{${op}, name: L, kernel_size: [${kernel}], strides: [${strides}], padding: same, use_bias: false}`;
        const { model } = compile(specOf(`- ${layer}`));
        if (!model) throw new Error(layer);
        await useBackend('cpu');
        const network = await generate(model)();
        const weights = fill(network, randomWeights(model));
        const inference = await generateInference(model)(weights);
        for (const height of [4, 6, 7, 8, 9])
          for (const width of [5, 8, 9, 10]) {
            const of = (side: string) =>
              `${side} at ${height}x${width} with a kernel of ${kernel} and strides of ${strides}`;
            await useBackend('cpu');
            const x = tf.randomUniform<tf.Rank.R4>([2, height, width, 3], -1, 1, 'float32', 1);
            const expected = (references[op] as (typeof references)[string])(
              x,
              Object.values(weights) as tf.Tensor4D[],
              strides,
            );
            const values = await expected.array();
            await useBackend(backend);
            const outputs = {
              layers: network.predict(x) as tf.Tensor,
              inference: inference.predict([x]).get('y') as tf.Tensor,
            };
            for (const [side, output] of Object.entries(outputs)) {
              const distance = tf.max(tf.abs(tf.sub(output, tf.tensor(values as number[])))).dataSync()[0];
              expect([of(side), distance]).toEqual([of(side), expect.closeTo(0, 4)]);
            }
          }
      }
    },
  );
});
