/** What has a name and is no file: a clear message, and no waiting for what never comes or never ends. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { compile } from '../../src/compile.js';
import type { Model } from '../../src/graph/graph.js';
import { randomWeights } from '../../src/run/verify/numbers.js';
import { writeNpy } from '../../src/weights/npy.js';
import { writeSafetensors } from '../../src/weights/safetensors.js';
import { writeTfjs } from '../../src/weights/tfjs.js';
import { Folder, netspec, tiny } from '../cli/netspec.js';

const folder = new Folder();
const weights = randomWeights(compile(tiny).model as Model);

beforeAll(() => {
  folder.write('tiny.yaml', tiny.replace('layers:', 'preprocess: {range: [0, 1]}\nlayers:'));
  folder.write('weights.safetensors', writeSafetensors(weights));
  folder.write('x.npy', writeNpy({ shape: [1, 8, 8, 3], data: new Float32Array(192) }));
  folder.write('user.yaml', tiny.replace('op: flatten', 'op: ./pipe.yaml'));
});

/** Arguments with `:NAME` for a file of the folder. */
const at = (line: string) => line.split(' ').map((word) => word.replace(/^:(.*)/, (_, name) => folder.at(name)));

describe.skipIf(process.platform === 'win32')('a named pipe', () => {
  beforeAll(() => {
    for (const name of ['pipe', 'pipe.npy', 'pipe.yaml', 'shard.bin', 'out/netspec.schema.json', 'out/tiny/tiny.ts']) {
      mkdirSync(folder.at(name.replace(/[^/]*$/, '')), { recursive: true });
      expect(spawnSync('mkfifo', [folder.at(name)]).status).toBe(0);
    }
    const [[, model = new Uint8Array()] = []] = [...writeTfjs(weights, {}, 'model.json')].slice(-1);
    folder.write('model.json', Buffer.from(model).toString().replace('group1-shard1of1.bin', 'shard.bin'));
  });

  it.each([
    ['check :pipe', 'pipe'],
    ['check --fix :pipe', 'pipe'],
    ['fmt :pipe', 'pipe'],
    ['report :pipe', 'pipe'],
    ['build :pipe --out :out2', 'pipe'],
    ['diff :tiny.yaml :pipe', 'pipe'],
    ['weights check :tiny.yaml :pipe', 'pipe'],
    ['weights check :tiny.yaml :model.json', 'shard.bin'],
    ['weights check :tiny.yaml :weights.safetensors --map :pipe', 'pipe'],
    ['run :tiny.yaml --weights :pipe --input :x.npy', 'pipe'],
    ['run :tiny.yaml --weights :weights.safetensors --input :pipe.npy', 'pipe.npy'],
    ['run :tiny.yaml --weights :weights.safetensors --image :pipe', 'pipe'],
    ['run :tiny.yaml --weights :weights.safetensors --input :x.npy --labels :pipe', 'pipe'],
    ['build :tiny.yaml --out :out', 'out/tiny/tiny.ts'],
    ['build :tiny.yaml --out :out --check', 'out/tiny/tiny.ts'],
  ])('%s', async (line, pipe) => {
    const { status, stderr } = await netspec(at(line));
    expect(stderr).toContain(`netspec: cannot read ${folder.at(pipe)}: it is a named pipe\n`);
    expect(status).toBe(2);
  });

  it('as a spec that is used', async () => {
    const { status, stdout } = await netspec(at('check :user.yaml'));
    expect(stdout).toContain('error unreadable-spec: cannot read ');
    expect(status).toBe(1);
  });
});

describe.skipIf(process.platform === 'win32')('something other than a file', () => {
  it.each([
    ['a device without end', '/dev/zero', 'it is a device'],
    ['a device without content', '/dev/null', 'it is a device'],
  ])('%s', async (_, file, reason) => {
    const { status, stderr } = await netspec(['check', file]);
    expect(stderr).toBe(`netspec: cannot read ${file}: ${reason}\n`);
    expect(status).toBe(2);
  });
});

describe.skipIf(process.platform === 'win32')('a stream that the shell opened is read', () => {
  const program = fileURLToPath(new URL('../../dist/cli/main.cjs', import.meta.url));
  const bash = (line: string) =>
    spawnSync('bash', ['-c', line, process.execPath, program, ...at(':tiny.yaml :weights.safetensors')], {
      encoding: 'utf8',
      input: '',
    });

  it.each([
    ['"$0" "$1" check <(cat "$2")', ''],
    ['cat "$2" | "$0" "$1" check /dev/stdin', ''],
    ['"$0" "$1" check /dev/stdin < "$2"', ''],
    ['"$0" "$1" fmt --check <(cat "$2")', ''],
    ['"$0" "$1" diff "$2" <(sed s/Tiny/Tiny/ "$2")', 'no change'],
    ['"$0" "$1" weights check "$2" <(cat "$3")', 'fills all 4 weights of Tiny'],
  ])('%s', (line, expected) => {
    const { status, stdout, stderr } = bash(line);
    expect(stderr).toBe('');
    expect(stdout).toContain(expected);
    expect(status).toBe(0);
  });
});

describe.skipIf(process.platform === 'win32')('a shard that is a link', () => {
  const files = writeTfjs(weights, {}, 'model.json');
  const [[shard = '', data = new Uint8Array()] = [], [, model = new Uint8Array()] = []] = [...files];

  it('is followed within the folder of the model', async () => {
    const home = new Folder();
    home.write('model.json', model);
    home.write('data', data);
    symlinkSync('data', home.at(shard));
    const { stderr } = await netspec(['weights', 'check', folder.at('tiny.yaml'), home.at('model.json')]);
    expect(stderr).toBe('');
  });

  it('is followed within the folder that the model is linked to, as in the cache of a hub', async () => {
    const home = new Folder();
    for (const name of ['blobs', 'snapshots']) mkdirSync(home.at(name));
    home.write('blobs/1', model);
    home.write('blobs/2', data);
    symlinkSync('../blobs/1', home.at('snapshots/model.json'));
    symlinkSync('../blobs/2', home.at(`snapshots/${shard}`));
    const { stderr } = await netspec(['weights', 'check', folder.at('tiny.yaml'), home.at('snapshots/model.json')]);
    expect(stderr).toBe('');
  });

  it('is refused outside of it, even through several links', async () => {
    const home = new Folder();
    const elsewhere = new Folder();
    home.write('model.json', Buffer.from(model).toString().replace(shard, `folder/${shard}`));
    elsewhere.write(shard, data);
    symlinkSync(elsewhere.path, home.at('step'));
    symlinkSync('step', home.at('folder'));
    const { status, stderr } = await netspec(['weights', 'check', folder.at('tiny.yaml'), home.at('model.json')]);
    expect(stderr).toBe(
      `netspec: ${home.at(`folder/${shard}`)} is a link to a file outside of the folder of ${home.at('model.json')}\n`,
    );
    expect(status).toBe(2);
  });
});

// In Node 20, a recursive mkdir never ends there.
it.skipIf(!existsSync('/proc/self'))('a folder that makes no folders is refused', async () => {
  const { status, stderr } = await netspec(at('build :tiny.yaml --out /proc/none/below'));
  expect(stderr).toContain('netspec: cannot write /proc/none/below/tiny/tiny.ts: no such file\n');
  expect(status).toBe(2);
});

it('folders that are missing are made', async () => {
  expect(await netspec(at('report :tiny.yaml --out :new/deep/tiny.svg --quiet'))).toMatchObject({
    status: 0,
    stderr: '',
  });
  expect(folder.read('new/deep/tiny.svg')).toContain('<svg');
});
