import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { broken, Folder, inception, netspec, tiny } from './netspec.js';

const untidy = tiny.replace('{op: conv2d, name: Conv,', '{op:   conv2d,name: Conv,').replaceAll('\n', '\r\n');

describe('netspec fmt', () => {
  it('formats specs, even with errors, and prints their names', async () => {
    const folder = new Folder();
    const [a, b, c] = [
      folder.write('a.yaml', untidy),
      folder.write('b.yaml', tiny),
      folder.write('c.yaml', `${broken}\n\n`),
    ];
    expect(await netspec(['fmt', a, b, c])).toEqual({ status: 0, stdout: `wrote ${a}\nwrote ${c}\n`, stderr: '' });
    expect([folder.read('a.yaml'), folder.read('b.yaml'), folder.read('c.yaml')]).toEqual([tiny, tiny, broken]);
    expect(await netspec(['fmt', a, b, c])).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('writes standard input to standard output', async () => {
    expect(await netspec(['fmt', '-'], { stdin: `\ufeff${untidy}` })).toEqual({ status: 0, stdout: tiny, stderr: '' });
  });

  it('skips invalid YAML, and continues', async () => {
    const folder = new Folder();
    const [a, b, c] = [
      folder.write('a.yaml', 'a: [\n'),
      folder.write('b.yaml', untidy),
      folder.write('c.yaml', Buffer.of(255)),
    ];
    const { status, stderr } = await netspec(['fmt', a, b, c, 'nowhere.yaml']);
    expect(status).toBe(2);
    expect(stderr).toMatch(/a\.yaml:.* error yaml-syntax:.*c\.yaml:.* error not-text:.*nowhere\.yaml: no such file/s);
    expect([folder.read('a.yaml'), folder.read('b.yaml')]).toEqual(['a: [\n', tiny]);
    expect((await netspec(['fmt', a])).status).toBe(1);
  });

  it('takes no variant', async () => {
    expect((await netspec(['fmt', inception, '--set', 'a=1'])).stderr).toContain('fmt has no option "--set"');
  });
});

describe('netspec fmt --check', () => {
  it('prints nothing if everything is formatted', async () => {
    expect(await netspec(['fmt', '--check', inception])).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('shows unformatted files, and writes nothing', async () => {
    const folder = new Folder();
    const file = folder.write('a.yaml', tiny.replace('name: Head', 'name:   Head'));
    const { mtimeMs } = statSync(file);
    const { status, stdout } = await netspec(['fmt', '--check', file, inception]);
    expect(status).toBe(1);
    expect(stdout.split('\n').slice(0, 3)).toEqual([`${file} is not formatted`, `--- ${file}`, '+++ formatted']);
    expect(stdout).toContain('\n-- name:   Head\n+- name: Head\n');
    expect(statSync(file).mtimeMs).toBe(mtimeMs);
  });

  it('checks standard input', async () => {
    const { status, stdout } = await netspec(['fmt', '--check', '-'], { stdin: untidy });
    expect(status).toBe(1);
    expect(stdout).toMatch(/^<stdin> is not formatted\n/);
  });
});
