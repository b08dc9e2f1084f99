/** Layers that follow from what their ops compute: with the table of ready-made ones cut, they are right and train. */
import * as tf from '@tensorflow/tfjs';
import ts from 'typescript-5';
import { expect, test, vi } from 'vitest';
import { compile } from '../../src/compile.js';
import { useBackend } from '../../src/run/verify/backends.js';
import { generate } from '../../src/run/verify/load.js';
import { verify } from '../../src/run/verify/verify.js';
import { tfjsCode } from '../../src/targets/tfjs/index.js';

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
