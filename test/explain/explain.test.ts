import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { diagnosticsPage } from '../../src/build/diagnostics-page.js';
import { codes } from '../../src/diagnostics/codes.js';
import { ops } from '../../src/ops/index.js';
import { netspec } from '../cli/netspec.js';
import { diagnose } from '../diagnostics/describe.js';

describe('netspec explain', () => {
  it('says what a code means, with an example', async () => {
    const { status, stdout, stderr } = await netspec(['explain', 'unknown-key']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe(
      [
        'error unknown-key',
        '',
        'A mapping must only have known keys. TensorFlow.js ignores a key such as',
        '"pading" silently, and the layer keeps its default.',
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

  it('shows how to suppress a lint', async () => {
    expect((await netspec(['explain', 'unused-layer'])).stdout).toContain('\n  # netspec-allow unused-layer: reason\n');
  });

  it('prints no control characters', async () => {
    for (const code of Object.keys(codes)) {
      expect((await netspec(['explain', code])).stdout).toMatch(/^[^\p{Cc}]+(\n[^\p{Cc}]*)+$/u);
    }
  });

  it.each([
    ['relu', ['value relu\n', '  activation: relu  conv1d, ', 'See netspec explain activation.']],
    ['silu', ['netspec calls silu swish.', 'value swish\n']],
    ['he_normal', ['  recurrent_initializer: he_normal   lstm, gru, simple_rnn, conv_lstm1d and\n']],
    ['use_bias', ['attribute use_bias\n', 'An attribute of conv1d, ', 'netspec explain conv2d.']],
  ])('says which ops have %s', async (word, parts) => {
    const { status, stdout } = await netspec(['explain', word]);
    expect([status, ...parts.filter((part) => !stdout.includes(part))]).toEqual([0]);
  });

  it('lists all codes with their rules, and all ops', async () => {
    const { status, stdout } = await netspec(['explain']);
    expect(status).toBe(0);
    const listed = [...stdout.matchAll(/^ {2}(\S+)/gm)].map(([, code]) => code);
    expect(listed).toEqual([...Object.keys(codes), ...Object.keys(ops)]);
  });

  it('says what an op does, with its attributes and an example that compiles', async () => {
    for (const name of Object.keys(ops)) {
      const { status, stdout } = await netspec(['explain', name]);
      expect(status).toBe(0);
      expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
      const [, example = ''] = /^example:\n((?: {2}.*\n)+)/m.exec(stdout) ?? [];
      // Two take no input, the other needs the layer that has its weights.
      if (['parameter', 'constant', 'unembedding'].includes(name)) continue;
      const mistakes = ['8x8x64', '8x8x8x64', '8x64', '64x64', '8x6', '64', '1x1x64', '{shape: 8x8, dtype: int32}'].map(
        (shape) => {
          const declared = `inputs: {Left: ${shape}${example.includes('Right') ? `, Right: ${shape}` : ''}}\n`;
          const text = `netspec: 1\nname: Net\n${declared}layers:\n${example}outputs: {out: Layer}\n`;
          return diagnose(text).filter(({ severity }) => severity === 'error');
        },
      );
      expect(mistakes, name).toContainEqual([]);
    }
  });

  it.each([
    ['GlobalAveragePooling2D', 'netspec calls GlobalAveragePooling2D global_avg_pool2d.\n\nop global_avg_pool2d\n'],
    ['nn.Linear', 'netspec calls nn.Linear dense.\n\nop dense\n'],
    ['maxpool', "netspec calls maxpool max_pool2d; for darknet's maxpool, also write padding:\nsame.\n\nop"],
  ])('finds an op by what others call it: %s', async (word, beginning) => {
    expect((await netspec(['explain', word])).stdout.slice(0, beginning.length)).toBe(beginning);
  });

  it.each([
    ['unknown-kye', 'no code or op "unknown-kye"; did you mean unknown-key?'],
    ['max_unpool3d', 'no code or op "max_unpool3d"; netspec does not have this 3D op'],
    ['constructor', 'no code or op "constructor"; netspec explain lists all of them'],
  ])('knows no %s', async (code, message) => {
    expect(await netspec(['explain', code])).toEqual({
      status: 2,
      stdout: '',
      stderr: `netspec: ${message}\nTry: netspec explain --help\n`,
    });
  });
});

describe('the page of the diagnostics', () => {
  it('is up to date, with a section for every code', () => {
    const page = readFileSync('generated/diagnostics.md', 'utf8');
    expect(page).toBe(diagnosticsPage());
    expect([...page.matchAll(/^## (.*)$/gm)].map(([, code]) => code)).toEqual(Object.keys(codes));
  });
});
