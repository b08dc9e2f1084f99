/** Each known fault still exists in the version named. If one is gone, its workaround can go. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codes } from '../../src/diagnostics/codes.js';
import { type EngineFault, type FaultName, faults } from '../../src/engines/faults.js';
import { useBackend } from '../../src/run/verify/backends.js';
import type { BackendName } from '../../src/run/verify/targets.js';
import {
  elementType,
  encode,
  type InitializerTensor,
  type NodeProto,
  type ValueInfo,
} from '../../src/targets/onnx/proto.js';
import { ort } from '../onnx/engine.js';
import { backends } from '../tensorflow/backends.js';

const image = (...shape: number[]) => tf.randomUniform<tf.Rank.R4>([1, ...shape] as never, -1, 1, 'float32', 1);
const kernel = (...shape: number[]) => tf.randomUniform<tf.Rank.R4>(shape as never, -1, 1, 'float32', 2);
const volumeKernel = (...shape: number[]) => tf.randomUniform<tf.Rank.R5>(shape as never, -1, 1, 'float32', 2);
const symbol = (...shape: (number | null)[]) => tf.input({ shape });

/** How far apart the values of two back ends are. */
async function apart(backend: BackendName, compute: () => tf.Tensor): Promise<number> {
  const valuesOn = async (name: BackendName) => {
    await useBackend(name);
    return tf.tidy(() => [...compute().dataSync()]);
  };
  const [one, other] = [await valuesOn('cpu'), await valuesOn(backend)];
  return one.reduce((most, value, index) => Math.max(most, Math.abs(value - (other[index] as number))), 0);
}

/** What shows a fault on the back end that has it, or on plain JavaScript. Those without are not seen from here. */
const shown: Readonly<Partial<Record<FaultName, () => unknown>>> = {
  groups() {
    const layer = tf.layers.conv2d({ filters: 4, kernelSize: 1, groups: 2 } as never);
    layer.apply(symbol(3, 3, 4));
    expect(layer.weights[0]?.shape).toEqual([1, 1, 4, 4]);
  },
  'transposed-attributes'() {
    const more = { groups: 2, dilationRate: 2, outputPadding: 1 };
    const layer = tf.layers.conv2dTranspose({ filters: 4, kernelSize: 3, strides: 2, ...more } as never);
    expect((layer.apply(image(3, 3, 4)) as tf.Tensor).shape).toEqual([1, 7, 7, 4]);
    expect(layer.weights[0]?.shape).toEqual([3, 3, 4, 4]);
  },
  'depthwise-dilation'() {
    const layer = tf.layers.depthwiseConv2d({ kernelSize: 3, dilationRate: 2, padding: 'valid' });
    expect((layer.apply(image(7, 7, 1)) as tf.Tensor).shape).toEqual([1, 5, 5, 1]);
  },
  'strides-with-dilation'() {
    expect(() => tf.conv2d(image(9, 9, 1), kernel(3, 3, 1, 1), 2, 'same', 'NHWC', 2)).toThrow('must be 1');
  },
  'dilated-gradient'() {
    const loss = (x: tf.Tensor) => tf.sum(tf.conv2d(x as tf.Tensor4D, kernel(3, 3, 1, 1), 1, 'same', 'NHWC', 2));
    expect(() => tf.grad(loss)(image(9, 9, 1))).toThrow('dilation');
  },
  'maximum-gradient'() {
    const loss = (x: tf.Tensor) => tf.sum(tf.maximum(x, tf.ones([2, 3])));
    expect(() => tf.grad(loss)(tf.ones([1, 3]))).toThrow('shape');
  },
  'comparison-gradient'() {
    const loss = (x: tf.Tensor) => tf.sum(tf.where(tf.less(x, 0), tf.mul(x, 2), x));
    expect(() => tf.grad(loss)(tf.ones([3]))).toThrow('Less');
  },
  'elu-alpha'() {
    expect(() => tf.layers.elu({ alpha: 0.5 })).toThrow('alpha');
  },
  'open-cropping'() {
    const image = tf.input({ shape: [null, null, 3] });
    const cropped = tf.layers
      .cropping2D({
        cropping: [
          [1, 1],
          [2, 2],
        ],
      })
      .apply(image) as tf.SymbolicTensor;
    expect(cropped.shape).toEqual([null, -2, -4, 3]);
  },
  'alpha-dropout'() {
    const layer = tf.layers.alphaDropout({ rate: 0.5 });
    const dropped = tf.max(layer.apply(tf.zeros([100]), { training: true }) as tf.Tensor);
    // Of zeros, all would be the offset, or less.
    expect(dropped.dataSync()[0]).toBeGreaterThan(1);
  },
  async 'partial-norm'() {
    const input = tf.input({ shape: [4] });
    const output = tf.layers.batchNormalization({ scale: false }).apply(input) as tf.SymbolicTensor;
    const network = tf.model({ inputs: input, outputs: output });
    network.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    await expect(network.fit(tf.ones([2, 4]), tf.ones([2, 4]), { verbose: 0 })).rejects.toThrow();
  },
  'norm-rank'() {
    for (const layer of [tf.layers.batchNormalization(), tf.layers.layerNormalization()])
      expect(() => layer.apply(tf.ones([1, 2, 2, 2, 2]))).toThrow('rank 5');
  },
  'split-in-one'() {
    const loss = (x: tf.Tensor) => tf.mean(tf.split(x, 1)[0] as tf.Tensor);
    expect(() =>
      tf
        .grad(loss)(tf.ones([2, 4]))
        .dataSync(),
    ).toThrow();
  },
  'frozen-norm'() {
    const layer = tf.layers.batchNormalization({ trainable: false });
    layer.apply(tf.tensor2d([1, 3], [2, 1]), { training: true });
    const [, , mean] = layer.getWeights() as tf.Tensor[];
    expect(mean?.dataSync()[0]).not.toBe(0);
  },
  'negative-axis'() {
    const joined = tf.layers.concatenate({ axis: -2 }).apply([tf.ones([1, 2, 3]), tf.ones([1, 2, 3])]) as tf.Tensor;
    expect(joined.shape).toEqual([1, 2, 6]);
  },
  activations() {
    const layer = tf.layers.activation({ activation: 'hardSigmoid' });
    expect((layer.apply(tf.tensor([1])) as tf.Tensor).dataSync()[0]).toBeCloseTo(0.7);
  },
  'unknown-reshape'() {
    const input = symbol(null, null, 1);
    const output = tf.layers.reshape({ targetShape: [null as never, null as never] }).apply(input) as tf.SymbolicTensor;
    expect(() => tf.model({ inputs: input, outputs: output }).predict(image(3, 3, 1))).toThrow('one unknown dimension');
  },
  'negative-size'() {
    expect((tf.layers.conv2d({ filters: 1, kernelSize: 5 }).apply(symbol(3, 3, 1)) as tf.SymbolicTensor).shape[1]).toBe(
      -1,
    );
  },
  'output-twice'() {
    const input = tf.input({ shape: [4] });
    const output = tf.layers.reLU().apply(input) as tf.SymbolicTensor;
    expect(() => tf.model({ inputs: input, outputs: [output, output] }).predict(tf.ones([1, 4]))).toThrow();
  },
  'prelu-sizes'() {
    const layer = tf.layers.prelu({ sharedAxes: [1] });
    layer.apply(symbol(2, 3));
    expect(() => layer.apply(symbol(4, 3))).toThrow('incompatible');
  },
  async 'prelu-axes'() {
    const slopes = (...shape: number[]) => tf.randomUniform(shape, -1, 1, 'float32', 2);
    expect(await apart('wasm', () => tf.prelu(image(2, 3, 4), slopes(2, 1, 4)))).toBeGreaterThan(0.1);
    // What netspec allows.
    for (const shape of [
      [2, 3, 4],
      [1, 3, 4],
      [1, 1, 4],
      [1, 1, 1],
    ])
      expect(await apart('wasm', () => tf.prelu(image(2, 3, 4), slopes(...shape)))).toBeLessThan(1e-5);
  },
  async 'wasm-rank'() {
    const scaled = (...shape: number[]) => tf.mul(tf.randomUniform(shape, 1, 2, 'float32', 1), -1);
    expect(await apart('wasm', () => scaled(1, 2, 2, 1, 1, 1, 2))).toBeGreaterThan(0.1);
    expect(await apart('wasm', () => scaled(1, 2, 2, 1, 1, 2))).toBeLessThan(1e-5);
  },
  async 'volume-convolution'() {
    const [x, weights] = [tf.randomUniform([1, 5, 4, 5, 2], -1, 1, 'float32', 1), volumeKernel(2, 2, 2, 2, 3)];
    const loss = (y: tf.Tensor) => tf.sum(tf.square(tf.conv3d(x as tf.Tensor5D, y as tf.Tensor5D, [2, 1, 2], 'valid')));
    expect(await apart('wasm', () => tf.grad(loss)(weights))).toBeGreaterThan(0.1);
  },
  'volume-dilation'() {
    const layer = tf.layers.conv3d({ filters: 4, kernelSize: 1, groups: 2 } as never);
    layer.apply(symbol(3, 3, 3, 4));
    expect(layer.weights[0]?.shape).toEqual([1, 1, 1, 4, 4]);
    const loss = (x: tf.Tensor) =>
      tf.sum(tf.conv3d(x as tf.Tensor5D, volumeKernel(2, 2, 2, 1, 1), 1, 'same', 'NDHWC', 2));
    expect(() => tf.grad(loss)(volumeKernel(1, 4, 4, 4, 1))).toThrow('dilation');
  },
  async 'volume-transposed'() {
    const transposed = () =>
      tf.conv3dTranspose(volumeKernel(1, 2, 2, 2, 2), volumeKernel(2, 2, 2, 3, 2), [1, 4, 4, 4, 3], 2, 'same');
    expect(await apart('wasm', transposed)).toBeGreaterThan(0.1);
    expect(() =>
      tf.grad((x) =>
        tf.sum(tf.conv3dTranspose(x as tf.Tensor5D, volumeKernel(2, 2, 2, 3, 2), [1, 4, 4, 4, 3], 2, 'same')),
      )(volumeKernel(1, 2, 2, 2, 2)),
    ).toThrow('gradient');
  },
  async 'volume-maximum'() {
    const pooled = () => tf.maxPool3d(tf.fill([1, 2, 2, 2, 1], -1) as tf.Tensor5D, 2, 2, 'valid');
    expect(await apart('wasm', pooled)).toBeCloseTo(1);
  },
  'volume-mean'() {
    // Each element of a window of two has half of its gradient, but that of the last window has all.
    const loss = (x: tf.Tensor) => tf.sum(tf.avgPool3d(x as tf.Tensor5D, [2, 1, 1], [2, 1, 1], 'same'));
    expect([
      ...tf
        .grad(loss)(tf.ones([1, 3, 1, 1, 1]))
        .dataSync(),
    ]).not.toEqual([0.5, 0.5, 1]);
  },
  async gaps() {
    expect(await apart('wasm', () => tf.conv2d(image(8, 5, 4), kernel(1, 2, 4, 1), 2, 'same'))).toBeGreaterThan(0.1);
    // Along both axes, and by channels.
    expect(await apart('wasm', () => tf.conv2d(image(2, 4, 4), kernel(1, 2, 4, 1), 4, 'same'))).toBeGreaterThan(0.1);
    expect(
      await apart('wasm', () => tf.depthwiseConv2d(image(8, 5, 4), kernel(1, 2, 4, 1), 2, 'same')),
    ).toBeGreaterThan(0.1);
    // What the workaround leaves alone.
    expect(await apart('wasm', () => tf.conv2d(image(8, 5, 4), kernel(1, 1, 4, 1), 2, 'same'))).toBeLessThan(1e-4);
  },
  async 'wasm-gradient'() {
    await useBackend('wasm');
    const loss = (x: tf.Tensor) =>
      tf.sum(tf.conv2d(kernel(5, 5, 1, 1).reshape([1, 5, 5, 1]), x as tf.Tensor4D, 1, 'same'));
    expect(() => tf.grad(loss)(kernel(3, 3, 1, 1))).toThrow('not registered');
  },
  async 'embedding-gradient'() {
    await useBackend('wasm');
    const tokens = tf.tensor1d([0, 2], 'int32');
    const loss = (table: tf.Tensor) => tf.sum(tf.gather(table, tokens));
    expect(() => tf.grad(loss)(tf.ones([3, 2]))).toThrow('not registered');
  },
  async 'batched-gather'() {
    const table = () => tf.randomUniform([2, 3, 4], -1, 1, 'float32', 1);
    const places = () => tf.tensor2d([0, 2, 1, 2, 1, 0], [2, 3], 'int32');
    expect(await apart('wasm', () => tf.gather(table(), places(), 1, 1))).toBeGreaterThan(0.1);
  },
  async 'one-hot-dtype'() {
    const tokens = () => tf.tensor1d([0, 2], 'int32');
    expect(await apart('wasm', () => tf.oneHot(tokens(), 3, 1, 0, 'float32'))).toBe(1);
    expect(await apart('wasm', () => tf.cast(tf.oneHot(tokens(), 3), 'float32'))).toBe(0);
  },
  'float-tokens'() {
    const layer = tf.layers.embedding({ inputDim: 2, outputDim: 1 });
    const row = (layer.apply(tf.tensor2d([[1]], undefined, 'int32')) as tf.Tensor).dataSync()[0];
    expect((layer.apply(tf.tensor2d([[1.7]])) as tf.Tensor).dataSync()[0]).toBe(row);
  },
  async 'native-dilation'() {
    await useBackend('tensorflow');
    expect(() => tf.depthwiseConv2d(image(9, 9, 1), kernel(3, 3, 1, 1), 1, 'same', 'NHWC', 2).dataSync()).toThrow();
  },
  async 'zeros-before-pool'() {
    const margins = { name: 'pads', dims: [8], dataType: 7, bytes: () => bytesOf([0, 0, 2, 2, 0, 0, 2, 2]) };
    const padded = node('Pad', ['x', 'pads'], 'padded');
    const pool = (opType: string) => node(opType, ['padded'], 'y', { kernel_shape: [2, 2] });
    await expect(runNodes([padded, pool('AveragePool')], [margins])).rejects.toThrow(
      'Pad should be smaller than kernel',
    );
    // Of values below 0, the zeros are the greatest.
    const few = { ...margins, bytes: () => bytesOf([0, 0, 1, 1, 0, 0, 0, 0]) };
    expect((await runNodes([padded, pool('MaxPool')], [few]))[0]).toBe(-1);
  },
  async 'pool-gaps'() {
    const pool = node('MaxPool', ['x'], 'y', { kernel_shape: [1, 1], strides: [3, 3], auto_pad: 'SAME_UPPER' });
    await expect(runNodes([pool], [])).rejects.toThrow('non-negative');
  },
  async 'output-padding'() {
    const attributes = { kernel_shape: [2, 2], dilations: [3, 3], output_padding: [1, 1] };
    const transposed = node('ConvTranspose', ['x', 'kernel'], 'y', attributes);
    await expect(runNodes([transposed], [ones('kernel', 1, 1, 2, 2)])).rejects.toThrow('output_padding');
  },
  async 'lost-input'() {
    const epsilon = { float: 1e-3 };
    const nodes = [
      node('Relu', ['x'], 'hidden'),
      node('Identity', ['hidden'], 'output'),
      node('MatMul', ['hidden', 'kernel'], 'product'),
      node('BatchNormalization', ['product', 'ones', 'ones', 'ones', 'ones'], 'y', { epsilon }),
    ];
    const vectors = (name: string, size: number) => ({ name, dims: ['batch', size], dataType: elementType.float });
    const outputs = [vectors('output', 3), vectors('y', 2)];
    const session = startSession(nodes, [ones('kernel', 3, 2), ones('ones', 2)], vectors('x', 3), outputs);
    await expect(session).rejects.toThrow("Node input 'hidden' is not a graph input");
  },
};

const bytesOf = (values: readonly number[]) => new Uint8Array(BigInt64Array.from(values, BigInt).buffer);

const node = (opType: string, input: string[], output: string, attribute: NodeProto['attribute'] = {}): NodeProto => ({
  name: output,
  opType,
  input,
  output: [output],
  attribute,
  docString: '',
});

const ones = (name: string, ...dims: number[]): InitializerTensor => {
  const values = new Float32Array(dims.reduce((product, dim) => product * dim, 1)).fill(1);
  return { name, dims, dataType: 1, bytes: () => new Uint8Array(values.buffer) };
};

/** Has ONNX Runtime read and optimize a graph. */
function startSession(
  nodes: readonly NodeProto[],
  constants: readonly InitializerTensor[],
  input: ValueInfo,
  output: readonly ValueInfo[],
) {
  const runtime = ort as NonNullable<typeof ort>;
  const graph = { name: 'Net', docString: '', node: nodes, input: [input], output, valueInfo: [] };
  return runtime.InferenceSession.create(Buffer.concat([...encode(graph, constants)]), { logSeverityLevel: 4 });
}

/** What ONNX Runtime computes of an image of 3x3 that is -1 everywhere. */
async function runNodes(nodes: readonly NodeProto[], constants: readonly InitializerTensor[]): Promise<Float32Array> {
  const runtime = ort as NonNullable<typeof ort>;
  const sizes = (name: string) => ({
    name,
    dims: ['batch', 1, `${name}_height`, `${name}_width`],
    dataType: elementType.float,
  });
  const session = await startSession(nodes, constants, sizes('x'), [sizes('y')]);
  const { y } = await session.run({ x: new runtime.Tensor('float32', new Float32Array(9).fill(-1), [1, 1, 3, 3]) });
  return y?.data as Float32Array;
}

const isThere = ({ engine, backend }: EngineFault): boolean =>
  engine === 'ONNX Runtime'
    ? ort !== undefined
    : backend === undefined ||
      backends.some((one) => one.isThere && one.backend === (backend === 'native' ? 'tensorflow' : backend));

describe('a fault', () => {
  beforeAll(async () => {
    await useBackend('cpu');
    tf.engine().startScope();
  });
  afterAll(() => tf.engine().endScope());

  test('is listed for the installed version', () => {
    const versions = { 'TensorFlow.js': tf.version.tfjs, 'ONNX Runtime': ort?.env.versions.common };
    for (const { engine, version } of Object.values(faults))
      expect(`${versions[engine] ?? version}.`).toMatch(new RegExp(`^${version.replace('.', '\\.')}\\.`));
  });

  test('that is refused names a diagnostic or a command', () => {
    for (const { answer } of Object.values<EngineFault>(faults))
      if ('refusal' in answer && !answer.refusal.includes(' ')) expect(Object.keys(codes)).toContain(answer.refusal);
  });

  for (const [name, show] of Object.entries(shown))
    test.skipIf(!isThere(faults[name as FaultName]))(`${name} is still there`, async () => {
      await useBackend('cpu');
      await show();
    });
});
