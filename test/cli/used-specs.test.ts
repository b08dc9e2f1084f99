/** Specs that use others, as files. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Folder, netspec } from './netspec.js';

const base = `netspec: 1
name: Base
inputs: {image: 8x8x3}
layers:
- {op: conv2d, name: Conv, filters: 4, kernel_size: 3}
- {op: flatten, name: Flat}
outputs: {out: Flat}
`;

const use = (path: string) => `netspec: 1
name: Net
inputs: {image: 8x8x3}
layers:
- {op: ${path}, until: Conv}
- {op: flatten, name: Last}
outputs: {out: Last}
`;

describe('a spec that uses another', () => {
  it('is reported with the places of both', async () => {
    const folder = new Folder();
    folder.write('base.yaml', base);
    const { stdout, status } = await netspec([
      'report',
      folder.write('net.yaml', use('./base.yaml')),
      '--format',
      'json',
    ]);
    expect(status).toBe(0);
    const { layers } = JSON.parse(stdout) as { layers: { name: string; file: string; line: number }[] };
    expect(layers).toMatchObject([
      { name: 'Conv', file: folder.at('base.yaml'), line: 5 },
      { name: 'Last', file: folder.at('net.yaml'), line: 6 },
    ]);
  });

  it('is built from elsewhere with the bytes that its own folder gives, and mistakes are shown at their paths', async () => {
    const folder = new Folder();
    folder.write('base.yaml', base);
    const net = folder.write('net.yaml', use('./base.yaml'));
    const built = await netspec(['build', net, '--out', folder.at('out'), '--quiet']);
    expect(built).toMatchObject({ stdout: '', stderr: '', status: 0 });
    const code = readFileSync(folder.at('out/net/net.ts'), 'utf8');
    expect(code).toContain('from net.yaml.');
    expect(code).toContain('(base.yaml:2)');
    folder.write('base.yaml', base.replace('filters: 4', 'filters: 0'));
    const { stderr, status } = await netspec(['build', net, '--out', folder.at('out'), '--quiet']);
    expect([stderr, status]).toEqual([expect.stringContaining(`${folder.at('base.yaml')}:5:`), 1]);
  });

  it('cannot be outside of its folder, even through a link', async () => {
    const [folder, outside] = [new Folder(), new Folder()];
    outside.write('base.yaml', base);
    symlinkSync(outside.at('base.yaml'), folder.at('base.yaml'));
    const linked = await netspec(['check', folder.write('net.yaml', use('./base.yaml'))]);
    expect([linked.status, linked.stdout]).toEqual([1, expect.stringContaining('error unreadable-spec: cannot read')]);
    const above = await netspec(['check', folder.write('net.yaml', use('../base.yaml'))]);
    expect([above.status, above.stdout]).toEqual([
      1,
      expect.stringContaining('error spec-outside: ../base.yaml is outside'),
    ]);
  });

  it('cannot use a folder or a binary file', async () => {
    const folder = new Folder();
    mkdirSync(folder.at('folder.yaml'));
    folder.write('bytes.yaml', Buffer.from([0xff, 0xfe, 0x00]));
    for (const path of ['./folder.yaml', './bytes.yaml']) {
      const { status, stdout } = await netspec(['check', folder.write('net.yaml', use(path))]);
      expect([status, stdout]).toEqual([1, expect.stringContaining('unreadable-spec')]);
    }
  });

  it('is fixed alone', async () => {
    const folder = new Folder();
    const broken = base.replace('kernel_size', 'kernel_sise');
    folder.write('base.yaml', broken);
    const file = folder.write('net.yaml', use('./base.yaml').replace('op: flatten', 'op: flaten'));
    const { status, stdout } = await netspec(['check', file, '--fix']);
    expect([status, folder.read('base.yaml'), folder.read('net.yaml')]).toEqual([1, broken, use('./base.yaml')]);
    expect(stdout).toContain(`base.yaml:5:`);
  });

  it('is compared with what it used in its revision', async () => {
    const folder = new Folder();
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', folder.path, '-c', 'user.name=T', '-c', 'user.email=t@example.org', ...args]);
    git('init', '--quiet');
    folder.write('base.yaml', base);
    folder.write('net.yaml', use('./base.yaml'));
    git('add', '.');
    git('commit', '--quiet', '--message', 'The first');
    folder.write('base.yaml', base.replace('filters: 4', 'filters: 9'));
    const here = process.cwd();
    process.chdir(folder.path);
    try {
      const { stdout, status } = await netspec(['diff', 'HEAD:net.yaml', 'net.yaml']);
      expect([status, stdout]).toEqual([0, expect.stringContaining('~ Conv: filters 4 → 9')]);
    } finally {
      process.chdir(here);
    }
  });
});
