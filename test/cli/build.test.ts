import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/analysis/report.js';
import { compile } from '../../src/compile.js';
import type { Model } from '../../src/graph/graph.js';
import { schema } from '../../src/spec/schema/published.js';
import { initialWeight } from '../../src/weights/initial.js';
import { writeSafetensors } from '../../src/weights/safetensors.js';
import type { Tensor } from '../../src/weights/tensor.js';
import { broken, doubtful, Folder, netspec, tiny } from './netspec.js';

/** A folder with a spec, and what building it there does. */
function workshop(spec = tiny) {
  const folder = new Folder();
  const file = folder.write('tiny.yaml', spec);
  const out = folder.at('out');
  const build = (...args: string[]) => netspec(['build', file, '--out', out, ...args]);
  return { folder, file, out, build };
}

const listed = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => !statSync(path.join(folder, file)).isDirectory())
    .map((file) => file.replaceAll(path.sep, '/'))
    .sort();

describe('netspec build', () => {
  it('writes code, reports and the schema', async () => {
    const { folder, out, build } = workshop();
    const { status, stdout, stderr } = await build();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const files = [
      'netspec.schema.json',
      'tiny/report.html',
      'tiny/report.json',
      'tiny/report.md',
      'tiny/report.svg',
      'tiny/tiny.ts',
    ];
    expect(listed(out)).toEqual(files);
    expect(stdout.split('\n').sort()).toEqual(['', ...files.map((file) => `wrote ${out}/${file}`)].sort());
    expect(JSON.parse(folder.read('out/netspec.schema.json'))).toEqual(schema);
    for (const file of files) expect(folder.read(`out/${file}`)).toMatch(/^[^\r]*\n$/);
  });

  it('writes the targets that are asked for, and JavaScript', async () => {
    const { out, build } = workshop();
    await build('--target', 'tfjs', '--javascript', '--quiet');
    expect(listed(out)).toEqual(['netspec.schema.json', 'tiny/tiny.js']);
  });

  it.each([
    [['tfjs', 'keras', 'report'], 'tiny.ts'],
    [['report'], 'tiny.ts'],
    [['keras', 'report'], 'tiny.py'],
  ])('with %s links reports to %s', async (names, code) => {
    const { folder, build } = workshop();
    await build(...names.flatMap((name) => ['--target', name]), '--target', 'tfjs-inference');
    const report: Report = JSON.parse(folder.read('out/tiny/report.json'));
    expect(report.code).toBe(code);
    if (!names.includes('keras')) return;
    const lines = folder.read(`out/tiny/${code}`).split('\n');
    const found = report.layers.map(({ op, code_line = 0 }) => [op, lines[code_line - 1]]);
    for (const [op, line] of found) expect(line).toMatch(new RegExp(` = ${op}\\(|\\.${op}\\(`, 'i'));
  });

  it('writes bytes, and holds them against what is on disk', async () => {
    const { folder, out, build } = workshop();
    const onnx = (...args: string[]) => build('--target', 'onnx', ...args);
    const name = `${out}/tiny/tiny.onnx`;
    expect(await onnx('--check')).toMatchObject({ status: 1, stdout: expect.stringContaining(`${name} is missing\n`) });
    expect(await onnx()).toMatchObject({ status: 0, stdout: expect.stringContaining(`wrote ${name}\n`) });
    expect(await onnx()).toEqual({ status: 0, stdout: '', stderr: '' });
    const bytes = readFileSync(name);
    for (const stale of [bytes.subarray(1), Buffer.concat([bytes, Buffer.alloc(1)]), bytes.map((byte) => byte ^ 1)]) {
      folder.write('out/tiny/tiny.onnx', stale);
      expect(await onnx('--check')).toEqual({ status: 1, stdout: `${name} is stale\n`, stderr: '' });
    }
    await onnx();
    expect(readFileSync(name)).toEqual(bytes);
  });

  it('writes trained weights into ONNX files', async () => {
    const { folder, out, build } = workshop();
    const { model } = compile(tiny);
    const weights = new Map(
      (model as Model).layers.flatMap((layer) =>
        layer.weights.map((weight): [string, Tensor] => [`${layer.name}/${weight.name}`, initialWeight(layer, weight)]),
      ),
    );
    const kernel = weights.get('Head/Dense/kernel') as Tensor;
    const trained = new Map([
      ...weights,
      ['Head/Dense/kernel', { ...kernel, data: kernel.data.map((value) => value + 1) }],
    ]);
    const file = folder.write('trained.safetensors', writeSafetensors(trained));
    expect(await build('--target', 'onnx', '--weights', file)).toMatchObject({ status: 0, stderr: '' });
    const bytes = readFileSync(`${out}/tiny/tiny.onnx`);
    for (const { data } of [trained.get('Head/Dense/kernel') as Tensor, trained.get('Conv/bias') as Tensor])
      expect(bytes.includes(Buffer.from(data.buffer))).toBe(true);
    const narrow = folder.write('narrow.safetensors', writeSafetensors(new Map([...trained].slice(1))));
    expect(await build('--target', 'onnx', '--weights', narrow)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('kernel: missing Conv/kernel'),
    });
    expect(await build('--target', 'onnx', '--weights', narrow, '--allow-missing', 'Conv')).toMatchObject({
      status: 0,
    });
  });

  it('reports what a target cannot contain', async () => {
    const adaptive = tiny
      .replace('8x8x3', '?x?x3')
      .replace(/^layers:\n/m, 'layers:\n- {op: adaptive_avg_pool2d, name: Adapt, output_size: 8}\n');
    const { build } = workshop(adaptive);
    const { status, stderr } = await build('--target', 'onnx');
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr:
        'netspec: cannot build tiny.yaml: ONNX has no adaptive pool for an image of unknown size, which Adapt needs\n',
    });
  });

  it('does not rewrite files that are up to date', async () => {
    const { build } = workshop();
    await build();
    expect(await build()).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('writes relative paths only', async () => {
    const { folder, build } = workshop();
    await build();
    expect(JSON.parse(folder.read('out/tiny/report.json')).layers[0].file).toBe('tiny.yaml');
    const inside = workshop();
    await netspec(['build', './specs/../specs/inception-v3.yaml', '--out', inside.out, '--target', 'report']);
    const { layers } = JSON.parse(inside.folder.read('out/inception-v3/report.json'));
    expect(layers[0].file).toBe('specs/inception-v3.yaml');
  });

  it('writes nothing of a spec with errors, and all of the others', async () => {
    const { folder, file, out } = workshop(broken);
    const sound = folder.write('sound.yml', doubtful);
    const { status, stderr } = await netspec(['build', file, sound, '--out', out]);
    expect(status).toBe(1);
    expect(stderr).toContain('error unknown-key');
    expect(stderr).toContain('warning unused-parameter');
    expect(readdirSync(out).sort()).toEqual(['netspec.schema.json', 'sound']);
  });

  it('builds standard input under the name of the network', async () => {
    const { out } = workshop();
    await netspec(['build', '-', '--out', out], { stdin: tiny });
    expect(listed(out)).toContain('Tiny/Tiny.ts');
  });

  it('reports files that cannot be written, and leaves no partial files', async () => {
    const { folder, file } = workshop();
    const { status, stderr } = await netspec(['build', file, '--out', file]);
    expect(status).toBe(2);
    expect(stderr).toContain(`netspec: cannot read ${file}/netspec.schema.json: part of its path is not a folder\n`);
    expect(readdirSync(folder.path)).toEqual(['tiny.yaml']);
  });

  it('checks the command line before it reads or writes', async () => {
    const { out, build } = workshop();
    expect(await build('--target', 'nothing')).toMatchObject({ status: 2, stdout: '' });
    expect(existsSync(out)).toBe(false);
  });
});

describe('netspec build --check', () => {
  it('prints nothing if everything is up to date', async () => {
    const { build } = workshop();
    await build();
    expect(await build('--check')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('names what is missing, and writes nothing', async () => {
    const { out, build } = workshop();
    const { status, stdout } = await build('--check', '--target', 'report');
    expect(status).toBe(1);
    expect(stdout.split('\n')).toEqual([
      `${out}/netspec.schema.json is missing`,
      `${out}/tiny/report.json is missing`,
      `${out}/tiny/report.md is missing`,
      `${out}/tiny/report.svg is missing`,
      `${out}/tiny/report.html is missing`,
      '',
    ]);
    expect(existsSync(out)).toBe(false);
  });

  it('shows how a stale file differs', async () => {
    const { folder, out, build } = workshop();
    await build();
    const report = folder.read('out/tiny/report.md');
    folder.write('out/tiny/report.md', report.replace('scores 10', 'scores \u001b[31m11'));
    const { status, stdout } = await build('--check');
    expect(status).toBe(1);
    const lines = stdout.split('\n');
    expect(lines.slice(0, 3)).toEqual([
      `${out}/tiny/report.md is stale`,
      `--- ${out}/tiny/report.md on disk`,
      '+++ as it would be built',
    ]);
    expect(lines[3]).toMatch(/^@@ -\d+,7 \+\d+,7 @@$/);
    expect(lines).toContain('-| outputs | scores \\u001b[31m11 |');
    expect(lines).toContain('+| outputs | scores 10 |');
  });

  it('detects changed line ends', async () => {
    const { folder, build } = workshop();
    await build();
    folder.write('out/tiny/tiny.ts', folder.read('out/tiny/tiny.ts').replaceAll('\n', '\r\n'));
    expect((await build('--check')).status).toBe(1);
  });
});
