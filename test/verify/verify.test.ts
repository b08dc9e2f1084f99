/** Verification: nothing is reported of a correct report, and every kind of mistake in one is found. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test, vi } from 'vitest';
import type { Model } from '../../src/graph/graph.js';
import { floats } from '../../src/ops/types.js';
import type { Weight } from '../../src/ops/weights.js';
import { useBackend } from '../../src/run/verify/backends.js';
import { compareRun } from '../../src/run/verify/compare.js';
import { atKnownSizes } from '../../src/run/verify/known-sizes.js';
import { profileText } from '../../src/run/verify/profile-text.js';
import { verifiedTargets } from '../../src/run/verify/targets.js';
import { verify } from '../../src/run/verify/verify.js';
import { modelOf } from '../model.js';
import { ort } from '../onnx/engine.js';
import { backends } from '../tensorflow/backends.js';
import { changed } from './changed.js';

const spec = `
netspec: 1
name: Net
parameters: {filters: {default: 4, type: integer, above: 0}}
inputs: {left: 8x8x3, right: 8x8x3}
blocks:
  Tower:
    layers:
    - {op: conv2d, name: Conv, filters: filters, kernel_size: 3x3, batch_norm: {scale: false}, activation: leaky_relu}
    - {op: global_avg_pool2d, name: Pool, keepdims: true}
layers:
- {op: Tower, name: Left, weights: tower}
- {op: Tower, name: Right, input: right, weights: tower}
- {op: concat, name: Both, input: [Left, Right], activation: relu}
- {op: dense, name: Logits, units: 2}
outputs: {logits: Logits, features: Both}
`;

const right = modelOf(spec);

const differencesOf = async (model: Model) =>
  (await verify(model, { backend: 'cpu' })).differences.map(
    ({ layer, what, expected, actual, line }) => `${line} ${layer}: ${what}: ${expected} / ${actual}`,
  );

describe.each(backends.map(({ backend, isThere }) => [backend, isThere] as const))('on %s', (backend, isThere) => {
  test.skipIf(!isThere)('a right report has no differences', async () => {
    const { forward_ms, peak_bytes, ...rest } = await verify(right, { backend });
    expect(rest).toEqual({ backend, ok: true, layers: 6, differences: [], compared_with: ort ? 'onnx' : 'javascript' });
    expect(forward_ms).toBeGreaterThan(0);
    // The weights and the first activation at the least.
    expect(peak_bytes).toBeGreaterThan(4 * (3 * 3 * 3 * 4 + 6 * 6 * 4));
  });

  test.skipIf(!isThere)('the code for inference computes what its layers do, in less memory', async () => {
    const { forward_ms, peak_bytes, ...rest } = await verify(right, { backend, target: 'tfjs-inference' });
    expect(rest).toEqual({ backend, ok: true, layers: 6, differences: [], compared_with: ort ? 'onnx' : 'javascript' });
    expect(forward_ms).toBeGreaterThan(0);
    expect(peak_bytes).toBeLessThan((await verify(right, { backend })).peak_bytes);
  });

  test.skipIf(!isThere).each(verifiedTargets)('each layer of %s is timed', async (target) => {
    const { profile = [] } = await verify(right, { backend, target, profile: true });
    const macs = new Map(profile.map((time) => [time.layer, time.macs]));
    // The towers share their weights.
    expect(macs.get('Left/Conv')).toBe(2 * 6 * 6 * 3 * 3 * 3 * 4);
    expect(profile.reduce((sum, time) => sum + time.macs, 0)).toBe(right.totals.macs);
    expect(profile.every(({ ms }) => ms > 0)).toBe(true);
    expect(Math.max(...profile.map(({ share_of_best }) => share_of_best))).toBe(1);
    for (const { ms, macs, gmacs_per_s } of profile) expect(gmacs_per_s).toBeCloseTo(macs / ms / 1e6);
  });

  test.skipIf(!isThere)('all memory is freed, and nothing is printed', async () => {
    const spies = (['log', 'info', 'warn', 'error'] as const).map((method) => vi.spyOn(console, method));
    await useBackend(backend);
    const before = tf.memory().numTensors;
    for (const target of verifiedTargets) await verify(right, { backend, target });
    expect(tf.memory().numTensors).toBe(before);
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });
});

describe('a wrong report', () => {
  test.each<[string, Model, readonly string[]]>([
    [
      'output shape',
      changed(right, 'Left/Pool', () => ({ output: [1, 1, 5], outputs: { output: floats([1, 1, 5]) } })),
      ['10 Left/Pool: output: [1, 1, 5] / [1, 1, 4]'],
    ],
    [
      'shape of an output',
      changed(right, 'Logits', () => ({ output: [1, 1, 3], outputs: { output: floats([1, 1, 3]) } })),
      ['15 Logits: output: [1, 1, 3] / [1, 1, 2]'],
    ],
    [
      'order of inputs',
      changed(right, 'Both', () => ({ inputs: ['Right/Pool', 'Left/Pool'] })),
      ['14 Both: inputs: Right/Pool, Left/Pool / Left/Pool, Right/Pool'],
    ],
    [
      'shape of a weight',
      changed(right, 'Logits', ({ weights: [kernel, bias] }) => ({
        weights: [{ ...kernel, shape: [4, 2] }, bias] as Weight[],
      })),
      ['15 Logits: Logits/kernel: [4, 2] / [8, 2]'],
    ],
    [
      'missing weight',
      changed(right, 'Logits', ({ weights: [kernel] }) => ({ weights: [kernel as Weight] })),
      ['15 Logits: Logits/bias: none / [2]'],
    ],
    [
      'trainability',
      changed(right, 'Logits', ({ weights }) => ({
        weights: weights.map((weight) => ({ ...weight, trainable: false })),
      })),
      ['15 Logits: Logits/kernel: [8, 2], not trainable / [8, 2]', '15 Logits: Logits/bias: [2], not trainable / [2]'],
    ],
    [
      'missing activation',
      changed(right, 'Logits', () => ({ attributes: { activation: 'relu6' } })),
      ['15 Logits: layer Logits/Relu6: applied once / none'],
    ],
    [
      'order of outputs',
      { ...right, outputs: new Map([...right.outputs].reverse()) },
      ['3 Net: outputs: Both, Logits / Logits, Both'],
    ],
    [
      'code that fails',
      { ...right, graph: { ...right.graph, parameters: new Map([['filters', -1]]) } },
      ['3 Net: building: no error / filters must be a whole number above 0, not -1'],
    ],
  ])('%s', async (_, model, differences) => {
    expect(await differencesOf(model)).toEqual(differences);
  });

  test('a layer that is on one side only', async () => {
    const without = { ...right, layers: right.layers.filter(({ name }) => name !== 'Right/Pool') };
    expect(await differencesOf(without)).toContain('3 Right/Pool: layer: none / applied once');
    const beyond = {
      ...right,
      layers: right.layers.flatMap((layer) => (layer.name === 'Logits' ? [layer, { ...layer, name: 'More' }] : layer)),
    };
    expect(await differencesOf(beyond)).toContain('15 More: layer More: applied once / none');
  });
});

test.each([
  [
    'attention with a mask, and attention with a value and no mask',
    `
inputs: {x: 4x3, mask: {shape: 4x4, dtype: bool}}
layers:
- {op: multi_head_attention, name: Masked, num_heads: 1, input: [x, mask]}
- {op: max_pool1d, name: Short, pool_size: 2}
- {op: multi_head_attention, name: Cross, num_heads: 1, input: [Short, x]}
outputs: {masked: Masked, cross: Cross}
`,
  ],
  [
    'prelu that shares its slopes between sizes',
    `
inputs: {small: 2x3, large: 4x3}
layers:
- {op: prelu, name: Small, input: small, shared_axes: [1], weights: slopes}
- {op: prelu, name: Large, input: large, shared_axes: [1], weights: slopes}
outputs: {small: Small, large: Large}
`,
  ],
])('%s', async (_, text) => {
  const { differences, layers } = await verify(modelOf(`netspec: 1\nname: Net${text}`));
  expect(differences).toEqual([]);
  expect(layers).toBeGreaterThan(1);
});

describe('inputs of unknown size', () => {
  const unknown = spec.replace('left: 8x8x3, right: 8x8x3', 'left: ?x?x3, right: 6x?x3');

  test('are compared as such, and run at the smallest size that all accept', async () => {
    const model = modelOf(unknown);
    expect(atKnownSizes(model)?.graph.inputs.map(({ shape }) => shape)).toEqual([
      [3, 3, 3],
      [6, 3, 3],
    ]);
    expect(await differencesOf(model)).toEqual([]);
  });

  test('run at the declared size if there is one', () => {
    const model = modelOf(spec, { input: { left: [null, null, 3] } });
    expect(atKnownSizes(model)?.graph.inputs.map(({ shape }) => shape)).toEqual([
      [8, 8, 3],
      [8, 8, 3],
    ]);
  });

  test('are within the bounds of their names', () => {
    const named = spec
      .replace('left: 8x8x3, right: 8x8x3', 'left: height x width x 3, right: height x width + 2 x 3')
      .replace('inputs:', 'sizes: {height: {maximum: 40}, width: {minimum: 5}}\ninputs:');
    expect(atKnownSizes(modelOf(named))?.graph.inputs.map(({ shape }) => shape)).toEqual([
      [3, 5, 3],
      [3, 7, 3],
    ]);
  });

  test('can be several that a squeeze leaves, also in a variant of known sizes', async () => {
    const text = `
netspec: 1
name: Net
inputs: {image: 4x5x1}
layers: [{op: squeeze, name: Plane, axis: -1}]
outputs: {plane: Plane}
`;
    const [variant, model] = [modelOf(text), modelOf(text, { input: { image: [null, null, 1] } })];
    expect((await verify(model, { variant })).differences).toEqual([]);
  });

  test('are as large as formulas of them require', () => {
    const named = spec
      .replace('left: 8x8x3, right: 8x8x3', 'left: side x side x 3, right: side - 4 x side - 4 x 3')
      .replace('inputs:', 'sizes: [side]\ninputs:');
    const [left = [], right = []] = atKnownSizes(modelOf(named))?.graph.inputs.map(({ shape }) => shape) ?? [];
    expect(right).toEqual(left.map((dim, axis) => (axis < 2 ? Number(dim) - 4 : dim)));
    expect(Math.min(...right.map(Number))).toBeGreaterThan(0);
  });

  test('are as large as their windows require', () => {
    const model = modelOf(unknown.replace('3x3', '["min(in.height, 5)", 1]'));
    expect(atKnownSizes(model)?.graph.inputs.map(({ shape }) => shape)).toEqual([
      [5, 5, 3],
      [6, 5, 3],
    ]);
  });
});

test('progress counts the layers that have run', async () => {
  const heard: string[] = [];
  await verify(right, { backend: 'cpu', onProgress: (done, total, what) => heard.push(`${done}/${total} ${what}`) });
  expect(heard[0]).toBe('0/6 building');
  expect(heard).toContain('2/6 Left/Pool');
  expect(heard).toContain('0/6 comparing values');
  expect(heard.at(-1)).toBe('6/6 Logits');
});

describe('outputs', () => {
  const single = modelOf(
    '{netspec: 1, name: Net, inputs: {x: 4}, layers: [{op: dense, name: D, units: 2}], outputs: {d: D}}',
  );
  const runOf = (...values: number[]) => ({
    outputs: [{ shape: [values.length], values: Float32Array.from(values), isFinite: values.every(Number.isFinite) }],
    milliseconds: 1,
    peakBytes: 1,
  });

  test.each([
    ['the values of their layer', runOf(1, -2), []],
    ['large, and near in proportion', runOf(1, -2.00001), []],
    ['other values', runOf(1, -1.5), ['off by 0.25']],
    ['no numbers', runOf(1, Number.NaN), ['[2] with values that are not finite']],
    ['of another size', runOf(1), ['[1]']],
  ])('%s', (_, run, differences) => {
    const values = new Map([['D', { shape: [1, 2], data: Float32Array.from([1, -2]) }]]);
    expect(compareRun(single, run, values).map(({ actual }) => actual)).toEqual(differences);
  });
});

test('a profile is a table of modules, which keeps to the screen', () => {
  const time = (layer: string, ms: number, macs: number) => {
    const rate = macs / ms / 1e6;
    return { layer, ms, macs, gmacs_per_s: rate, share_of_best: rate / 50 };
  };
  const times = [
    time('Stem', 1, 50e6),
    time('Module/A/Conv', 2, 10e6),
    time('Module/B', 0.5, 0),
    time('Module', 0.5, 0),
  ];
  expect(profileText(times, { hasColor: false, width: 80, depth: 1 })).toBe(
    `layer               ms    time     MACs  GMAC/s  of best
Stem              1.00   25.0%  50.00 M    50.0     100%  █████▍
Module            3.00   75.0%  10.00 M     3.3       7%  ████████████████
────────────────────────────────────────────────────────
                  4.00  100.0%  60.00 M    15.0      30%
`,
  );
  const unfolded = profileText(times, { hasColor: false, width: 60, depth: 3 });
  expect(unfolded.split('\n').map((line) => line.slice(0, 16).trimEnd())).toEqual([
    'layer',
    'Stem',
    'Module',
    '  A',
    '  B',
    '  join',
    '────────────────',
    '',
    '',
  ]);
  for (const line of unfolded.split('\n')) expect(line.length).toBeLessThanOrEqual(60);
});
