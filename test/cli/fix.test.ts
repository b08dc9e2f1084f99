import { chmodSync, lstatSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Folder, netspec, tiny } from './netspec.js';

/** A spec in a folder of its own, after `check`. */
async function edited(text: string, ...args: string[]) {
  const folder = new Folder();
  const file = folder.write('net.yaml', text);
  const { status, stdout, stderr } = await netspec(['check', ...args, file]);
  const lines = (said: string) => said.replaceAll(`${file}:`, '').split('\n').slice(0, -1);
  return {
    status,
    stdout: lines(stdout),
    stderr: lines(stderr),
    text: folder.read('net.yaml'),
    files: readdirSync(folder.path),
  };
}

const fixed = (text: string) => edited(text, '--fix');

const sloppy = `# A comment that stays.
netspec: 1
name:   Tiny   # so does its layout
inputs: {image: 8x8x3}
layers:
- {op: conv2d, name: Conv, filters: 4, kernelsize: 3x3,   pading: same}
- {op: flaten, name: Last}
outputs: {scores: Lats}
`;

const tidy = sloppy
  .replace('kernelsize', 'kernel_size')
  .replace('pading', 'padding')
  .replace('flaten', 'flatten')
  .replace('Lats', 'Last');

describe('netspec check --fix', () => {
  it('applies fixes, prints them, and leaves the rest unchanged', async () => {
    expect(await fixed(sloppy)).toEqual({
      status: 0,
      stdout: [],
      stderr: [
        '6:40 fixed unknown-key: replaced "kernelsize" with "kernel_size"',
        '6:59 fixed unknown-key: replaced "pading" with "padding"',
        '7:8 fixed unknown-op: replaced "flaten" with "flatten"',
        '8:19 fixed unknown-layer: replaced "Lats" with "Last"',
      ],
      text: tidy,
      files: ['net.yaml'],
    });
  });

  it('continues while fixes reveal mistakes, and exits with the status of the rest', async () => {
    const text = sloppy.replace('8x8x3}', '8x8x3').replace('filters: 4', 'filters: 4.5');
    const outcome = await fixed(text);
    expect(outcome.stderr[0]).toBe('4:9 fixed yaml-syntax: inserted "}"');
    expect(outcome.stderr).toHaveLength(5);
    expect(outcome.text).toBe(tidy.replace('filters: 4', 'filters: 4.5'));
    expect(outcome.status).toBe(1);
    expect(outcome.stdout[0]).toMatch(/^6:37 error wrong-type: filters /);
  });

  it('does not change declarations', async () => {
    const wrong = tiny.replace('6x6x4', '6x6x5');
    const outcome = await fixed(wrong.replace('kernel_size', 'kernelsize'));
    expect(outcome).toMatchObject({ status: 1, text: wrong });
    expect(outcome.stdout[0]).toMatch(/^5:66 error output-mismatch:/);
  });

  it('keeps line ends, a byte-order mark, the mode and a link', async () => {
    const folder = new Folder();
    const file = folder.write('net.yaml', `\ufeff${sloppy.replaceAll('\n', '\r\n')}`);
    chmodSync(file, 0o640);
    symlinkSync('net.yaml', folder.at('link.yaml'));
    expect((await netspec(['check', '--fix', folder.at('link.yaml')])).status).toBe(0);
    expect(folder.read('net.yaml')).toBe(`\ufeff${tidy.replaceAll('\n', '\r\n')}`);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(lstatSync(folder.at('link.yaml')).isSymbolicLink()).toBe(true);
  });

  it('does not write where there is nothing to fix', async () => {
    const folder = new Folder();
    const file = folder.write('net.yaml', tiny);
    const before = statSync(file, { bigint: true }).mtimeNs;
    expect(await netspec(['check', '--fix', file])).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(statSync(file, { bigint: true }).mtimeNs).toBe(before);
  });

  it('writes fixed standard input to standard output, and messages to standard error', async () => {
    const outcome = await netspec(['check', '--fix', '-'], { stdin: sloppy.replace('filters: 4', 'filters: 4.5') });
    expect(outcome).toMatchObject({ status: 1, stdout: tidy.replace('filters: 4', 'filters: 4.5') });
    expect(outcome.stderr).toMatch(/^<stdin>:6:\d+ fixed unknown-key: .*\n(.*\n)*<stdin>:6:37 error wrong-type/);
    expect((await netspec(['check', '--fix', '-', '--quiet'], { stdin: sloppy })).stderr).toBe('');
  });

  it('does not mix messages into JSON', async () => {
    const folder = new Folder();
    const file = folder.write('net.yaml', sloppy);
    const { stdout } = await netspec(['check', '--fix', '--format', 'json', file]);
    expect(JSON.parse(stdout)).toEqual({ diagnostics: [] });
  });
});

describe('netspec check --update', () => {
  const stale = tiny.replace('6x6x4', '6x6x5');

  it('updates declarations, and prints the edits', async () => {
    expect(await edited(stale, '--update')).toEqual({
      status: 0,
      stdout: [],
      stderr: ['5:66 updated output-mismatch: replaced "6x6x5" with "6x6x4"'],
      text: tiny,
      files: ['net.yaml'],
    });
    expect((await edited(stale, '--update', '--quiet')).stderr).toEqual([]);
  });

  it('does nothing if there is another error, and says so', async () => {
    const text = stale.replace('kernel_size', 'kernelsize');
    const outcome = await edited(text, '--update');
    expect(outcome).toMatchObject({ status: 1, text });
    expect(outcome.stderr).toEqual([expect.stringMatching(/ not updated: fix the other error first$/)]);
  });

  it('says what is left alone, and why', async () => {
    const text = `netspec: 1
name: Net
inputs: {images: 8x8x3}
layers:
- {op: conv2d, name: A, filters: 4, kernel_size: 1, params: &n 8}
- {op: conv2d, name: Last, filters: *n, kernel_size: 1}
outputs: {out: Last}
`;
    const outcome = await edited(text, '--update');
    expect(outcome).toMatchObject({ status: 1, text });
    expect(outcome.stderr).toEqual(['5:64 not updated: other uses of the block, or other declarations, contradict it']);
  });

  it.each([
    [['--update', '--set', 'depth=5'], '--update cannot be combined with --set'],
    [['--update', '--input', '9x9x3', '--until', 'Conv'], '--update cannot be combined with --input and --until'],
    [['--update', '--fix'], 'run --fix and --update separately'],
    [['--dry-run'], '--dry-run needs --fix or --update'],
  ])('refuses %j', async (args, message) => {
    const outcome = await edited(stale, ...args);
    expect(outcome).toMatchObject({ status: 2, stdout: [], text: stale });
    expect(outcome.stderr[0]).toContain(message);
  });

  it('gives standard input updated on standard output', async () => {
    expect(await netspec(['check', '--update', '-'], { stdin: stale })).toMatchObject({ status: 0, stdout: tiny });
  });
});

describe('netspec check --dry-run', () => {
  it('shows the edits as a diff, and the spec as it is', async () => {
    const text = `${sloppy}# ...\n`.replaceAll('\n', '\r\n');
    const outcome = await edited(text, '--fix', '--dry-run');
    expect(outcome).toMatchObject({ status: 1, text });
    expect(outcome.stdout.slice(0, 3)).toEqual([
      expect.stringMatching(/^--- .*net\.yaml$/),
      expect.stringMatching(/^\+\+\+ .*net\.yaml$/),
      '@@ -3,7 +3,7 @@',
    ]);
    expect(outcome.stdout).toContain('-- {op: flaten, name: Last}');
    expect(outcome.stdout).toContain('+- {op: flatten, name: Last}');
    expect(outcome.stderr.filter((line) => / error /.test(line))).toHaveLength(4);
  });

  it('shows updates likewise, and nothing if there are none', async () => {
    const stale = tiny.replace('6x6x4', '6x6x5');
    const outcome = await edited(stale, '--update', '--dry-run');
    expect(outcome).toMatchObject({ status: 1, text: stale });
    expect(outcome.stdout.filter((line) => /^[-+]- /.test(line)).map((line) => line.includes('6x6x4'))).toEqual([
      false,
      true,
    ]);
    expect(await edited(tiny, '--update', '--dry-run')).toMatchObject({ status: 0, stdout: [], stderr: [] });
  });
});
