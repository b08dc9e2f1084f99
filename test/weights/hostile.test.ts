/** Files that are not what they say: a clear message, no crash, no hang, no memory for what is not there. */

import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { BadFile, type ByteSource, bytesOf } from '../../src/weights/bytes.js';
import { fit } from '../../src/weights/fit.js';
import { load } from '../../src/weights/load.js';
import { parseMap } from '../../src/weights/map.js';
import { readNpy, writeNpy } from '../../src/weights/npy.js';
import { writeNpz } from '../../src/weights/npz.js';
import { openTensors } from '../../src/weights/open.js';
import { writeSafetensors } from '../../src/weights/safetensors.js';
import type { Weights } from '../../src/weights/tensor.js';
import { writeTfjs } from '../../src/weights/tfjs.js';
import { modelOf } from '../language/network.js';

const nothingBeside = () => Promise.reject(new BadFile('there is no other file'));
const open = (content: Uint8Array | string, name = 'file') =>
  openTensors(bytesOf(name, typeof content === 'string' ? Buffer.from(content) : content), nothingBeside);

/** A header of safetensors, and data of a size after it. */
function safetensors(header: unknown, size: number, length?: bigint): Uint8Array {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(length ?? BigInt(json.length));
  return Buffer.concat([start, json, Buffer.alloc(size)]);
}

const tensor = (from: number, to: number, shape: unknown = [(to - from) / 4], dtype: unknown = 'F32') => ({
  dtype,
  shape,
  data_offsets: [from, to],
});

describe('a safetensors file', () => {
  it.each<[string, Uint8Array, string]>([
    ['is empty', new Uint8Array(0), 'file is too short to be a safetensors file'],
    ['ends within its length', Buffer.alloc(5), 'file is too short to be a safetensors file'],
    [
      'has a header that is longer than the file',
      safetensors({ a: tensor(0, 4) }, 4, 999n),
      'declares a header of 999 bytes',
    ],
    ['has a header without end', safetensors('{}', 0, 2n ** 63n), 'declares a header of 9223372036854775808 bytes'],
    ['has a header that is cut off', safetensors({ a: tensor(0, 4) }, 4, 20n), 'the header of file is not JSON'],
    ['has a header that is a list', safetensors('[1, 2, 3]', 0), 'the header of file is not a JSON object'],
    [
      'has a header that is not UTF-8',
      Buffer.concat([Buffer.from([3, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0xff, 0x7d])]),
      'not JSON',
    ],
    [
      'gives a key twice',
      safetensors(`{"a": ${JSON.stringify(tensor(0, 4))}, "\\u0061": 1}`, 4),
      'has the key "a" twice',
    ],
    ['gives an offset twice', safetensors('{"a": {"dtype": "F32", "dtype": "F64"}}', 4), 'has the key "dtype" twice'],
    ['overlaps', safetensors({ a: tensor(0, 8), b: tensor(4, 12) }, 12), 'b in file overlaps the tensor before it'],
    ['has the same bytes twice', safetensors({ a: tensor(0, 8), b: tensor(0, 8) }, 8), 'b in file overlaps'],
    [
      'leaves a hole',
      safetensors({ a: tensor(0, 4), b: tensor(8, 12) }, 12),
      'b in file leaves 4 unused bytes before it',
    ],
    ['begins late', safetensors({ a: tensor(4, 8) }, 8), 'a in file leaves 4 unused bytes before it'],
    ['has bytes to spare', safetensors({ a: tensor(0, 4) }, 9), 'the tensors of file need 4 bytes, but it has 9'],
    ['is cut off', safetensors({ a: tensor(0, 400) }, 100), 'the tensors of file need 400 bytes, but it has 100'],
    [
      'lies about a shape',
      safetensors({ a: tensor(0, 4, [3]) }, 4),
      'a in file has 12 bytes by its shape, but 4 by its',
    ],
    ['has a negative size', safetensors({ a: tensor(0, 4, [-1]) }, 4), 'a in file has an invalid shape'],
    ['has a size that is none', safetensors({ a: tensor(0, 4, ['1']) }, 4), 'a in file has an invalid shape'],
    [
      'has a size beyond all count',
      safetensors({ a: tensor(0, 4, [2 ** 40, 2 ** 40]) }, 4),
      'a in file has an invalid shape',
    ],
    ['has a thousand axes', safetensors({ a: tensor(0, 4, Array(1000).fill(1)) }, 4), 'a in file has an invalid shape'],
    ['has offsets the wrong way round', safetensors({ a: tensor(8, 4, [1]) }, 8), 'a in file has 4 bytes by its shape'],
    ['has negative offsets', safetensors({ a: tensor(-4, 0, [1]) }, 4), 'a in file has invalid offsets'],
    ['has three offsets', safetensors({ a: { ...tensor(0, 4), data_offsets: [0, 4, 8] } }, 4), 'has invalid offsets'],
    [
      'has an unknown type',
      safetensors({ a: tensor(0, 4, [1], 'F4') }, 4),
      'a in file has the type "F4"; supported are',
    ],
    [
      'has the type of a prototype',
      safetensors({ a: tensor(0, 4, [1], 'constructor') }, 4),
      'has the type "constructor"',
    ],
    ['has a tensor that is none', safetensors({ a: 7 }, 4), 'a in file has an invalid description'],
    ['has more to say of a tensor', safetensors({ a: { ...tensor(0, 4), x: 1 } }, 4), 'has an invalid description'],
    ['is a prototype', safetensors('{"__proto__": 1}', 0), '__proto__ in file has an invalid description'],
  ])('that %s is refused', async (_, content, message) => {
    const refused = open(content, 'file').catch((error) => error);
    // The format follows from the name if the content does not tell.
    const named = openTensors(bytesOf('file.safetensors', content), nothingBeside).catch((error) => error);
    expect(await named).toBeInstanceOf(BadFile);
    expect((await named).message.replaceAll('file.safetensors', 'file')).toContain(message);
    expect(await refused).toBeInstanceOf(BadFile);
  });

  it('is opened by reading its header only', async () => {
    const size = 2 ** 33;
    const header = safetensors({ a: tensor(0, size) }, 0);
    const reads: number[] = [];
    const read = async (start: number, end: number) => {
      reads.push(end - start);
      return header.subarray(start, end);
    };
    const { tensors } = await openTensors({ name: 'large', size: header.length + size, read }, nothingBeside);
    expect(tensors.get('a')?.shape).toEqual([2 ** 31]);
    expect(Math.max(...reads)).toBeLessThan(100);
  });

  it('can have a long or deeply nested header', async () => {
    for (const text of [`{"${'a'.repeat(2 ** 23)}": 1}`, `{"${'\\"'.repeat(2 ** 22)}": 1}`, '['.repeat(2 ** 23)]) {
      await expect(open(safetensors(text, 0), 'a.safetensors')).rejects.toThrow(BadFile);
    }
  });
});

describe('an .npy file', () => {
  const whole = writeNpy({ shape: [2, 3], data: new Float32Array(6) });
  const edited = (change: (text: string) => string) =>
    Buffer.from(change(Buffer.from(whole).toString('latin1')), 'latin1');

  it.each<[string, Uint8Array, string]>([
    ['is cut off in its header', whole.subarray(0, 40), 'x.npy ends within its header'],
    ['is cut off at its start', whole.subarray(0, 8), 'x.npy ends within its header'],
    ['is cut off in its data', whole.subarray(0, 140), 'x.npy has 12 bytes of data; 2x3 f4 needs 24'],
    ['has bytes to spare', Buffer.concat([whole, whole]), 'bytes of data; 2x3 f4 needs 24'],
    ['is something else', Buffer.from('hello, this is a text'), 'x.npy is not an .npy file'],
    ['has a later version', edited((text) => text.replace('NUMPY\u0001', 'NUMPY\u0009')), 'x.npy has version 9'],
    ['has no shape', edited((text) => text.replace("'shape'", "'spahe'")), 'x.npy has an invalid shape'],
    ['has a shape that is none', edited((text) => text.replace('(2, 3)', '(2, x)')), 'does not describe an array'],
    ['has a size that is negative', edited((text) => text.replace('(2, 3)', '(-2,3)')), 'does not describe an array'],
    [
      'has a size beyond all count',
      edited((text) => text.replace('(2, 3), }', `(9${'9'.repeat(30)},)}`)),
      'invalid shape',
    ],
    ['has records', edited((text) => text.replace("'<f4'", "[('a', '<f4')]")), 'does not describe an array'],
    ['has an unknown type', edited((text) => text.replace('<f4', '<c8')), 'x.npy has the type c8; supported are'],
    ['holds Python objects', edited((text) => text.replace("'<f4'", "'|O' ")), 'x.npy contains Python objects'],
    ['would run code', edited((text) => text.replace('False', '__import__("os")')), 'does not describe an array'],
  ])('that %s is refused', async (_, content, message) => {
    const refused = await readNpy('x.npy', content).catch((error) => error);
    expect(refused).toBeInstanceOf(BadFile);
    expect(refused.message).toContain(message);
  });
});

describe('an .npz file', () => {
  const array = writeNpy({ shape: [100, 100], data: new Float32Array(10_000) });
  const stored = zipSync({ 'a.npy': array }, { level: 0 });
  const deflated = zipSync({ 'a.npy': array }, { level: 9 });
  /** The same with a 32-bit number in the table of contents changed. */
  const withField = (content: Uint8Array, field: number, value: number) => {
    const copy = Buffer.from(content);
    copy.writeUInt32LE(value, copy.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2])) + field);
    return copy;
  };
  const readA = async (content: Uint8Array) => (await open(content, 'x.npz')).tensors.get('a')?.read();

  it.each<[string, Uint8Array, string]>([
    ['is empty', new Uint8Array(0), 'x.npz is not a zip archive, or is truncated'],
    ['is cut off', stored.subarray(0, 5000), 'x.npz is not a zip archive, or is truncated'],
    ['holds something else', zipSync({ 'data.pkl': array }), 'x.npz is a zip archive with data.pkl in it'],
    [
      'holds what is no array',
      zipSync({ 'a.npy': Buffer.from('text of some length') }),
      'a.npy in x.npz is not an .npy',
    ],
    ['is encrypted', withField(stored, 8, 1), 'x.npz holds a.npy encrypted'],
    ['is compressed otherwise', withField(stored, 8, 12 << 16), 'in an unsupported compression (12)'],
    ['declares two sizes', withField(stored, 24, 7), 'x.npz declares two sizes for a.npy'],
    ['has a file after its end', withField(stored, 42, 2 ** 31), 'a.npy in x.npz is not at the declared place'],
    ['has a file elsewhere', withField(stored, 42, 8), 'a.npy in x.npz is not at the declared place'],
    [
      'has a file that is too long',
      withField(withField(stored, 20, 2 ** 30), 24, 2 ** 30),
      'x.npz contains overlapping files',
    ],
    ['says that a file is larger', withField(deflated, 24, 2 ** 31), 'bytes of data; 100x100 f4 needs 40000'],
    ['says that a file is smaller', withField(deflated, 24, 200), 'bytes of data; 100x100 f4 needs 40000'],
    [
      'has a table elsewhere',
      Buffer.concat([stored.subarray(0, -6), Buffer.alloc(6)]),
      'x.npz has an inconsistent table of contents',
    ],
  ])('that %s is refused', async (_, content, message) => {
    const refused = await readA(content).catch((error) => error);
    expect(refused).toBeInstanceOf(BadFile);
    expect(refused.message).toContain(message);
  });

  it('that is damaged is detected by its checksum', async () => {
    const damaged = Buffer.from(stored);
    damaged[5000] = 1;
    await expect(readA(damaged)).rejects.toThrow('a.npy in x.npz does not match its checksum: the file is damaged');
    const broken = Buffer.from(deflated);
    broken.fill(0xff, 60, 80);
    await expect(readA(broken)).rejects.toThrow(BadFile);
  });

  it('is not inflated beyond its declared size', async () => {
    // A thousand times as much as the archive, under a header that says 4 bytes.
    const bomb = Buffer.concat([writeNpy({ shape: [1], data: new Float32Array(1) }), Buffer.alloc(2 ** 24)]);
    const packed = withField(zipSync({ 'a.npy': bomb }, { level: 9 }), 24, 132);
    expect(packed.length).toBeLessThan(20_000);
    await expect(readA(packed)).rejects.toThrow(BadFile);
  });

  it('with overlapping files is refused', async () => {
    const many = zipSync(Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`${index}.npy`, array])), {
      level: 9,
    });
    const copy = Buffer.from(many);
    const size = copy.readUInt32LE(copy.length - 10);
    const start = copy.readUInt32LE(copy.length - 6);
    // All entries point to the first file, and the others are gone.
    const first = copy.subarray(0, Math.floor(start / 300) + 10);
    const table = Buffer.from(copy.subarray(start, start + size));
    for (let at = table.indexOf('PK\u0001\u0002'); at !== -1; at = table.indexOf('PK\u0001\u0002', at + 4))
      table.writeUInt32LE(0, at + 42);
    const end = Buffer.from(copy.subarray(-22));
    end.writeUInt32LE(first.length, 16);
    await expect(open(Buffer.concat([first, table, end]), 'x.npz')).rejects.toThrow('x.npz contains overlapping files');
  });
});

describe('a model.json', () => {
  const entry = { name: 'a', shape: [2], dtype: 'float32' };
  const model = (weights: readonly unknown[], paths: readonly unknown[] = ['a.bin']) =>
    JSON.stringify({ weightsManifest: [{ paths, weights }] });
  const opened: string[] = [];
  const openModel = (text: string, size = 8) =>
    openTensors(bytesOf('model.json', Buffer.from(text)), async (path) => {
      opened.push(path);
      return bytesOf(path, new Uint8Array(size));
    });

  it.each<[string, string, string]>([
    ['is no JSON', '{"weightsManifest": [', 'the header of model.json is not JSON'],
    [
      'has no manifest',
      '{"modelTopology": {}}',
      'model.json has no weightsManifest, so it is not a TensorFlow.js model',
    ],
    ['has a group without paths', '{"weightsManifest": [{"weights": []}]}', 'a group without paths and weights'],
    ['has a tensor without a name', model([{ shape: [2], dtype: 'float32' }]), 'has a tensor without a name or a type'],
    ['has texts', model([{ ...entry, dtype: 'string' }]), 'a in model.json has the type "string"; supported are'],
    ['has no shape', model([{ ...entry, shape: 2 }]), 'a in model.json has an invalid shape'],
    ['is too small for its shards', model([{ ...entry, shape: [1] }]), 'need 4 bytes, but a.bin has 8'],
    ['is too large for its shards', model([{ ...entry, shape: [2 ** 40] }]), 'bytes, but a.bin has 8'],
    [
      'has a tensor twice',
      model([
        { ...entry, shape: [1] },
        { ...entry, shape: [1] },
      ]),
      'model.json has two tensors named a',
    ],
    [
      'is quantised otherwise',
      model([{ ...entry, quantization: { dtype: 'int4' } }]),
      'a in model.json is quantized as "int4"',
    ],
    ['is quantised by nothing', model([{ ...entry, quantization: { dtype: 'uint8' } }]), 'without scale and min'],
    [
      'is quantised without end',
      model([{ ...entry, quantization: { dtype: 'uint8', scale: 1, min: 0 } }]).replace('"scale":1', '"scale":1e999'),
      'without scale and min',
    ],
  ])('that %s is refused', async (_, text, message) => {
    const refused = await openModel(text).catch((error) => error);
    expect(refused).toBeInstanceOf(BadFile);
    expect(refused.message).toContain(message);
  });

  it.each([
    '../secret',
    'a/../../secret',
    '/etc/passwd',
    'C:\\secret',
    '..\\secret',
    'https://example.org/a.bin',
    'file:a',
    'a\u0000b',
    '',
    'a//b',
    7,
    null,
  ])('looks for no shard at %j', async (path) => {
    opened.length = 0;
    await expect(openModel(model([entry], [path]))).rejects.toThrow('which is not a path inside its folder');
    expect(opened).toEqual([]);
  });
});

const network = modelOf(`inputs: {image: 4x4x2}
layers:
- {op: conv2d, name: Conv, filters: 3, kernel_size: 3, use_bias: false, batch_norm: true}
- {op: flatten, name: Flat}
- {op: dense, name: Dense, units: 2}
outputs: {out: Dense}
`);

const ramp = (size: number) => Float32Array.from({ length: size }, (_, index) => (index % 5) / 5 - 0.5);
const weights: Weights = new Map(
  network.layers.flatMap((layer) =>
    layer.weights.map(({ name, shape }) => {
      const sizes = shape as readonly number[];
      return [
        `${layer.name}/${name}`,
        { shape: sizes, data: ramp(sizes.reduce((product, size) => product * size, 1)) },
      ];
    }),
  ),
);

describe('any file', () => {
  const shards = writeTfjs(weights, {});
  const beside = async (name: string): Promise<ByteSource> => bytesOf(name, shards.get(name) ?? new Uint8Array(0));
  const files: Readonly<Record<string, Uint8Array>> = {
    'a.safetensors': writeSafetensors(weights),
    'a.npz': writeNpz(weights),
    'b.npz': zipSync(Object.fromEntries([...weights].map(([name, one]) => [`${name}.npy`, writeNpy(one)])), {
      level: 9,
      mtime: new Date(1990, 1, 1),
    }),
    'model.json': shards.get('model.json') as Uint8Array,
  };

  /** Opens, fits and loads; undefined if the file is refused. */
  async function attempt(name: string, content: Uint8Array): Promise<Weights | undefined> {
    try {
      const fitted = fit(network, await openTensors(bytesOf(name, content), beside));
      return await load(fitted);
    } catch (error) {
      if (!(error instanceof BadFile)) throw error;
      expect(error.message).toContain(name);
      return undefined;
    }
  }

  it.each(Object.entries(files))('%s loads as it is', async (name, content) => {
    expect(await attempt(name, content)).toEqual(weights);
  });

  it.each(Object.entries(files))('%s with bytes changed is loaded or refused', async (name, content) => {
    const change = fc.tuple(fc.nat(content.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const copy = Uint8Array.from(content);
        for (const [at, byte] of changes) copy[at] = byte;
        await attempt(name, copy);
      }),
      { numRuns: 400, seed: 3 },
    );
  });

  it.each(Object.entries(files))('%s that is cut off is refused', async (name, content) => {
    await fc.assert(
      fc.asyncProperty(fc.nat(content.length - 1), async (end) => {
        expect(await attempt(name, content.subarray(0, end))).toBeUndefined();
      }),
      { numRuns: 100, seed: 4 },
    );
  });

  it('of random bytes is refused', async () => {
    const names = fc.constantFrom('x', 'x.safetensors', 'x.npz', 'x.json', 'x.npy');
    await fc.assert(
      fc.asyncProperty(names, fc.uint8Array({ maxLength: 200 }), async (name, content) => {
        expect(await attempt(name, content)).toBeUndefined();
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  it.each([
    [
      '\u0089HDF\r\n\u001a\n',
      'x is HDF5, which is not supported; convert it to model.json with tensorflowjs_converter',
    ],
    ['\u0080\u0002}q\u0000', 'x is a Python pickle, which only Python can read'],
    ['\u0093NUMPY\u0001\u0000', 'x is an array without a name; use .npz'],
    ['GIF89a', 'x is not a supported file of weights; use .safetensors, .npz, or the model.json of'],
  ])('of another kind is named: %j', async (start, message) => {
    await expect(open(Buffer.from(start, 'latin1'), 'x')).rejects.toThrow(message);
  });
});

describe('a tensor with a value that is not finite', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('is named: %d', async (value) => {
    const bad = new Map(weights).set('Dense/bias', { shape: [2], data: Float32Array.of(0, value) });
    const fitted = fit(network, await open(writeSafetensors(bad), 'w.safetensors'));
    await expect(load(fitted)).rejects.toThrow(`Dense/bias in w.safetensors contains ${value}, at element 2 of 2`);
  });

  it('is allowed if the network does not use it', async () => {
    const more = new Map(weights).set('other', { shape: [1], data: Float32Array.of(Number.NaN) });
    const fitted = fit(network, await open(writeSafetensors(more)));
    expect(fitted.leftOver.map(({ name }) => name)).toEqual(['other']);
    expect(await load(fitted)).toEqual(weights);
  });
});

describe('a weight map', () => {
  it('of random parts is read or refused', () => {
    const word = fc.constantFrom(
      'a',
      '*',
      '${a}',
      '${',
      '/',
      '${order}',
      '${network}',
      '"',
      '{',
      ':',
      '\n  ',
      '- ',
      '&x',
      '*x',
      '#',
    );
    const text = fc.array(word, { maxLength: 30 }).map((words) => words.join(''));
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        const { map } = parseMap(`netspec_map: 1\nlayers:\n  ${a}: ${b}\nweights:\n  ${a}: ${c}\n  ${b}: ${c}\n`);
        if (map) fit(network, { name: 'f', tensors: new Map() }, map);
      }),
      { numRuns: 500, seed: 6 },
    );
  });

  it('of any length is read or refused in bounded time', () => {
    const lines = (count: number, line: (index: number) => string) =>
      Array.from({ length: count }, (_, i) => line(i)).join('');
    const long = parseMap(`netspec_map: 1\nweights:\n${lines(200_000, (index) => `  a${index}: []\n`)}`);
    expect(long.diagnostics.map(({ code }) => code)).toEqual(['too-large']);
    const rules = parseMap(`netspec_map: 1\nweights:\n${lines(10_000, (index) => `  a${index}/*/b: c\n`)}`);
    expect(rules.diagnostics).toEqual([]);
    const holes = parseMap(`netspec_map: 1\nweights:\n  ${'*a'.repeat(50_000)}: c\n`);
    expect(fit(network, { name: 'f', tensors: new Map() }, holes.map).misfits.length).toBeGreaterThan(0);
  });
});
