/** `verify --target keras`: a right network has no differences, each kind of mistake is found, and Python may fail. */
import { existsSync } from 'node:fs';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import type { Model } from '../../src/graph/graph.js';
import { startKeras } from '../../src/run/verify/keras/python.js';
import { verifyIn } from '../../src/run/verify/keras/verify.js';
import { kerasCode } from '../../src/targets/keras/index.js';
import { naming } from '../../src/targets/keras/naming.js';
import { netspec, tiny } from '../cli/netspec.js';
import { modelOf } from '../model.js';
import { ort } from '../onnx/engine.js';
import { changed } from '../verify/changed.js';

const python = await startKeras().catch(() => undefined);
afterAll(() => python?.close());

const spec = `
netspec: 1
name: Net
parameters: {filters: {default: 4, type: integer, above: 0}}
inputs: {left: 8x8x3, right: 8x8x3}
blocks:
  Tower:
    layers:
    - {op: conv2d, name: Conv, filters: filters, kernel_size: 3x3, batch_norm: {scale: false}, activation: relu}
    - {op: global_avg_pool2d, name: Pool}
layers:
- {op: Tower, name: Left}
- {op: Tower, name: Right, input: right}
- {op: concat, name: Both, input: [Left, Right], activation: relu}
- {op: dense, name: Logits, units: 2}
outputs: {logits: Logits, features: Both}
`;
const right = modelOf(spec);

describe.skipIf(!python)('with Keras', { timeout: 120_000 }, () => {
  const verify = (model: Model, variant = model) => {
    if (!python) throw new Error('Python is missing');
    return verifyIn(python, model, { variant });
  };
  const differencesOf = async (model: Model) =>
    (await verify(model, right)).differences.map(({ layer, what, expected, actual }) =>
      [layer, what, expected, actual].join(' / '),
    );

  test('a right report has no differences', async () => {
    const { forward_ms, peak_bytes, ...rest } = await verify(right);
    const compared_with = ort ? 'onnx' : 'javascript';
    expect(rest).toEqual({ backend: python?.backend, ok: true, layers: 6, differences: [], compared_with });
    expect(forward_ms).toBeGreaterThan(0);
    expect(peak_bytes).toBeGreaterThanOrEqual(0);
  });

  test('outputs of layers that a variant does not have', async () => {
    const text = `
netspec: 1
name: Net
parameters: {splits: {default: true, type: boolean}}
inputs: {x: 6}
layers:
- {op: dense, name: First, units: 6}
- {op: split, name: Parts, parts: 3, when: splits}
outputs: {first: First, third: Parts.2}
`;
    const model = modelOf(text);
    for (const variant of [model, modelOf(text, { set: { splits: false } })])
      expect(await verify(model, variant)).toMatchObject({ ok: true });
  });

  test('activations with settings, beside layers without', async () => {
    const text = `
netspec: 1
name: Net
inputs: {x: 4x4x2}
layers:
- {op: group_norm, name: Gelu, groups: 1, activation: {gelu: {approximate: true}}}
- {op: group_norm, name: Linear, groups: 2}
- {op: conv2d, name: Leaky, filters: 2, kernel_size: 1, activation: {leaky_relu: 0.1}}
- {op: conv2d, name: Plain, filters: 2, kernel_size: 1}
outputs: {y: Plain}
`;
    expect(await verify(modelOf(text))).toMatchObject({ ok: true });
  });

  test('a module of Python that only the call of a layer needs', async () => {
    const text = `
netspec: 1
name: Net
parameters: {share: 0.75}
inputs: {x: 6}
layers: [{op: dense, name: Part, units: "floor(share * in.channels)"}]
outputs: {y: Part}
`;
    expect(await verify(modelOf(text))).toMatchObject({ ok: true });
  });

  test('states of recurrent layers in both directions', async () => {
    const text = `
netspec: 1
name: Net
inputs: {a: 7x5, b: 6x4, video: 3x6x6x2}
layers:
- {op: lstm, name: Encoder, input: a, units: 3, bidirectional: concat}
- {op: lstm, name: Decoder, input: [b, Encoder.state_h, Encoder.state_c], units: 3, bidirectional: ave}
- {op: gru, name: Gru, input: a, units: 3, bidirectional: concat}
- {op: gru, name: OneWay, input: [b, Gru.state], units: 6}
- {op: conv_lstm2d, name: Motion, input: video, filters: 2, kernel_size: 3, padding: same, bidirectional: concat}
- {op: conv_lstm2d, name: Next, input: [video, Motion.state_h, Motion.state_c], filters: 4, kernel_size: 3, padding: same}
outputs: {decoded: Decoder, cell: Encoder.state_c, one_way: OneWay, next: Next}
`;
    expect((await verify(modelOf(text))).differences).toEqual([]);
  });

  test('other parameters, sizes and cuts', async () => {
    const unknown = { left: [null, null, 3], right: [null, null, 3] };
    expect(await verify(modelOf(spec, { set: { filters: 2 } }), right)).toMatchObject({ ok: true });
    expect(await verify(modelOf(spec, { input: unknown }), right)).toMatchObject({ ok: true });
    expect(await verify(modelOf(spec, { until: 'Left' }))).toMatchObject({ ok: true, layers: 2 });
  });

  test('attributes of classes, and those that Keras lacks', async () => {
    const model = modelOf(`
netspec: 1
name: Attributes
inputs: {images: 8x8x4, rows: 1x1x3x2, tokens: {shape: 6, dtype: int32}, keys: {shape: 6x4, dtype: float32}, mask: {shape: 6, dtype: bool}}
layers:
- {op: max_pool2d, name: Window, pool_size: 3, strides: 1, rounding: down}
- {op: avg_pool2d, name: Average, pool_size: 2, strides: 1, rounding: down, count_padding: false}
- {op: adaptive_max_pool2d, name: Pool, output_size: 2}
- {op: activation, name: Shrunk, activation: {soft_shrink: {threshold: 0.25}}}
- {op: activation, name: Raised, activation: {threshold: {threshold: 0.5, value: 2}}}
- {op: rms_norm, name: Norm, scale: true}
- {op: squeeze, name: Row, input: rows}
- {op: one_hot, name: Classes, num_classes: 3, input: tokens}
- {op: grouped_query_attention, name: Attention, num_query_heads: 2, num_key_value_heads: 1, rotary: none, input: [keys, mask]}
outputs: {pooled: Norm, row: Row, classes: Classes, attended: Attention}
`);
    expect((await verify(model)).differences).toEqual([]);
  });

  test('heads that do not divide the channels', async () => {
    const model = modelOf(`
netspec: 1
name: Heads
parameters: {heads: 2}
inputs: {x: 4x12}
defaults: {multi_head_attention: {num_heads: heads + 1}}
layers: [{op: multi_head_attention, name: Attention}]
outputs: {y: Attention}
`);
    expect((await verify(model)).differences).toEqual([]);
    const request = {
      task: 'build',
      file: 'heads.py',
      code: kerasCode(model),
      factory: naming.factory(model.graph.spec),
    };
    await expect(python?.ask({ ...request, arguments: { heads: 4 } })).rejects.toThrow(
      'Attention has 12 channels. num_heads must divide them. Received: 5',
    );
  });

  test('one layer alone', async () => {
    const model = modelOf(
      'netspec: 1\nname: One\ninputs: {x: [4]}\nlayers: [{op: dense, name: Dense, units: 2}]\noutputs: {y: Dense}',
    );
    expect((await verify(model)).differences).toEqual([]);
  });

  test('layers that share weights, or that are frozen', async () => {
    const model = modelOf(`
netspec: 1
name: Twins
inputs: {left: 8x8x3, right: 8x8x3}
layers:
- {op: conv2d, name: A, input: left, filters: 4, kernel_size: 3, batch_norm: true, weights: twin, trainable: false}
- {op: conv2d, name: B, input: right, filters: 4, kernel_size: 3, batch_norm: true, weights: twin, trainable: false}
- {op: conv2d, name: C, filters: 5, kernel_size: 3, batch_norm: {scale: false}}
- {op: global_avg_pool2d, name: Pool}
- {op: dense, name: Logits, units: 2, trainable: false}
outputs: {logits: Logits, other: A}
`);
    expect((await verify(model)).differences).toEqual([]);
  });

  test('activations of shared layers, and global pools that keep axes', async () => {
    const model = modelOf(`
netspec: 1
name: Pooled
inputs: {left: 8x8x3, right: 8x8x3}
layers:
- {op: conv2d, name: A, input: left, filters: 4, kernel_size: 3, activation: leaky_relu, weights: twin}
- {op: conv2d, name: B, input: right, filters: 4, kernel_size: 3, activation: leaky_relu, weights: twin}
- {op: global_avg_pool2d, name: Pool, keepdims: true}
- {op: squeeze, name: Flat}
outputs: {flat: Flat, other: A}
`);
    expect((await verify(model)).differences).toEqual([]);
  });

  test('a wrong shape', async () => {
    const model = changed(right, 'Left/Pool', () => ({
      outputs: { output: { dtype: 'float32', shape: [1, 4], batched: true } },
    }));
    expect(await differencesOf(model)).toEqual(['Left/Pool / output / [1, 4] / [4]']);
  });

  test('weights with other names, and others that are trained', async () => {
    const model = changed(right, 'Logits', ({ weights }) => ({
      weights: weights.map((weight) =>
        weight.name === 'bias' ? { ...weight, name: 'offset' } : { ...weight, trainable: false },
      ),
    }));
    expect(await differencesOf(model)).toEqual([
      'Logits / Logits/kernel / [8, 2], not trainable / [8, 2]',
      'Logits / Logits/offset / [2] / none',
      'Logits / Logits/bias / none / [2]',
    ]);
  });

  test('wrong values', async () => {
    const model = changed(right, 'Left/Conv', ({ attributes }) => ({
      attributes: { ...attributes, batch_norm: { scale: false, center: true, epsilon: 1e-5, momentum: 0.99 } },
    }));
    expect(await differencesOf(model)).toEqual([expect.stringMatching(/^Left\/Conv \/ value \[.*off by/)]);
  });

  const failing = (...lines: readonly string[]) => ({
    task: 'build',
    file: 'net.py',
    code: ['def make():', ...lines.map((line) => `    ${line}`)].join('\n'),
    factory: 'make',
    arguments: {},
  });

  test('an error has its line in the generated code', async () => {
    const ask = (...lines: readonly string[]) => python?.ask(failing(...lines));
    await expect(ask('', 'raise ValueError("no\\nkernel")')).rejects.toThrow(
      /^ValueError: no kernel \(net.py, line 3\)$/,
    );
    await expect(ask('return (')).rejects.toThrow(/^File "net.py", line 2 .*SyntaxError: '\(' was never closed$/);
    await expect(ask('print("{}")', 'return 1 / 0')).rejects.toThrow('ZeroDivisionError');
  });

  test('a process that ends or hangs', async () => {
    const other = await startKeras();
    expect(existsSync(other.folder)).toBe(true);
    await expect(other.ask(failing('import os', 'os.abort()'))).rejects.toThrow('Python has ended with SIGABRT');
    await other.close();
    const slow = await startKeras();
    const answer = slow.ask(failing('import time', 'time.sleep(60)'), 500);
    await expect(answer).rejects.toThrow('Python has not answered in 0.5 s');
    await slow.close();
    expect([other, slow].map(({ folder }) => existsSync(folder))).toEqual([false, false]);
  });

  test('on the command line', async () => {
    const { status, stdout, stderr } = await netspec(['verify', '-', '--target', 'keras'], { stdin: tiny });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^3 layers on \w+: no differences\nvalues compared with .*\nforward pass: \d+ ms, .*\n$/);
    expect(status).toBe(0);
  });
});

describe('without Keras', () => {
  afterEach(() => vi.unstubAllEnvs());
  const verify = async (command: string, ...args: readonly string[]) => {
    vi.stubEnv('NETSPEC_PYTHON', command);
    return netspec(['verify', '-', '--target', 'keras', ...args], { stdin: tiny });
  };

  test('Python is missing', async () => {
    expect(await verify('no-python')).toEqual({
      status: 2,
      stdout: '',
      stderr:
        'netspec: cannot run no-python; install Python 3, or set NETSPEC_PYTHON to the path of one that has Keras\n',
    });
  });

  test('the program is no Python', async () => {
    const { status, stderr } = await verify(process.execPath);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^netspec: cannot run Keras with .*: Python has ended with status \d.*\n$/);
  });

  test('options for another engine', async () => {
    expect(await verify('no-python', '--backend', 'wasm')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('--target keras runs on jax, torch, tensorflow, not on wasm'),
    });
    expect(await verify('no-python', '--profile')).toMatchObject({ status: 2 });
  });
});
