/** ONNX files against an engine of others: ONNX Runtime runs them, and TensorFlow.js runs the generated code. */

import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compile } from '../../src/compile.js';
import type { Model } from '../../src/graph/graph.js';
import { useBackend } from '../../src/run/verify/backends.js';
import { generate } from '../../src/run/verify/load.js';
import { inputTensors } from '../../src/run/verify/subject.js';
import { onnxModel } from '../../src/targets/onnx/index.js';
import type { Tensor, Weights } from '../../src/weights/tensor.js';
import { modelOf } from '../model.js';
import { writeSpec } from '../random/writer.js';
import { ort, runOnnx, withEveryLayer } from './engine.js';
import { someInputs, someWeights } from './numbers.js';

/** The greatest difference, as a share of the greatest value. */
const tolerance = 1e-4;

const batch = 2;

const [numRuns, seed] = [Number(process.env.NETSPEC_RANDOM_RUNS ?? 40), Number(process.env.NETSPEC_RANDOM_SEED ?? 1)];

/** The results of the generated code on TensorFlow.js. */
async function runTensorFlow(model: Model, weights: Weights, inputs: ReadonlyMap<string, Tensor>) {
  const network = await generate(model)();
  for (const variable of network.weights) {
    const { shape, data } = weights.get(variable.originalName) as Tensor;
    variable.write(tf.tensor(data, [...shape]));
  }
  const results = [network.predict(inputTensors(model, inputs))].flat();
  const tensors = results.map((result): Tensor => ({ shape: result.shape, data: result.dataSync<'float32'>() }));
  network.dispose();
  return new Map([...model.outputs.keys()].map((name, index) => [name, tensors[index] as Tensor]));
}

function expectSame(name: string, actual: Tensor, expected: Tensor): void {
  expect([name, ...actual.shape]).toEqual([name, ...expected.shape]);
  const greatest = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
  const difference = actual.data.reduce(
    (most, value, index) => Math.max(most, Math.abs(value - (expected.data[index] as number))),
    0,
  );
  expect(difference / greatest, name).toBeLessThanOrEqual(tolerance);
}

async function expectSameOutputs(model: Model): Promise<void> {
  const [weights, inputs] = [someWeights(model), someInputs(model, batch)];
  const { outputs } = await runOnnx(model, weights, inputs);
  for (const [name, expected] of await runTensorFlow(model, weights, inputs))
    expectSame(name, outputs.get(name) as Tensor, expected);
}

async function expectReportedShapes(model: Model): Promise<void> {
  const { outputs } = await runOnnx(withEveryLayer(model), new Map(), someInputs(model, batch));
  for (const { name, output } of model.layers)
    expect([name, ...(outputs.get(`${name}:0`) as Tensor).shape]).toEqual([name, batch, ...output]);
}

describe.skipIf(!ort)('ONNX files', () => {
  beforeAll(async () => {
    await useBackend();
    tf.engine().startScope();
  });
  afterAll(() => tf.engine().endScope());

  test('random networks compute the values of TensorFlow.js, in the reported shapes', {
    timeout: 60_000 + numRuns * 2_000,
  }, async () => {
    const property = fc.asyncProperty(fc.limitShrink(fc.gen(), 50), async (generator) => {
      const { model } = compile(writeSpec(generator));
      fc.pre(model !== undefined && typeof model.totals.params === 'number');
      try {
        await expectReportedShapes(model);
        await expectSameOutputs(model);
      } catch (error) {
        throw new Error(`${(error as Error).message}\n${model.graph.spec.span.source.text}`);
      }
    });
    await fc.assert(property, { numRuns, seed });
  });

  test('a convolution with gaps between its windows can have an activation with constants', async () => {
    const conv = { op: 'conv2d', name: 'Conv', filters: 2, kernel_size: 2, strides: 3, padding: 'same' };
    const layers = [{ ...conv, activation: 'gelu' }];
    const spec = { netspec: 1, name: 'Gaps', inputs: { image: '9x9x2' }, layers, outputs: { out: 'Conv' } };
    await expectSameOutputs(modelOf(JSON.stringify(spec)));
  });

  test('a learned tensor is repeated for each example, and aligned at the last axes', async () => {
    const text = `
netspec: 1
name: Net
inputs: {image: 4x3x2}
layers:
- {op: conv2d, name: Conv, filters: 2, kernel_size: 1}
- {op: parameter, name: Row, shape: 1x3x2}
- {op: parameter, name: Bias, shape: 2}
- {op: concat, name: All, input: [Row, Conv], axis: 1}
- {op: add, name: Sum, input: [All, Bias]}
- {op: subtract, name: Rest, input: [Bias, Sum]}
outputs: {sum: Sum, rest: Rest, bias: Bias}
`;
    await expectSameOutputs(modelOf(text));
    await expectReportedShapes(modelOf(text));
  });

  test('the input of a dense layer with batch norm can be an output, too', async () => {
    const text = `
netspec: 1
name: Net
inputs: {features: 5}
layers:
- {op: activation, name: Hidden, activation: relu}
- {op: dense, name: Dense, units: 3, use_bias: false, batch_norm: true}
outputs: {hidden: Hidden, out: Dense}
`;
    await expectSameOutputs(modelOf(text));
  });

  test('zeros before a pool over a sequence are not its padding', async () => {
    const text = `
netspec: 1
name: Zeros
inputs: {words: 7x3}
layers:
- {op: zero_pad1d, name: Pad_1, padding: [2, 1]}
- {op: avg_pool1d, name: Mean, pool_size: 1, padding: same}
- {op: zero_pad1d, name: Pad_2, padding: 1}
- {op: max_pool1d, name: Max, pool_size: 2, padding: same}
- {op: zero_pad1d, name: Pad_3, padding: 1}
- {op: avg_pool1d, name: Last, pool_size: 2, strides: 3, padding: same}
outputs: {mean: Mean, max: Max, last: Last}
`;
    await expectSameOutputs(modelOf(text));
  });

  test('Inception V3 is the same network', { timeout: 120_000 }, async () => {
    const text = readFileSync('specs/inception-v3.yaml', 'utf8');
    await expectSameOutputs(modelOf(text, { input: { images: [107, 107, 3] } }));
  });

  test('an image of unknown size is padded like in TensorFlow', async () => {
    const text = `
netspec: 1
name: Net
inputs: {image: ?x?x3}
defaults:
  conv2d: {padding: same, strides: 2, activation: relu}
layers:
- {op: conv2d, name: Conv_1, filters: 4, kernel_size: 3x3}
- {op: conv2d, name: Conv_2, filters: 6, kernel_size: 2x5}
- {op: max_pool2d, name: Max, pool_size: 3x3, strides: 2, padding: same}
- {op: avg_pool2d, name: Mean, pool_size: 3x3, strides: 2, padding: same}
outputs: {out: Mean}
`;
    const model = modelOf(text);
    const weights = someWeights(model);
    for (const size of [33, 34, 35, 36]) {
      const inputs = someInputs(model, batch, size);
      const { outputs, session } = await runOnnx(model, weights, inputs);
      expect(session.inputMetadata[0]).toMatchObject({ shape: ['batch', 'height', 'width', 3] });
      const expected = await runTensorFlow(model, weights, inputs);
      expectSame('out', outputs.get('out') as Tensor, expected.get('out') as Tensor);
    }
  });

  test('sizes with names keep them, and run at any value', async () => {
    const model = modelOf(`
netspec: 1
name: Net
sizes: {length: {maximum: 64}}
inputs: {tokens: {shape: length, dtype: int32, below: 5}, pairs: length // 2 x 3}
layers:
- {op: embedding, name: Table, vocabulary: 5, units: 3, output: length x 3}
- {op: concat, name: Both, input: [Table, pairs], axis: 1}
- {op: dense, name: Last, units: 2}
outputs: {last: Last}
`);
    const weights = someWeights(model);
    for (const length of [2, 7]) {
      const inputs = new Map([
        ['tokens', { shape: [1, length], data: Float32Array.from({ length }, (_, index) => index % 5) }],
        ['pairs', { shape: [1, length >> 1, 3], data: new Float32Array(3 * (length >> 1)).fill(0.5) }],
      ]);
      const { outputs, session } = await runOnnx(model, weights, inputs);
      expect(session.inputMetadata).toMatchObject([
        { shape: ['batch', 'length'] },
        { shape: ['batch', 'floor(length / 2)', 3] },
      ]);
      expect(session.outputMetadata).toMatchObject([{ shape: ['batch', 'length + floor(length / 2)', 2] }]);
      expect(outputs.get('last')?.shape).toEqual([1, length + (length >> 1), 2]);
    }
  });

  test('weights that are not given are drawn from their initializers', async () => {
    const model = modelOf(`
netspec: 1
name: Net
inputs: {image: 4x4x3}
layers:
- {op: conv2d, name: Conv, filters: 2, kernel_size: 3x3, kernel_initializer: {constant: 0.5}, bias_initializer: ones}
outputs: {out: Conv}
`);
    const ones = { shape: [1, 4, 4, 3], data: new Float32Array(48).fill(1) };
    const { outputs } = await runOnnx(model, new Map(), new Map([['image', ones]]));
    expect(outputs.get('out')).toEqual({ shape: [1, 2, 2, 2], data: new Float32Array(8).fill(27 * 0.5 + 1) });
  });
});

test.skipIf(!ort)('constants are of each dtype', async () => {
  await useBackend();
  await expectSameOutputs(
    modelOf(`
netspec: 1
name: Net
inputs: {x: 5x4}
layers:
- {op: constant, name: Mask, shape: 5x5, value: j <= i, dtype: bool}
- {op: multi_head_attention, name: Attention, input: [x, Mask], num_heads: 2}
- {op: constant, name: Places, value: [[0, 4], [3, 2], [1, 1]], dtype: int32}
- {op: gather, name: Chosen, input: [Attention, Places]}
- {op: constant, name: Factor, value: [0.5, -1, 2, 0.25]}
- {op: multiply, name: Product, input: [Chosen, Factor]}
outputs: {y: Product}
`),
  );
});

describe('limits of ONNX', () => {
  const dense = (inputs: string, units: number) => `
netspec: 1
name: Net
inputs: {features: ${inputs}}
layers:
- {op: dense, name: Dense, units: ${units}}
outputs: {out: Dense}
`;

  test('weights that exceed the limit of protobuf', () => {
    expect(() => onnxModel(modelOf(dense('60000', 10000)))).toThrow('the weights are 2.2 GiB');
  });
});
