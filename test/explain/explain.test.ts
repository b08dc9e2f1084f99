import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { codes } from '../../src/diagnostics.js';
import { diagnosticsPage } from '../../src/diagnostics-page.js';
import { netspec } from '../cli/netspec.js';

describe('netspec explain', () => {
  it('says what a code means, with an example', async () => {
    const { status, stdout, stderr } = await netspec(['explain', 'unknown-key']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe(
      [
        'error unknown-key',
        '',
        'A mapping has only the keys that are known in its place. TensorFlow.js ignores a',
        'key such as "pading" in silence, and the layer keeps its default.',
        '',
        'wrong:',
        '  layers:',
        '  - {op: conv2d, name: Last, filters: 4, kernel_size: 3, pading: same}',
        '',
        'right:',
        '  layers:',
        '  - {op: conv2d, name: Last, filters: 4, kernel_size: 3, padding: same}',
        '',
      ].join('\n'),
    );
  });

  it('says of a lint how it is switched off', async () => {
    expect((await netspec(['explain', 'unused-layer'])).stdout).toContain('\n  # netspec-allow unused-layer: reason\n');
  });

  it('explains every code in letters that a terminal only shows', async () => {
    for (const code of Object.keys(codes)) {
      expect((await netspec(['explain', code])).stdout).toMatch(/^[^\p{Cc}]+(\n[^\p{Cc}]*)+$/u);
    }
  });

  it('lists all codes with their rules', async () => {
    const { status, stdout } = await netspec(['explain']);
    expect(status).toBe(0);
    const listed = [...stdout.matchAll(/^ {2}(\S+)/gm)].map(([, code]) => code);
    expect(listed).toEqual(Object.keys(codes));
  });

  it.each([
    ['unknown-kye', 'there is no code "unknown-kye"; did you mean unknown-key?'],
    ['constructor', 'there is no code "constructor"; netspec explain lists them all'],
  ])('knows no %s', async (code, message) => {
    expect(await netspec(['explain', code])).toEqual({
      status: 2,
      stdout: '',
      stderr: `netspec: ${message}\nTry: netspec explain --help\n`,
    });
  });
});

describe('the page of the diagnostics', () => {
  it('is as it would be written, with a section for every code', () => {
    const page = readFileSync('generated/diagnostics.md', 'utf8');
    expect(page).toBe(diagnosticsPage());
    expect([...page.matchAll(/^## (.*)$/gm)].map(([, code]) => code)).toEqual(Object.keys(codes));
  });
});
