/**
 * Values against a second engine: nothing is reported of correct code, and a layer that computes wrong values is named.
 */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { activations } from '../../src/ops/companions.js';
import { type OpName, ops } from '../../src/ops/index.js';
import { useBackend } from '../../src/run/verify/backends.js';
import { randomInputs, randomWeights } from '../../src/run/verify/numbers.js';
import { verifiedTargets } from '../../src/run/verify/targets.js';
import { compareValues } from '../../src/run/verify/values.js';
import { verify } from '../../src/run/verify/verify.js';
import type { Tensor } from '../../src/weights/tensor.js';
import { modelOf } from '../model.js';
import { ort } from '../onnx/engine.js';
import { backends } from '../tensorflow/backends.js';
import { type Setting, settings } from '../tensorflow/settings.js';
import { sideBySide } from '../tensorflow/side-by-side.js';

/** The available second engines; without ONNX Runtime it is plain JavaScript. */
const engines = [...(ort ? (['onnx'] as const) : []), 'javascript' as const];

/** What there is in the place of ONNX Runtime, while something is. */
const onnx = vi.hoisted((): { instead?: () => Promise<unknown> } => ({}));
vi.mock(import('../../src/run/peers.js'), async (original) => {
  const real = await original();
  const importPeer = (peer: Parameters<typeof real.importPeer>[0]) =>
    peer === 'onnxruntime-node' && onnx.instead ? onnx.instead() : real.importPeer(peer);
  return { ...real, importPeer: importPeer as typeof real.importPeer };
});
afterEach(() => {
  delete onnx.instead;
});

type Op = (typeof ops)[OpName];

/** The settings of an op, and its first with each activation and with batch norms. */
function tableOf(op: Op): readonly Setting[] {
  const table = settings[op.name as OpName];
  const [first] = table as [Setting];
  const alone: object[] = op.attributes.activation ? activations.map((activation) => ({ activation })) : [];
  const normed: object[] = op.attributes.batch_norm
    ? [{}, { scale: false }, { center: false, epsilon: 0.1 }].map((batch_norm) => ({ batch_norm, activation: 'relu' }))
    : [];
  return [
    ...table,
    ...[...alone, ...normed].map((more) => ({ ...first, attributes: { ...first.attributes, ...more } })),
  ];
}

/** A network of every op that has weights, and what moves a window, on images that are larger than a window. */
const network = `
netspec: 1
name: Net
inputs: {left: 17x19x4, right: 17x19x4}
defaults: {conv2d: {padding: same, batch_norm: {scale: false}}}
blocks:
  Tower:
    layers:
    - {op: conv2d, name: Conv, filters: 8, kernel_size: 3x3, strides: 2, activation: leaky_relu}
    - {op: max_pool2d, name: Pool, pool_size: 3, strides: 2}
layers:
- {op: Tower, name: Left, input: left, weights: tower}
- {op: Tower, name: Right, input: right, weights: tower}
- {op: add, name: Both, input: [Left, Right], activation: gelu}
- {op: dropout, name: Dropped, rate: 0.5}
- {op: global_avg_pool2d, name: Features}
- {op: dense, name: Logits, units: 300, activation: softmax}
outputs: {logits: Logits, features: Features}
`;

const lineOf = (name: string) => network.split('\n').findIndex((line) => line.includes(`name: ${name},`)) + 1;

describe.each(engines)('compared with %s', (engine) => {
  beforeEach(() => {
    if (engine === 'javascript') onnx.instead = () => Promise.reject(new Error('not installed'));
  });
  afterEach(() => void vi.restoreAllMocks());

  // A session of ONNX Runtime for every layer takes its time.
  const some = backends.filter(({ isThere, backend }) => isThere && (engine === 'javascript' || backend === 'wasm'));

  describe.each(some)('on $backend', ({ backend }) => {
    test.each(verifiedTargets)('%s computes every op as it should', { timeout: 120_000 }, async (target) => {
      for (const op of Object.values(ops)) {
        const { differences, compared_with } = await verify(modelOf(sideBySide(op.name, tableOf(op))), {
          backend,
          target,
        });
        expect([op.name, ...differences]).toEqual([op.name]);
        expect(compared_with).toBe(engine);
      }
    });
  });

  test.each(verifiedTargets)('%s of a whole network is right', async (target) => {
    const { differences } = await verify(modelOf(network), { backend: 'cpu', target });
    expect(differences).toEqual([]);
  });

  test('an activation with another constant is named, with its line, wherever it is', async () => {
    const layer = Object.getPrototypeOf(tf.layers.leakyReLU());
    vi.spyOn(layer, 'call').mockImplementation((input: unknown) => tf.leakyRelu([input].flat()[0] as tf.Tensor, 0.3));
    const { differences, ok } = await verify(modelOf(network), { backend: 'cpu' });
    expect(ok).toBe(false);
    expect(differences.map(({ layer: name, line }) => [name, line])).toEqual([
      ['Left/Conv', lineOf('Conv')],
      ['Right/Conv', lineOf('Conv')],
    ]);
    const [{ what, expected, actual } = { what: '', expected: '', actual: '' }] = differences;
    expect(what).toMatch(/^value \[\d, \d, \d\]$/);
    const [found, distance] = /^(-[\d.]+) \(off by ([\d.]+)\)$/.exec(actual)?.slice(1).map(Number) ?? [];
    expect(found).toBeCloseTo(1.5 * Number(expected), 4);
    expect(distance).toBeCloseTo(-0.5 * Number(expected), 4);
  });

  test.each(verifiedTargets)(
    'a kernel that is wrong is found in %s, at each layer that it computes',
    async (target) => {
      await useBackend('cpu');
      const [right, wrong] = (['MaxPool', 'AvgPool'] as const).map((name) => tf.getKernel(name, 'cpu'));
      tf.unregisterKernel('MaxPool', 'cpu');
      tf.registerKernel({ ...right, kernelFunc: wrong?.kernelFunc } as tf.KernelConfig);
      try {
        const { differences } = await verify(modelOf(network), { backend: 'cpu', target });
        expect(differences.map(({ layer }) => layer)).toEqual(['Left/Pool', 'Right/Pool']);
      } finally {
        tf.unregisterKernel('MaxPool', 'cpu');
        tf.registerKernel(right as tf.KernelConfig);
      }
    },
  );

  test('gelu by the approximation with tanh is not exact gelu', async () => {
    vi.spyOn(Object.getPrototypeOf(tf.layers.activation({ activation: 'relu' })), 'call').mockImplementation(
      (input: unknown) =>
        tf.tidy(() => {
          const [x] = [input].flat() as [tf.Tensor];
          const inner = x.add(x.pow(3).mul(0.044715)).mul(Math.sqrt(2 / Math.PI));
          return x.mul(0.5).mul(inner.tanh().add(1));
        }),
    );
    const { differences } = await verify(modelOf(network.replace('softmax', 'linear')), { backend: 'cpu' });
    expect(differences.map(({ layer }) => layer)).toEqual(['Both']);
  });

  test('a batch norm with another epsilon is named', async () => {
    const model = modelOf(network);
    const layers = model.layers.map((layer) =>
      layer.name === 'Right/Conv'
        ? { ...layer, attributes: { ...layer.attributes, batch_norm: { epsilon: 1e-5, center: true, scale: false } } }
        : layer,
    );
    const { differences } = await verify({ ...model, layers }, { backend: 'cpu' });
    expect(differences.map(({ layer }) => layer)).toEqual(['Right/Conv']);
  });

  test('NaN is reported', async () => {
    const layer = Object.getPrototypeOf(tf.layers.globalAveragePooling2d({}));
    vi.spyOn(layer, 'call').mockImplementation((input: unknown) =>
      tf.mean([input].flat()[0] as tf.Tensor, [1, 2]).mul(Number.NaN),
    );
    const { differences } = await verify(modelOf(network), { backend: 'cpu' });
    expect(differences.map(({ layer: name, what }) => [name, what])).toEqual([
      ['Features', 'value [0]'],
      ['Net', 'computed logits'],
      ['Net', 'computed features'],
    ]);
  });

  test.skipIf(!backends.some(({ backend, isThere }) => isThere && backend === 'wasm'))(
    'the convolution that wasm computes wrongly is found',
    async () => {
      const model = modelOf(`
netspec: 1
name: Net
inputs: {image: 8x5x4}
layers:
- {op: conv2d, name: Conv, filters: 1, kernel_size: [1, 2], strides: 2, padding: same}
outputs: {conv: Conv}
`);
      await useBackend('wasm');
      const weights = randomWeights(model);
      const inputs = randomInputs(model);
      const [image, kernel] = [inputs.get('image'), weights.get('Conv/kernel')] as [Tensor, Tensor];
      const layer = tf.layers.conv2d({ filters: 1, kernelSize: [1, 2], strides: 2, padding: 'same' });
      const valuesOf = (computed: tf.Tensor) =>
        new Map([...inputs, ['Conv', { shape: computed.shape, data: computed.dataSync<'float32'>() }]]);
      const compute = () => {
        layer.apply(tf.tensor(image.data, [1, 8, 5, 4]));
        const bias = weights.get('Conv/bias')?.data ?? [];
        layer.setWeights([tf.tensor(kernel.data, [1, 2, 4, 1]), tf.tensor1d(bias)]);
        return layer.apply(tf.tensor(image.data, [1, 8, 5, 4])) as tf.Tensor;
      };
      const onWasm = await compareValues(model, valuesOf(compute()), weights, () => {});
      expect(onWasm.differences.map(({ layer: name, line }) => [name, line])).toEqual([['Conv', 6]]);
      await useBackend('cpu');
      const onCpu = await compareValues(model, valuesOf(compute()), weights, () => {});
      expect(onCpu).toEqual({ engine, differences: [] });
    },
  );
});

test.each<[string, () => Promise<object>]>([
  ['computes something else', async () => ({ 'D:0': { dims: [1, 10], data: new Float32Array(10).fill(7) } })],
  ['gives another shape', async () => ({ 'D:0': { dims: [1, 11], data: new Float32Array(11) } })],
  ['fails', () => Promise.reject(new Error('not implemented'))],
])('where ONNX Runtime %s, the reference decides', async (_, run) => {
  const create = async () => ({ run, release: () => {} });
  onnx.instead = async () => ({ InferenceSession: { create }, Tensor: class {} });
  const dense = '{netspec: 1, name: Net, inputs: {x: 4}, layers: [{op: dense, name: D, units: 10}], outputs: {d: D}}';
  const { differences, compared_with } = await verify(modelOf(dense), { backend: 'cpu' });
  expect(differences).toEqual([]);
  expect(compared_with).toBe('onnx');
});
