/** `netspec weights check` and `convert`, on files with the names and shapes of torchvision's network. */
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { mapNames } from '../../src/cli/maps.js';
import { useBackend } from '../../src/run/verify/backends.js';
import { writeSafetensors } from '../../src/weights/safetensors.js';
import type { Weights } from '../../src/weights/tensor.js';
import { Folder, inception, netspec, tiny } from '../cli/netspec.js';
import { fencesOf, readPage } from '../docs/page.js';
import { BlankInception } from './inception.js';

const folder = new Folder();

/** A safetensors file of zeros, which takes no room on the disk. */
function writeSparse(file: string, tensors: Weights): string {
  let end = 0;
  const entries = [...tensors].map(([name, { shape, data }]) => {
    end += data.byteLength;
    return [name, { dtype: 'F32', shape, data_offsets: [end - data.byteLength, end] }];
  });
  const json = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  writeFileSync(folder.at(file), Buffer.concat([length, json]));
  truncateSync(folder.at(file), 8 + json.length + end);
  return folder.at(file);
}

let torchvision = '';
let keras = '';

beforeAll(async () => {
  await useBackend('wasm');
  tf.tidy(() => {
    const byHand = new BlankInception('torchvision', 1);
    byHand.run(tf.zeros([1, 107, 107, 3]), 1000, true);
    // At 299x299 the window of the auxiliary head is whole.
    byHand.tensors.set('AuxLogits.conv1.conv.weight', { shape: [768, 128, 5, 5], data: new Float32Array(2457600) });
    byHand.tensors.set('Conv2d_1a_3x3.bn.num_batches_tracked', { shape: [], data: new Float32Array(1) });
    torchvision = writeSparse('inception_v3.safetensors', byHand.tensors);
    const ofKeras = new BlankInception('keras', 0.25);
    ofKeras.run(tf.zeros([1, 75, 75, 3]), 1000);
    keras = writeSparse('keras.safetensors', ofKeras.tensors);
  });
});

const check = (...args: readonly string[]) => netspec(['weights', 'check', ...args]);

describe('netspec weights check', () => {
  it('reports that all weights fit', async () => {
    expect(await check(inception, torchvision, '--map', 'torchvision')).toEqual({
      status: 0,
      stdout: `${torchvision} fills all 388 weights of InceptionV3\n96 scales of batch norm are folded into kernels\n`,
      stderr: '',
    });
  });

  it('explains a change of one filter count as docs/weights.md shows', async () => {
    const [command, shown] = fencesOf(readPage('docs/weights.md')).flatMap(({ comment, text }) =>
      comment.startsWith('output: sed ') ? [comment, text] : [],
    );
    const [, before = '', after = ''] = /'s\/(.*)\/(.*)\/'/.exec(command ?? '') ?? [];
    const spec = readFileSync(inception, 'utf8');
    expect(spec).toContain(before);
    // What the spec declares of its modules has to go with the change.
    const changed = spec.replace(before, after).replaceAll(/^ {2}(output|params): .*$/gm, '');
    const bare = changed.replace(/^expect:[\s\S]*/m, '').replaceAll(/, params: \d+\}/g, '}');
    const file = folder.write('inception-v3.yaml', bare);
    const { status, stdout, stderr } = await check(file, torchvision, '--map', 'torchvision');
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout.replaceAll(file, inception).replace(torchvision, path.basename(torchvision))).toBe(shown);
  });

  it('allows the weights of a new head to be missing', async () => {
    const args = [inception, torchvision, '--map', 'torchvision', '--set', 'num_classes=5'];
    const refused = await check(...args);
    expect(refused.status).toBe(1);
    expect(refused.stdout).toContain('Logits/Conv2d_1c_1x1\n  kernel: fc.weight is 1000x2048, not 5x2048\n');
    const allowed = await check(...args, '--allow-missing', 'Logits', '--allow-missing', 'AuxLogits/*');
    expect(allowed).toMatchObject({ status: 0, stderr: '' });
    expect(allowed.stdout).toContain('4 weights allowed to be missing: AuxLogits/Conv2d_2b_1x1/kernel, ');
  });

  it('prints JSON', async () => {
    const { status, stdout } = await check(
      ...[inception, torchvision, '--map', 'torchvision', '--set', 'num_classes=5', '--format', 'json'],
    );
    const { misfits, left_over, folded, ...rest } = JSON.parse(stdout);
    expect({ status, ...rest }).toEqual({
      status: 1,
      ok: false,
      network: 'InceptionV3',
      file: torchvision,
      weights: 388,
      fits: 384,
    });
    expect(left_over).toEqual([]);
    expect(folded).toHaveLength(96);
    const line = readFileSync(inception, 'utf8')
      .split('\n')
      .findIndex((text) => text.includes('name: Conv2d_1c_1x1'));
    expect(misfits).toContainEqual({
      kind: 'shape',
      weight: 'Logits/Conv2d_1c_1x1/bias',
      layer: 'Logits/Conv2d_1c_1x1',
      shape: [5],
      allowed: false,
      tensor: 'fc.bias',
      stored_shape: [1000],
      expected_shape: [5],
      file: inception,
      line: line + 1,
    });
  });

  it('lists the tensors left over if a network is cut, which is not an error', async () => {
    const { status, stdout } = await check(inception, torchvision, '--map', 'torchvision', '--until', 'Mixed_5b');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\d+ tensors left over\n {2}\S+ \S+\n/);
    expect(stdout).toContain('\n  and ');
  });

  it('numbers layers in the order of Keras, starting at any number', async () => {
    const set = ['--set', 'depth_multiplier=0.25', '--set', 'create_aux_logits=false', '--input', '75x75x3'];
    expect(await check(inception, keras, '--map', 'keras', ...set)).toMatchObject({ status: 0, stderr: '' });
    const named = readFileSync(keras, 'latin1').replaceAll(
      /"(conv2d|batch_normalization)(?:_(\d+))?\//g,
      (_, kind, number) => {
        return `"${kind}_${String(Number(number ?? 0) + 100).padStart(4, '0')}/`;
      },
    );
    const header = Buffer.from(named, 'latin1');
    header.writeBigUInt64LE(BigInt(named.lastIndexOf('}') - 7));
    const later = folder.write('later.safetensors', header);
    expect(await check(inception, later, '--map', 'keras', ...set)).toMatchObject({ status: 0, stderr: '' });
    const more = await check(
      inception,
      keras,
      '--map',
      'keras',
      '--set',
      'depth_multiplier=0.25',
      '--input',
      '107x107x3',
    );
    expect(more.status).toBe(1);
    expect(more.stdout).toMatch(/AuxLogits\/Conv2d_1b_1x1 has no tensors in the map\n/);
  });

  it('suggests a map if nothing fits', async () => {
    const { status, stdout } = await check(inception, torchvision);
    expect(status).toBe(1);
    expect(stdout).toMatch(/ Conv2d_1a_3x3 is not in the file: Conv2d_1a_3x3\/kernel and 3 more\n/);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('with --map torchvision it fills 388 of them');
  });

  it('shows mistakes in a user’s map, and rules that match nothing', async () => {
    const spec = folder.write('tiny.yaml', tiny);
    const file = folder.write('tiny.safetensors', writeSafetensors(tinyWeights));
    const map = (weights: string) => folder.write('map.yaml', `netspec_map: 1\nweights:\n${weights}`);
    const wrong = await check(spec, file, '--map', map('  ${layer}/kernel: ${leyer}/kernel\n'));
    expect(wrong).toMatchObject({ status: 1, stdout: '' });
    expect(wrong.stderr).toContain('map.yaml:3:22 error unknown-hole');
    const idle = await check(spec, file, '--map', map('  Tail/kernel: x\n  ${weight}: ${weight}\n'));
    expect(idle).toMatchObject({ status: 0 });
    expect(idle.stderr).toContain('warning unused-rule: Tail/kernel matches no weight of Tiny');
    const twice = await check(spec, file, '--map', map('  ${layer}/kernel: Conv/kernel\n  ${weight}: ${weight}\n'));
    expect(twice.stdout).toContain('Head/Dense\n  kernel: Conv/kernel fills Conv/kernel\n');
  });

  it.each([
    [['x', 'y', '--map', 'slmi'], 'unknown map "slmi"; did you mean slim?'],
    [['x', 'y', '--map', 'mine'], `unknown map "mine"; expected ${mapNames.join(', ')}, or a file`],
    [['x', 'y', '--allow-missing', '${a'], '--allow-missing ${a: no closing } for this ${'],
    [['x'], 'weights check needs SPEC FILE'],
    [['x', 'y', 'z'], 'weights check takes SPEC FILE, not 3'],
  ])('%o is no command line', async (args, message) => {
    const file = folder.write('other.yaml', tiny);
    const given = args.map((word) => (word === 'x' ? file : word));
    expect(await check(...given)).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(message) });
  });

  it('needs a second word', async () => {
    expect((await netspec(['weights'])).stderr).toContain('incomplete command; write weights check or weights convert');
    expect((await netspec(['weights', 'chekc'])).stderr).toContain('did you mean weights check?');
  });

  it('says which file is not there', async () => {
    const spec = folder.write('tiny.yaml', tiny);
    const { status, stderr } = await check(spec, folder.at('none.npz'));
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: `netspec: cannot read ${folder.at('none.npz')}: no such file\n`,
    });
  });
});

const ramp = (count: number) => Float32Array.from({ length: count }, (_, index) => (index % 7) / 7 - 0.4);
const tinyWeights: Weights = new Map([
  ['Conv/kernel', { shape: [3, 3, 3, 4], data: ramp(108) }],
  ['Conv/bias', { shape: [4], data: ramp(4) }],
  ['Head/Dense/kernel', { shape: [144, 10], data: ramp(1440) }],
  ['Head/Dense/bias', { shape: [10], data: ramp(10) }],
]);

describe('netspec weights convert', () => {
  it.each(['safetensors', 'npz', 'json'])('writes .%s, which fits and is the same', async (suffix) => {
    const spec = folder.write('tiny.yaml', tiny);
    const file = folder.write('tiny.safetensors', writeSafetensors(tinyWeights));
    const out = folder.at(`converted.${suffix}`);
    const { status, stdout, stderr } = await netspec(['weights', 'convert', spec, file, out]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(`wrote ${out}\n`);
    expect(await check(spec, out)).toMatchObject({ status: 0, stdout: `${out} fills all 4 weights of Tiny\n` });
    const back = folder.at(`back-from-${suffix}.safetensors`);
    await netspec(['weights', 'convert', spec, out, back]);
    expect(readFileSync(back).equals(Buffer.from(writeSafetensors(tinyWeights)))).toBe(true);
  });

  it('refuses to write a model.json with other results, and names the layers', async () => {
    const spec = folder.write(
      'grouped.yaml',
      tiny
        .replace('filters: 4, ', 'filters: 6, groups: 3, ')
        .replace('6x6x4', '6x6x6')
        .replace('  - {op: flatten', '  - {op: layer_scale, name: Scale}\n  - {op: flatten'),
    );
    const out = folder.at('grouped.json');
    const { status, stdout, stderr } = await netspec(['weights', 'convert', spec, folder.at('none.npz'), out]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr.split('\n')).toEqual([
      `${spec}:5 Conv: TensorFlow.js does not support groups`,
      `${spec}:8 Head/Scale: TensorFlow.js has no layer_scale`,
      'netspec: grouped.json cannot contain these 2 layers; write .safetensors or .npz instead',
      '',
    ]);
    expect(() => readFileSync(out)).toThrow();
  });

  it('writes a model that TensorFlow.js loads', async () => {
    const spec = folder.write('tiny.yaml', tiny);
    const file = folder.write('tiny.safetensors', writeSafetensors(tinyWeights));
    await netspec(['weights', 'convert', spec, file, folder.at('model.json')]);
    const model = JSON.parse(folder.read('model.json'));
    const [{ paths, weights }] = model.weightsManifest;
    const network = await tf.loadLayersModel({
      load: async () => ({
        modelTopology: model.modelTopology,
        weightSpecs: weights,
        weightData: new Uint8Array(readFileSync(folder.at(paths[0]))).buffer,
      }),
    });
    const image = tf.randomUniform<tf.Rank.R4>([1, 8, 8, 3], -1, 1, 'float32', 3);
    const tensor = (name: string) => {
      const { shape, data } = tinyWeights.get(name) as { shape: number[]; data: Float32Array };
      return tf.tensor(data, shape);
    };
    const conv = tf.add(tf.conv2d(image, tensor('Conv/kernel') as tf.Tensor4D, 1, 'valid'), tensor('Conv/bias'));
    const flat = tf.reshape(conv, [1, 144]);
    const expected = tf.add(tf.matMul(flat, tensor('Head/Dense/kernel')), tensor('Head/Dense/bias')).dataSync();
    const actual = (network.predict(image) as tf.Tensor).dataSync();
    for (const [index, value] of expected.entries()) expect(actual[index]).toBeCloseTo(value, 4);
  });

  it('writes nothing if a weight does not fit', async () => {
    const spec = folder.write('tiny.yaml', tiny);
    const file = folder.write('part.safetensors', writeSafetensors(new Map([...tinyWeights].slice(1))));
    const out = folder.at('never.npz');
    const { status, stdout, stderr } = await netspec(['weights', 'convert', spec, file, out]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('Conv\n  kernel: missing Conv/kernel\n');
    expect(() => folder.read('never.npz')).toThrow();
  });

  it('says what cannot be written', async () => {
    const { status, stderr } = await netspec(['weights', 'convert', inception, keras, 'x.h5']);
    expect(status).toBe(2);
    expect(stderr).toContain('OUT must end in one of .safetensors, .npz, .json');
  });

  it('names a tensor with values that are not finite', async () => {
    const spec = folder.write('tiny.yaml', tiny);
    const bad = new Map(tinyWeights).set('Conv/bias', { shape: [4], data: Float32Array.of(0, 1, Number.NaN, 0) });
    const file = folder.write('bad.safetensors', writeSafetensors(bad));
    const { status, stderr } = await netspec(['weights', 'convert', spec, file, folder.at('never.npz')]);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: `netspec: Conv/bias in ${file} contains NaN, at element 3 of 4\n`,
    });
  });
});
