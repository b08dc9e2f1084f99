/** Code for inference gives what the layers give, of the same weights: for every op, every activation, and whole networks. */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { activations } from '../../src/ops/companions.js';
import { type OpName, ops } from '../../src/ops/index.js';
import type { Op } from '../../src/ops/op.js';
import { useBackend } from '../../src/run/verify/backends.js';
import { folders } from '../../src/targets/tfjs-inference/folds.js';
import { inferenceCode, peakBytesOf } from '../../src/targets/tfjs-inference/index.js';
import { functions } from '../../src/targets/tfjs-inference/operation.js';
import { modelOf } from '../model.js';
import { backends } from '../tensorflow/backends.js';
import { settings } from '../tensorflow/settings.js';
import { sideBySide } from '../tensorflow/side-by-side.js';
import { compare } from './compare.js';

const tolerance = 1e-4;

async function expectSame(text: string): Promise<void> {
  const { distances, leaked } = await compare(modelOf(text));
  expect([...distances].filter(([, distance]) => !(distance < tolerance))).toEqual([]);
  expect(leaked).toBe(0);
}

/** What is computed along with an op, and what is moved past another. */
const fusions: Readonly<Record<string, string>> = {
  'batch norms and activations that are layers': `
- {op: conv2d, name: A, filters: 4, kernel_size: 3, use_bias: false}
- {op: batch_norm, name: B, scale: false}
- {op: activation, name: C, activation: relu}
- {op: depthwise_conv2d, name: D, kernel_size: 3}
- {op: batch_norm, name: E, activation: swish}
- {op: separable_conv2d, name: F, filters: 5, kernel_size: 3, batch_norm: true}
- {op: batch_norm, name: G, center: false}
- {op: conv2d_transpose, name: H, filters: 3, kernel_size: 3, strides: 2}
- {op: batch_norm, name: I}
- {op: activation, name: J, activation: softmax}
- {op: activation, name: K, activation: tanh}
- {op: dropout, name: L, rate: 0.5}
- {op: dense, name: M, units: 6}
- {op: batch_norm, name: N, activation: leaky_relu}`,
  'batch norms after convolutions of other ranks': `
- {op: reshape, name: A, target_shape: [12, 39]}
- {op: conv1d, name: B, filters: 6, kernel_size: 3, groups: 3, use_bias: false}
- {op: batch_norm, name: C, activation: relu}
- {op: depthwise_conv1d, name: D, kernel_size: 3, depth_multiplier: 2, batch_norm: true}
- {op: conv1d_transpose, name: E, filters: 4, kernel_size: 3, strides: 2, padding: 1, output_padding: 1}
- {op: batch_norm, name: F, center: false}
- {op: reshape, name: G, target_shape: [4, 2, 2, 4]}
- {op: conv3d, name: H, filters: 4, kernel_size: 2, padding: same, batch_norm: {scale: false}, activation: swish}
- {op: conv3d_transpose, name: I, filters: 6, kernel_size: 2, strides: 2, groups: 2, batch_norm: true}
- {op: reshape, name: J, target_shape: [8, 16, 6]}
- {op: conv2d_transpose, name: N, filters: 6, kernel_size: 3, dilation_rate: 2, groups: 3, padding: [[1, 0], [2, 1]], use_bias: false, batch_norm: true, activation: tanh}`,
  'values that others read too': `
- {op: conv2d, name: A, filters: 3, kernel_size: 1, endpoint: Convolved}
- {op: batch_norm, name: B}
- {op: activation, name: C, activation: relu}
- {op: add, name: D, input: [A, B, C]}
- {op: zero_pad2d, name: E}
- {op: conv2d, name: F, filters: 3, kernel_size: 3}
- {op: conv2d, name: G, input: E, filters: 3, kernel_size: 3}
- {op: multiply, name: N, input: [F, G, D]}`,
  'zeros around an image': `
- {op: zero_pad2d, name: A, padding: [[1, 0], [2, 1]]}
- {op: conv2d, name: B, filters: 4, kernel_size: 3, strides: 2, activation: relu}
- {op: zero_pad2d, name: C}
- {op: depthwise_conv2d, name: D, kernel_size: 3, batch_norm: true}
- {op: zero_pad2d, name: E, padding: 2}
- {op: conv2d, name: F, filters: 4, kernel_size: 3, dilation_rate: 2, groups: 2}
- {op: zero_pad2d, name: G}
- {op: separable_conv2d, name: N, filters: 4, kernel_size: 3}`,
  pools: `
- {op: conv2d, name: A, filters: 6, kernel_size: 3, batch_norm: true, activation: leaky_relu}
- {op: max_pool2d, name: B, strides: 2}
- {op: avg_pool2d, name: C, pool_size: 3, strides: 1, padding: same}
- {op: conv2d, name: D, filters: 4, kernel_size: 1, batch_norm: true, activation: relu}
- {op: conv2d, name: E, filters: 5, kernel_size: 3, dilation_rate: 2, padding: same, activation: swish}
- {op: max_pool2d, name: F, pool_size: 3, strides: 2, padding: same}
- {op: conv2d, name: G, filters: 5, kernel_size: 2, dilation_rate: 2, padding: same}
- {op: max_pool2d, name: H, pool_size: 2, strides: 1, padding: same}
- {op: avg_pool2d, name: I, pool_size: 2, strides: 1, padding: same}
- {op: conv2d, name: N, filters: 3, kernel_size: 1, use_bias: false}`,
  'shared weights': `
- {op: conv2d, name: A, filters: 3, kernel_size: 3, padding: same, batch_norm: true, weights: tower}
- {op: conv2d, name: B, filters: 3, kernel_size: 3, padding: same, batch_norm: true, weights: tower}
- {op: batch_norm, name: C, weights: norm}
- {op: activation, name: D, activation: relu}
- {op: batch_norm, name: N, weights: norm}`,
  'outputs that are inputs or one another': `
- {op: dropout, name: A, rate: 0.5, endpoint: Same}
- {op: activation, name: N, activation: linear}`,
  'no weights': `
- {op: max_pool2d, name: A}
- {op: up_sampling2d, name: N}`,
};

const specOf = (layers: string, shape = '12x13x3') =>
  `netspec: 1\nname: Net\ninputs: {x: ${shape}}\nlayers:${layers}\noutputs: {first: A, last: N}\n`;

describe.each(backends.map(({ backend, isThere }) => [backend, isThere] as const))('on %s', (backend, isThere) => {
  beforeAll(async () => {
    if (isThere) await useBackend(backend);
  });

  test.skipIf(!isThere).each(Object.keys(ops))('%s', async (op) => {
    await expectSame(sideBySide(op, settings[op as OpName]));
  });

  const activated = Object.values<Op>(ops).filter(({ attributes }) => attributes.activation);

  test.skipIf(!isThere).each(activated.map(({ name }) => name))(
    '%s with every activation and batch norm',
    async (op) => {
      const [{ inputs, attributes } = { inputs: [], attributes: {} }] = settings[op as OpName];
      const norms = [false, true, { scale: false }, { center: false, epsilon: 0.1 }, { center: false, scale: false }];
      const hasNorm = Object.hasOwn(ops[op as OpName].attributes, 'batch_norm');
      const table = activations.flatMap((activation) =>
        (hasNorm ? norms : norms.slice(0, 1)).map((norm) => ({
          inputs,
          attributes: { ...attributes, activation, ...(norm ? { batch_norm: norm } : {}) },
        })),
      );
      await expectSame(sideBySide(op, table));
    },
  );

  test.skipIf(!isThere).each(Object.keys(fusions))('%s', async (name) => {
    await expectSame(specOf(fusions[name] as string));
  });

  test.skipIf(!isThere)('every function of the module', async () => {
    const text = readFileSync(new URL('every-function.yaml', import.meta.url), 'utf8');
    const code = inferenceCode(modelOf(text));
    const names = [...functions, ...folders];
    expect(names.filter((name) => !new RegExp(`function ${name}\\b`).test(code))).toEqual([]);
    await expectSame(text);
  });

  test.skipIf(!isThere)('images of any size', async () => {
    await expectSame(
      specOf(
        `
- {op: conv2d, name: A, filters: 4, kernel_size: 3, activation: relu}
- {op: conv2d_transpose, name: B, filters: 3, kernel_size: 3, strides: 2}
- {op: up_sampling2d, name: C, size: [2, 1]}
- {op: reshape, name: D, target_shape: [-1, 3]}
- {op: dense, name: N, units: 5, activation: relu}`,
        '?x?x3',
      ),
    );
  });

  test.skipIf(!isThere)('Inception V3, in no more memory', { timeout: 300_000 }, async () => {
    const isSlow = backend === 'cpu';
    const model = modelOf(readFileSync(new URL('../../specs/inception-v3.yaml', import.meta.url), 'utf8'), {
      set: isSlow ? { depth_multiplier: 0.1, min_depth: 4 } : { batch_norm_scale: true },
      ...(isSlow ? { input: { '': [107, 107, 3] } } : {}),
    });
    const { distances, peaks, leaked } = await compare(model, 1);
    expect([...distances.keys()]).toEqual(['logits', 'aux_logits', 'predictions']);
    for (const distance of distances.values()) expect(distance).toBeLessThan(tolerance);
    expect(peaks.inference).toBeLessThan(peaks.layers);
    // On the others what TensorFlow.js calls one operation is several, each with a result.
    if (backend === 'wasm') expect(peaks.inference).toBe(peakBytesOf(model));
    expect(leaked).toBe(0);
  });
});
