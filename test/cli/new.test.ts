/** `netspec new`, in a folder of its own, and as a process, since it writes to the current folder. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { gallery } from '../../src/cli/gallery.js';
import { starter } from '../../src/cli/starter.js';
import { compile } from '../../src/compile.js';
import { fencesOf, readPage } from '../docs/page.js';
import { Folder } from './netspec.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const schema = path.join(root, 'generated/netspec.schema.json');
const inside = path.join(root, 'dist', 'new');

function netspec(folder: string, ...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, 'dist/cli/main.cjs'), ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** A spec without its schema line and its name, and what these say. */
function parts(text: string) {
  const [first = '', ...lines] = text.split('\n');
  const name = lines.find((line) => line.startsWith('name: '));
  return { schema: first.split('$schema=')[1], name, rest: lines.filter((line) => line !== name).join('\n') };
}

/** The schema's file that an editor finds from a reference in a spec's folder. */
const resolved = (folder: string, reference = '') => fileURLToPath(new URL(reference, pathToFileURL(`${folder}/`)));

afterAll(() => rmSync(inside, { recursive: true, force: true }));

describe('netspec new', () => {
  it('starts from the small spec that README.md shows', () => {
    const folder = new Folder();
    expect(netspec(folder.path, 'new', 'mine')).toEqual({ status: 0, stdout: 'wrote mine.yaml\n', stderr: '' });
    const { name, rest } = parts(folder.read('mine.yaml'));
    expect(name).toBe('name: mine');
    expect(rest).toBe(parts(starter).rest);
    expect(fencesOf(readPage('README.md')).map(({ text }) => text)).toContain(starter);
    expect(netspec(folder.path, 'check', 'mine.yaml')).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('starts from each network of the gallery', () => {
    const folder = new Folder();
    for (const entry of ['resnet18', 'inception-v3']) {
      expect(netspec(folder.path, 'new', `my_${entry}`, '--from', entry).status).toBe(0);
      const text = folder.read(`my_${entry}.yaml`);
      expect(parts(text).name).toBe(`name: my_${entry}`);
      expect(parts(text).rest).toBe(parts(readFileSync(`specs/${entry}.yaml`, 'utf8')).rest);
      expect(compile(text).diagnostics).toEqual([]);
    }
    for (const entry of Object.keys(gallery))
      expect(readFileSync(`specs/${entry}.yaml`, 'utf8')).toMatch(
        /^# yaml-language-server: \$schema=\S+\nnetspec: 1\n/,
      );
  });

  it('refers to the schema of netspec where it is installed in the project, in a folder of it too', () => {
    const folder = new Folder();
    mkdirSync(folder.at('node_modules/netspec/generated'), { recursive: true });
    const installed = folder.write('node_modules/netspec/generated/netspec.schema.json', '{}');
    mkdirSync(folder.at('specs/small'), { recursive: true });
    for (const where of ['.', 'specs/small']) {
      netspec(folder.at(where), 'new', 'mine');
      const { schema: reference } = parts(folder.read(path.join(where, 'mine.yaml')));
      expect(reference).toMatch(/^(\.\.\/)*node_modules\/netspec\/generated\/netspec\.schema\.json$/);
      expect(resolved(folder.at(where), reference)).toBe(installed);
    }
  });

  it('refers to its own schema elsewhere, by a relative path inside its own folder', () => {
    const folder = new Folder();
    netspec(folder.path, 'new', 'mine');
    const { schema: reference } = parts(folder.read('mine.yaml'));
    expect(reference).toMatch(/^file:\/\/\//);
    expect(resolved(folder.path, reference)).toBe(schema);
    mkdirSync(inside, { recursive: true });
    netspec(inside, 'new', 'mine');
    expect(parts(readFileSync(path.join(inside, 'mine.yaml'), 'utf8')).schema).toBe(
      '../../generated/netspec.schema.json',
    );
  });

  it('never overwrites a file', () => {
    const folder = new Folder();
    folder.write('mine.yaml', 'precious');
    expect(netspec(folder.path, 'new', 'mine')).toEqual({
      status: 2,
      stdout: '',
      stderr: 'netspec: cannot write mine.yaml: it already exists\n',
    });
    expect(folder.read('mine.yaml')).toBe('precious');
    expect(readdirSync(folder.path)).toEqual(['mine.yaml']);
  });

  it.each([
    [['new'], 'new needs NAME'],
    [['new', 'a', 'b'], 'new takes one NAME, not 2'],
    [['new', '../mine'], 'invalid name "../mine"; use letters'],
    [['new', 'mine.yaml'], 'invalid name "mine.yaml"; use letters'],
    [['new', '-'], 'invalid name "-"; use letters'],
    [['new', 'mine', '--from', 'resnet-18'], 'cannot be "resnet-18"; did you mean resnet18?'],
    [['new', 'mine', '--from', '../package'], '--from cannot be "../package"; netspec help new lists the choices'],
    [['new', 'mine', '--set', 'a=1'], 'new has no option "--set"'],
  ])('refuses %j', (args, message) => {
    const folder = new Folder();
    const { status, stderr } = netspec(folder.path, ...args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(existsSync(folder.at('mine.yaml'))).toBe(false);
  });
});
