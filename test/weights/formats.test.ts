/** Files of tensors as others write them, and what is written, as others read it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { load as loadNpy } from 'npyjs';
import { describe, expect, it } from 'vitest';
import { type ByteSource, bytesOf } from '../../src/weights/bytes.js';
import { readNpy, writeNpy } from '../../src/weights/npy.js';
import { writeNpz } from '../../src/weights/npz.js';
import { openTensors } from '../../src/weights/open.js';
import { writeSafetensors } from '../../src/weights/safetensors.js';
import type { TensorFile, Weights } from '../../src/weights/tensor.js';
import { writeTfjs } from '../../src/weights/tfjs.js';

const alone = () => Promise.reject(new Error('there is no other file'));
const open = (name: string, content: Uint8Array) => openTensors(bytesOf(name, content), alone);
const numpy = (file: string): Buffer => readFileSync(path.join(import.meta.dirname, 'numpy', file));

/** All tensors of a file, with their shapes. */
async function readAll({ tensors }: TensorFile) {
  const read = [...tensors.values()].map(
    async ({ name, shape, read }) => [name, { shape, data: [...(await read())] }] as const,
  );
  return Object.fromEntries(await Promise.all(read));
}

const ramp = Array.from({ length: 60 }, (_, index) => index / 8 - 3);
const weights: Weights = new Map([
  ['Conv/kernel', { shape: [3, 4, 5], data: Float32Array.from(ramp) }],
  ['Conv/bias', { shape: [3], data: Float32Array.of(1.5, -2, 1e-30) }],
  ['step', { shape: [], data: Float32Array.of(7) }],
]);
const plain = Object.fromEntries([...weights].map(([name, { shape, data }]) => [name, { shape, data: [...data] }]));

describe('NumPy’s files', () => {
  const arrays = {
    'scope/kernel': { shape: [3, 4, 5], data: ramp },
    fortran: { shape: [3, 4, 5], data: ramp },
    big_endian: { shape: [3, 4, 5], data: ramp },
    half: { shape: [3, 4, 5], data: ramp },
    long: { shape: [2, 3], data: [-3, -2, -1, 0, 1, 2] },
    flags: { shape: [2], data: [1, 0] },
    scalar: { shape: [], data: [3.5] },
    empty: { shape: [0, 3], data: [] },
  };

  it('are read: .npz, stored', async () => {
    expect(await readAll(await open('stored.npz', numpy('stored.npz')))).toEqual(arrays);
  });

  it('are read: .npz, compressed', async () => {
    const { zeros, ...others } = await readAll(await open('deflated.npz', numpy('deflated.npz')));
    expect(others).toEqual(arrays);
    expect(zeros).toEqual({ shape: [500, 500], data: Array(250_000).fill(0) });
  });

  it.each([1, 2, 3])('are read: .npy, version %i', async (version) => {
    const { shape, data } = await readNpy('a.npy', numpy(`version${version}.npy`));
    expect({ shape, data: [...data] }).toEqual({ shape: [3, 4, 5], data: ramp });
  });

  it('are refused if they contain objects', async () => {
    await expect(readNpy('o.npy', numpy('objects.npy'))).rejects.toThrow('o.npy contains Python objects');
  });

  it('are written as NumPy writes them', () => {
    const written = writeNpy({ shape: [3, 4, 5], data: Float32Array.from(ramp) });
    expect(Buffer.from(written).equals(numpy('version1.npy'))).toBe(true);
  });

  it('are written as npyjs reads them', async () => {
    const { shape, data } = await loadNpy(writeNpy({ shape: [3], data: Float32Array.of(1, 2, 3) }));
    expect({ shape, data: [...(data as Float32Array)] }).toEqual({ shape: [3], data: [1, 2, 3] });
  });

  it('are written and read', async () => {
    expect(await readAll(await open('w.npz', writeNpz(weights)))).toEqual(plain);
  });
});

/** A safetensors file, put together as its documentation says. */
function safetensors(header: object, data: Uint8Array): Uint8Array {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, data]);
}

describe('safetensors', () => {
  it('are read, whatever the type of number', async () => {
    const view = new DataView(new ArrayBuffer(64));
    const entries: Record<string, object> = { __metadata__: { format: 'pt' } };
    let end = 0;
    const add = (dtype: string, bytes: number, set: (offset: number) => void) => {
      set(end);
      entries[dtype] = { dtype, shape: [1], data_offsets: [end, end + bytes] };
      end += bytes;
    };
    add('F64', 8, (at) => view.setFloat64(at, -1.5, true));
    add('F32', 4, (at) => view.setFloat32(at, 0.1, true));
    add('F16', 2, (at) => view.setUint16(at, 0b1_10001_1000000000, true));
    add('BF16', 2, (at) => view.setUint16(at, 0b0_10000001_0100000, true));
    add('I64', 8, (at) => view.setBigInt64(at, -5n, true));
    add('U64', 8, (at) => view.setBigUint64(at, 6n, true));
    add('I32', 4, (at) => view.setInt32(at, -7, true));
    add('U32', 4, (at) => view.setUint32(at, 2 ** 31, true));
    add('I16', 2, (at) => view.setInt16(at, -8, true));
    add('U16', 2, (at) => view.setUint16(at, 40_000, true));
    add('I8', 1, (at) => view.setInt8(at, -9));
    add('U8', 1, (at) => view.setUint8(at, 200));
    add('BOOL', 1, (at) => view.setUint8(at, 1));
    const file = await open('a.safetensors', safetensors(entries, new Uint8Array(view.buffer, 0, end)));
    const values = Object.entries(await readAll(file)).map(([name, { data }]) => [name, data[0]]);
    expect(Object.fromEntries(values)).toEqual({
      F64: -1.5,
      F32: Math.fround(0.1),
      F16: -6,
      BF16: 5,
      I64: -5,
      U64: 6,
      I32: -7,
      U32: 2 ** 31,
      I16: -8,
      U16: 40_000,
      I8: -9,
      U8: 200,
      BOOL: 1,
    });
  });

  it('are written and read', async () => {
    expect(await readAll(await open('w', writeSafetensors(weights)))).toEqual(plain);
  });

  it('are written with their data at a multiple of eight', () => {
    const written = Buffer.from(writeSafetensors(weights));
    const length = Number(written.readBigUInt64LE());
    expect(length % 8).toBe(0);
    const header = JSON.parse(written.subarray(8, 8 + length).toString());
    expect(header['Conv/bias']).toEqual({ dtype: 'F32', shape: [3], data_offsets: [240, 252] });
    expect(written.length).toBe(8 + length + 256);
  });
});

describe('TensorFlow.js models', () => {
  /** Files that are beside one another, by name. */
  const folder = (files: ReadonlyMap<string, Uint8Array>) => async (name: string) =>
    bytesOf(name, files.get(name) as Uint8Array) satisfies ByteSource;

  it('are read like in TensorFlow.js, quantized or not', async () => {
    const specs: tf.io.WeightsManifestEntry[] = [
      { name: 'float', shape: [2, 3], dtype: 'float32' },
      { name: 'eight', shape: [7], dtype: 'float32', quantization: { dtype: 'uint8', scale: 0.1, min: -1.4 } },
      { name: 'sixteen', shape: [5], dtype: 'float32', quantization: { dtype: 'uint16', scale: 0.0007, min: -1 } },
      { name: 'half', shape: [4], dtype: 'float32', quantization: { dtype: 'float16' } },
      { name: 'whole', shape: [3], dtype: 'int32', quantization: { dtype: 'uint8', scale: 1.5, min: -10 } },
      { name: 'int', shape: [2], dtype: 'int32' },
      { name: 'flag', shape: [3], dtype: 'bool' },
    ];
    // Halves are spared the exponent of numbers that are none.
    const data = Uint8Array.from({ length: 24 + 7 + 10 + 8 + 3 + 8 + 3 }, (_, index) => (index * 37 + 11) % 120);
    data.set([1, 0, 1], data.length - 3);
    const cut = 20;
    const manifest = [{ paths: ['a.bin', 'below/b.bin'], weights: specs }];
    const files = new Map([
      ['a.bin', data.subarray(0, cut)],
      ['below/b.bin', data.subarray(cut)],
    ]);
    const model = Buffer.from(JSON.stringify({ weightsManifest: manifest }));
    const file = await openTensors(bytesOf('model.json', model), folder(files));
    const expected = tf.io.decodeWeights(data.buffer, specs);
    const read = await readAll(file);
    expect(Object.keys(read)).toEqual(specs.map(({ name }) => name));
    for (const { name, shape } of specs) {
      const values = (await (expected[name] as tf.Tensor).data()) as Float32Array;
      expect(read[name], name).toEqual({ shape, data: Array.from(values, Math.fround) });
    }
  });

  it('have every float16 value like in TensorFlow.js', async () => {
    const halves = Uint16Array.from({ length: 2 ** 16 }, (_, bits) => bits);
    const entry = { name: 'a', shape: [2 ** 16], dtype: 'float32', quantization: { dtype: 'float16' } } as const;
    const model = Buffer.from(JSON.stringify({ weightsManifest: [{ paths: ['a'], weights: [entry] }] }));
    const bytes = new Uint8Array(halves.buffer);
    const file = await openTensors(bytesOf('model.json', model), folder(new Map([['a', bytes]])));
    const expected = tf.io.decodeWeights(halves.buffer, [{ ...entry, shape: [...entry.shape] }]);
    expect(await file.tensors.get('a')?.read()).toEqual((expected.a as tf.Tensor).dataSync());
  });

  it('are written as TensorFlow.js loads them', async () => {
    const network = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [2], name: 'Dense' })] });
    const trained: Weights = new Map([
      ['Dense/kernel', { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
      ['Dense/bias', { shape: [3], data: Float32Array.of(10, 20, 30) }],
    ]);
    const files = writeTfjs(trained, network.toJSON(null, false) as object);
    const model = JSON.parse(Buffer.from(files.get('model.json') as Uint8Array).toString());
    const loaded = await tf.loadLayersModel({
      load: async () => ({
        modelTopology: model.modelTopology,
        weightSpecs: model.weightsManifest[0].weights,
        weightData: new Uint8Array(files.get('group1-shard1of1.bin') as Uint8Array).buffer,
      }),
    });
    expect([...(loaded.predict(tf.tensor([[1, 1]])) as tf.Tensor).dataSync()]).toEqual([15, 27, 39]);
    const file = await openTensors(bytesOf('m', files.get('model.json') as Uint8Array), folder(files));
    expect((await readAll(file))['Dense/bias']).toEqual({ shape: [3], data: [10, 20, 30] });
  });

  it('are written in shards of 4 MiB', async () => {
    const large: Weights = new Map([['a', { shape: [1_500_000], data: new Float32Array(1_500_000).fill(0.5) }]]);
    const files = writeTfjs(large, {});
    expect([...files].map(([name, { length }]) => [name, length])).toEqual([
      ['group1-shard1of2.bin', 2 ** 22],
      ['group1-shard2of2.bin', 6_000_000 - 2 ** 22],
      ['model.json', expect.any(Number)],
    ]);
    const file = await openTensors(bytesOf('m', files.get('model.json') as Uint8Array), folder(files));
    expect((await readAll(file)).a?.data.every((value) => value === 0.5)).toBe(true);
  });
});
