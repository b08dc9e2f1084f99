import { chmodSync, lstatSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Folder, netspec, tiny } from './netspec.js';

/** A spec in a folder of its own, and what `check --fix` makes of it. */
async function fixed(text: string, ...args: string[]) {
  const folder = new Folder();
  const file = folder.write('net.yaml', text);
  const { status, stdout, stderr } = await netspec(['check', '--fix', file, ...args]);
  const lines = (said: string) => said.replaceAll(`${file}:`, '').split('\n').slice(0, -1);
  return {
    status,
    stdout: lines(stdout),
    stderr: lines(stderr),
    text: folder.read('net.yaml'),
    files: readdirSync(folder.path),
  };
}

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
  it('mends what has a fix, says what it did, and leaves the rest alone', async () => {
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

  it('goes on where one fix shows the next mistake, and exits by what is left', async () => {
    const text = sloppy.replace('8x8x3}', '8x8x3').replace('filters: 4', 'filters: 4.5');
    const outcome = await fixed(text);
    expect(outcome.stderr[0]).toBe('4:9 fixed yaml-syntax: inserted "}"');
    expect(outcome.stderr).toHaveLength(5);
    expect(outcome.text).toBe(tidy.replace('filters: 4', 'filters: 4.5'));
    expect(outcome.status).toBe(1);
    expect(outcome.stdout[0]).toMatch(/^6:37 error wrong-type: filters /);
  });

  it('changes declarations to what the layers come to', async () => {
    const { status, stderr, text } = await fixed(tiny.replace('6x6x4', '6x6x5'));
    expect({ status, stderr, text }).toEqual({
      status: 0,
      stderr: ['5:66 fixed output-mismatch: replaced "6x6x5" with "6x6x4"'],
      text: tiny,
    });
  });

  it('leaves declarations to judge what had to be guessed', async () => {
    const text = tiny.replace('kernel_size', 'kernelsize').replace('6x6x4', '6x6x5');
    const first = await fixed(text);
    expect(first).toMatchObject({ status: 1, text: tiny.replace('6x6x4', '6x6x5') });
    expect(first.stdout[0]).toMatch(/^5:66 error output-mismatch:/);
    expect((await fixed(first.text)).text).toBe(tiny);
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

  it('gives standard input fixed on standard output, and has its say on standard error', async () => {
    const outcome = await netspec(['check', '--fix', '-'], { stdin: sloppy.replace('filters: 4', 'filters: 4.5') });
    expect(outcome).toMatchObject({ status: 1, stdout: tidy.replace('filters: 4', 'filters: 4.5') });
    expect(outcome.stderr).toMatch(/^<stdin>:6:\d+ fixed unknown-key: .*\n(.*\n)*<stdin>:6:37 error wrong-type/);
    expect((await netspec(['check', '--fix', '-', '--quiet'], { stdin: sloppy })).stderr).toBe('');
  });

  it('keeps what it says out of what programs read', async () => {
    const folder = new Folder();
    const file = folder.write('net.yaml', sloppy);
    const { stdout } = await netspec(['check', '--fix', '--format', 'json', file]);
    expect(JSON.parse(stdout)).toEqual({ diagnostics: [] });
  });
});
