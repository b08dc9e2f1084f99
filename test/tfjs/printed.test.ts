/** Layers that follow from what their ops compute: with the table of ready-made ones cut, they are right and train. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import ts from 'typescript-5';
import { describe, expect, test, vi } from 'vitest';
import { compile } from '../../src/compile.js';
import { useBackend } from '../../src/run/verify/backends.js';
import { generate } from '../../src/run/verify/load.js';
import { verify } from '../../src/run/verify/verify.js';
import { tfjsCode } from '../../src/targets/tfjs/index.js';

const { testOps } = await vi.hoisted(() => import('./test-ops.js'));
vi.mock(import('../../src/ops/index.js'), async (original) => {
  const real = await original();
  const ops = { ...real.ops, ...testOps };
  return {
    ...real,
    ops,
    isOpName: (name): name is never => Object.hasOwn(ops, name),
    findOp: (name) => ops[name as never],
  };
});
vi.mock(import('../../src/targets/tfjs/ops/layers.js'), async (original) => {
  const real = await original();
  const cut = ['layer_scale', 'rescaling', 'layer_norm'];
  return { ...real, layerRow: (op) => real.layerRow(cut.includes(op.name) ? { ...op, name: `own_${op.name}` } : op) };
});

const text = `
netspec: 1
name: Net
parameters: {shift: 1}
inputs: {x: 8x8x16}
layers:
- {op: conv2d, name: Conv, filters: 16, kernel_size: 3, padding: same}
- {op: layer_scale, name: Scale, init_values: 0.5}
- {op: rescaling, name: Re, scale: 2, offset: shift}
- {op: layer_norm, name: Norm, epsilon: 0.01, activation: relu}
- {op: layer_norm, name: Bare, scale: false}
- {op: global_avg_pool2d, name: Pool}
- {op: layer_norm, name: Last, center: false}
- {op: dense, name: Logits, units: 3, activation: softmax}
outputs: {logits: Logits}
`;

const model = () => {
  const { model: made, diagnostics } = compile(text);
  if (!made) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return made;
};

test('they compute what they should', { timeout: 60_000 }, async () => {
  const { differences } = await verify(model(), { backend: 'cpu' });
  expect(differences).toEqual([]);
});

test('every weight of them is trained', { timeout: 60_000 }, async () => {
  await useBackend('cpu');
  const network = await generate(model())();
  network.compile({ optimizer: tf.train.sgd(0.5), loss: 'categoricalCrossentropy' });
  const before = network.trainableWeights.map((weight) => weight.read().dataSync().slice());
  await network.fit(tf.randomNormal([4, 8, 8, 16], 0, 1, 'float32', 1), tf.oneHot([0, 1, 2, 0], 3), { verbose: 0 });
  const still = network.trainableWeights.filter(
    (weight, index) => String(weight.read().dataSync()) === String(before[index]),
  );
  expect(still.map(({ originalName }) => originalName)).toEqual([]);
});

test.each([false, true])('their code is as formatted code is, JavaScript: %s', (javascript) => {
  const code = tfjsCode(model(), { javascript });
  expect(code.split('\n').filter((line) => line.length > 120)).toEqual([]);
  const { diagnostics } = ts.transpileModule(code, { reportDiagnostics: true });
  expect(diagnostics).toEqual([]);
});

test('layers that only other options switch on have a class for every rank', { timeout: 60_000 }, async () => {
  const spec = `
netspec: 1
name: Net
parameters: {normalized: false}
inputs: {x: 4x4x3}
layers:
- {op: group_norm, name: Image, groups: 3, when: normalized}
- {op: flatten, name: Flat}
- {op: group_norm, name: Vector, groups: 4, scale: false, when: normalized}
- {op: dense, name: Last, units: 2}
outputs: {out: Last}
`;
  const [plain, variant] = [false, true].map((normalized) => compile(spec, { set: { normalized } }).model);
  if (!plain || !variant) throw new Error('the spec has mistakes');
  expect(variant.layers.map(({ name }) => name)).toEqual(['Image', 'Flat', 'Vector', 'Last']);
  expect((await verify(plain, { backend: 'cpu', variant })).differences).toEqual([]);
});

test('a layer that fits its input in no variant has code, which never runs', async () => {
  const { model: made } = compile(`
netspec: 1
name: Net
parameters: {pooled: false}
inputs: {x: 1}
layers:
- {op: rms_norm, name: First}
- {op: reduce, name: Pool, reduction: mean, axis: 1, when: pooled}
- {op: rms_norm, name: Last}
outputs: {last: Last}
`);
  if (!made) throw new Error('it has errors');
  expect(tfjsCode(made)).toContain('class Reduce');
  expect((await verify(made, { backend: 'cpu' })).differences).toEqual([]);
});

test('a window that is an option makes the shape of a depthwise convolution of a sequence', {
  timeout: 60_000,
}, async () => {
  const net = `
netspec: 1
name: Net
parameters: {size: 3, step: 2, gap: 1}
sizes: {length: {minimum: 20, maximum: 40}}
inputs: {x: length x 4}
layers:
- {op: separable_conv1d, name: Same, filters: 3, kernel_size: size, strides: step, padding: same}
- {op: depthwise_conv1d, name: Valid, kernel_size: size, dilation_rate: gap}
- {op: separable_conv1d, name: Last, filters: 3, kernel_size: 1, strides: step}
outputs: {last: Last}
`;
  const { model: written } = compile(net);
  for (const set of [{}, { size: 2 }, { gap: 2, step: 1 }]) {
    const { model: variant } = compile(net, { set });
    if (!written || !variant) throw new Error('it has errors');
    expect((await verify(variant, { backend: 'cpu', variant: written })).differences).toEqual([]);
  }
});

test('attributes that are options make the shape of a transposed convolution', async () => {
  const transposed = (padding: string) => `
netspec: 1
name: Net
parameters: {size: 3, step: 2}
inputs: {x: ?x3}
layers: [{op: conv1d_transpose, name: Last, filters: 4, kernel_size: size, strides: step, padding: ${padding}}]
outputs: {y: Last}
`;
  for (const padding of ['same', 'valid'])
    for (const set of [{}, { size: 1 }, { size: 5, step: 3 }]) {
      const [model, variant] = [compile(transposed(padding)).model, compile(transposed(padding), { set }).model];
      expect(model && variant && (await verify(model, { variant })).differences).toEqual([]);
    }
});

test('layers have a class for the rank after a layer with filters that are computed', async () => {
  const { model } = compile(`
netspec: 1
name: Net
parameters: {width: 14}
inputs: {image: 5x4x7, sequence: 4x2}
layers:
- {op: conv2d, name: Grouped, filters: width, kernel_size: 1, groups: 7}
- {op: reduce, name: Rows, reduction: min, axis: 1}
- {op: reduce, name: Channels, reduction: max, axis: -1, input: sequence}
outputs: {rows: Rows, channels: Channels}
`);
  if (!model) throw new Error('the spec has mistakes');
  expect((await verify(model, { backend: 'cpu' })).differences).toEqual([]);
});

const root = fileURLToPath(new URL('../../', import.meta.url));

describe('ops of other kinds', () => {
  const spec = `
netspec: 1
name: Net
parameters: {deep: false, size: {default: 3, type: integer, above: 0}}
inputs: {a: 5x4, b: 6x4, image: 4x6x3, mask: 5x6}
layers:
- {op: likeness, name: Plain, input: [a, b], units: size, kernel_initializer: {truncated_normal: {stddev: 0.5}}}
- {op: likeness, name: Masked, input: [a, b, mask], units: 2, scores: softmax, kernel_regularizer: {l2: 0.01}}
- {op: times, name: Times, input: [Plain, Masked, mask]}
- {op: times, name: More, input: [a, a2], count: size}
- {op: extreme, name: Rows, input: image, axis: [1, 2], how: max}
- {op: extreme, name: Channels, input: image, axis: -1, how: min, keepdims: true}
- {op: global_avg_pool2d, name: Pool, input: image, when: deep}
- {op: extreme, name: Last, axis: 1, how: max, keepdims: true, when: deep}
outputs: {plain: Plain, masked: Masked, times: Times, more: More, rows: Rows, channels: Channels, last: Last}
`
    .replace('a2', 'b2')
    .replace('b: 6x4', 'b: 6x4, b2: 5x4');

  const built = (set = {}) => {
    const { model: made, diagnostics } = compile(spec, { set });
    if (!made) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
    return made;
  };

  test.each([{}, { deep: true, size: 4 }])('compute what they should, with %s', { timeout: 60_000 }, async (set) => {
    const { differences } = await verify(built(set), { backend: 'cpu', variant: built() });
    expect(differences).toEqual([]);
  });

  test('have code that compiles strictly and is formatted', { timeout: 60_000 }, () => {
    const folder = mkdtempSync(path.join(root, 'node_modules', '.printed-'));
    try {
      const [typescript, javascript] = [false, true].map((javascript) => tfjsCode(built(), { javascript }));
      const files = [typescript, javascript].map((text = '', index) => {
        const file = path.join(folder, index === 0 ? 'net.ts' : 'network.js');
        writeFileSync(file, text);
        return file;
      });
      const strict = ['--strict', '--noUncheckedIndexedAccess', '--exactOptionalPropertyTypes', '--noUnusedLocals'];
      const modern = ['--noEmit', '--skipLibCheck', '--target', 'es2022', '--module', 'nodenext', '--checkJs'];
      expect(run('typescript-5/bin/tsc', [...strict, ...modern, '--allowJs', ...files])).toBe('');
      expect(run('@biomejs/biome/bin/biome', ['format', '--stdin-file-path=generated/code.ts'], typescript)).toBe(
        typescript,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('are saved and loaded', { timeout: 60_000 }, async () => {
    await useBackend('cpu');
    const network = await generate(built())();
    const loaded = await tf.loadLayersModel({ load: () => saved(network) });
    const inputs = network.inputs.map(({ shape }, seed) =>
      tf.randomNormal([2, ...shape.slice(1).map(Number)], 0, 1, 'float32', seed),
    );
    const [before, after] = [network, loaded].map((one) => [one.predict(inputs)].flat().map((y) => y.dataSync()));
    expect(after).toEqual(before);
    // A seed that is none is null in a file.
    const config = (_: string, value: unknown) => value ?? null;
    const configs = [network, loaded].map(({ layers }) => layers.map((one) => JSON.stringify(one.getConfig(), config)));
    expect(configs[1]).toEqual(configs[0]);
  });
});

/** What a program prints. */
function run(file: string, args: readonly string[], input = ''): string {
  const program = path.join(root, 'node_modules', file);
  const { stdout } = spawnSync(process.execPath, [program, ...args], { cwd: root, input, encoding: 'utf8' });
  return stdout;
}

/** A network as a file of it has it. */
async function saved(network: tf.LayersModel): Promise<tf.io.ModelArtifacts> {
  const artifacts = await new Promise<tf.io.ModelArtifacts>((resolve) => {
    void network.save({
      save: (made) => {
        resolve(made);
        return Promise.resolve({ modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(made) });
      },
    });
  });
  return { ...artifacts, modelTopology: JSON.parse(JSON.stringify(artifacts.modelTopology)) };
}
