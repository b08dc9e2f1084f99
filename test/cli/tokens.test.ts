/** Inputs of int32 on the command line: reports, verification, and predictions from files and numbers. */

import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { readNpy, writeNpy } from '../../src/weights/npy.js';
import { writeSafetensors } from '../../src/weights/safetensors.js';
import { ort } from '../onnx/engine.js';
import { backends } from '../tensorflow/backends.js';
import { Folder, netspec } from './netspec.js';

/** The squares of tokens, by a table, and each token twice. */
const spec = `netspec: 1
name: Squares
inputs: {tokens: {shape: 4, dtype: int32, below: 6}}
layers:
- {op: embedding, name: Table, vocabulary: 6, units: 1}
- {op: reshape, name: Left, input: tokens, target_shape: [-1, 1]}
- {op: reshape, name: Right, input: tokens, target_shape: [-1, 1]}
- {op: concat, name: Twice, input: [Left, Right]}
outputs: {squares: Table, tokens: Twice}
`;

const folder = new Folder();
const engines = [...backends.filter(({ isThere }) => isThere).map(({ backend }) => backend), ...(ort ? ['onnx'] : [])];

/** An array as NumPy writes it. */
function npy(descr: string, shape: string, data: ArrayBufferView): Uint8Array {
  const dictionary = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`;
  const header = `${dictionary.padEnd(117)}\n`;
  const start = Uint8Array.of(0x93, ...Buffer.from('NUMPY'), 1, 0, header.length, 0);
  return Buffer.concat([start, Buffer.from(header), new Uint8Array(data.buffer)]);
}

beforeAll(() => {
  folder.write('squares.yaml', spec);
  const table = { shape: [6, 1], data: Float32Array.of(0, 1, 4, 9, 16, 25) };
  folder.write('table.safetensors', writeSafetensors(new Map([['Table/embeddings', table]])));
  folder.write('int64.npy', npy('<i8', '(2, 4)', BigInt64Array.of(0n, 1n, 2n, 3n, 5n, 4n, 3n, 2n)));
  folder.write('uint8.npy', npy('|u1', '(1, 4)', Uint8Array.of(5, 0, 5, 1)));
  folder.write('big.npy', npy('<i8', '(1, 4)', BigInt64Array.of(1n, 2n, 6n, 3n)));
  folder.write('huge.npy', npy('<i8', '(1, 4)', BigInt64Array.of(1n, 2n, 2n ** 40n, 3n)));
  folder.write('half.npy', writeNpy({ shape: [1, 4], data: Float32Array.of(1, 2.5, 3, 4) }));
  folder.write('negative.npy', npy('<i4', '(1, 4)', Int32Array.of(1, -1, 3, 4)));
});

async function run(input: string, ...more: readonly string[]) {
  const file = input.replace(/[\w-]+\.npy$/, (name) => folder.at(name));
  const args = ['run', folder.at('squares.yaml'), '--weights', folder.at('table.safetensors'), '--input', file];
  const output = folder.at('out.npy');
  const outcome = await netspec([...args, '--output', output, '--quiet', ...more]);
  return { ...outcome, values: outcome.status === 0 ? await valuesOf(output) : [] };
}

async function valuesOf(file: string): Promise<readonly number[]> {
  return [...(await readNpy('out', readFileSync(file))).data];
}

describe.each(engines)('on %s', (backend) => {
  it.each([
    ['int64.npy', [0, 1, 4, 9, 25, 16, 9, 4]],
    ['tokens=uint8.npy', [25, 0, 25, 1]],
    ['tokens=1,2,3,5', [1, 4, 9, 25]],
    ['5, 4', [25, 16]],
  ])('looks up %s', async (input, squares) => {
    const found = await run(input, '--endpoint', 'squares', '--backend', backend);
    expect(found).toMatchObject({ status: 0, values: squares });
  });

  it('gives whole numbers as they are', async () => {
    const { values } = await run('tokens=1,2,3,5', '--endpoint', 'tokens', '--backend', backend);
    expect(values).toEqual([1, 1, 2, 2, 3, 3, 5, 5]);
  });
});

it.each([
  ['big.npy', 'big.npy has 6 at [0, 2]; the input tokens takes whole numbers from 0 to 5'],
  ['huge.npy', 'at [0, 2]; the input tokens takes whole numbers from 0 to 5'],
  ['half.npy', 'has 2.5 at [0, 1]; the input tokens takes whole numbers from 0 to 5'],
  ['negative.npy', 'has -1 at [0, 1]'],
  ['tokens=1,2,6,1', '--input tokens has 6 at [0, 2]'],
])('refuses %s', async (input, message) => {
  const { status, stderr } = await run(input, '--endpoint', 'squares');
  expect([status, stderr]).toEqual([1, expect.stringContaining(message)]);
});

it('takes numbers with commas, and a single number for a shape', async () => {
  expect(await run('tokens=3,', '--endpoint', 'squares', '--backend', 'cpu')).toMatchObject({ values: [9] });
  expect(await run('tokens=3', '--endpoint', 'squares')).toMatchObject({ status: 2 });
  const { status, stderr } = await run('tokens=3,x');
  expect([status, stderr]).toEqual([2, expect.stringContaining('numbers with commas')]);
});

it.each([
  ['tokens=3', 'tokens=3 is a size: to pass one number, write tokens=3,'],
  ['tokens=three', 'numbers such as 5,17,2'],
  ['tokens=3.npz', 'a file that ends in .npy'],
])('says how to pass values instead of %s', async (input, message) => {
  expect(await run(input)).toMatchObject({ status: 2, stderr: expect.stringContaining(message) });
});

it('says that numbers need commas', async () => {
  const { status, stderr } = await run('tokens=3', '4', '5');
  expect([status, stderr]).toEqual([2, expect.stringContaining('write numbers with commas')]);
});

it('names the batch that a file lacks', async () => {
  folder.write('flat.npy', npy('<i4', '(4,)', Int32Array.of(1, 2, 3, 4)));
  const { status, stderr } = await run('flat.npy');
  expect([status, stderr]).toEqual([1, expect.stringContaining('takes batch x ?; for one example, add the batch')]);
});

describe('a vector for each token', () => {
  const asked = ['--endpoint', 'tokens', '--backend', 'cpu'];

  it('has the classes of the last one in tables', async () => {
    const { stdout } = await run('tokens=1,2,3,5', ...asked);
    expect(stdout.split('\n').slice(0, 3)).toEqual(['tokens  1x4x2, after 4 tokens', 'class   value', '    0  5.0000']);
  });

  it('has them for each example in CSV, with labels', async () => {
    folder.write('labels.txt', 'left\nright\n');
    const { stdout } = await run('int64.npy', ...asked, '--format', 'csv', '--labels', folder.at('labels.txt'));
    expect(stdout.split('\n').slice(1, 3)).toEqual(['1,tokens,1,0,left,3', '2,tokens,1,0,left,2']);
  });

  it('has as many labels as classes', async () => {
    folder.write('three.txt', 'a\nb\nc\n');
    const { status, stderr } = await run('int64.npy', ...asked, '--labels', folder.at('three.txt'));
    expect([status, stderr]).toEqual([1, expect.stringContaining('3 labels, and tokens has 2 classes')]);
  });
});

it('reports dtypes that are not float32', async () => {
  const report = JSON.parse((await netspec(['report', folder.at('squares.yaml'), '--format', 'json'])).stdout);
  expect(report.input_dtypes).toEqual({ tokens: 'int32' });
  expect(report.layers.map((layer: { output_dtype?: string }) => layer.output_dtype)).toEqual([
    undefined,
    'int32',
    'int32',
    'int32',
  ]);
  expect(report.layers[0]).toMatchObject({ params: 6, macs: 0, output: [4, 1] });
});

it.each(engines.filter((backend) => backend !== 'onnx'))('is what it says on %s', async (backend) => {
  for (const target of ['tfjs', 'tfjs-inference']) {
    const { status, stdout } = await netspec([
      'verify',
      folder.at('squares.yaml'),
      '--backend',
      backend,
      '--target',
      target,
    ]);
    expect([status, stdout]).toEqual([0, expect.stringContaining('no differences')]);
  }
});
