/** Sizes from the command line, in the commands that take --input. */
import { describe, expect, it } from 'vitest';
import { writeNpy } from '../../src/weights/npy.js';
import { writeSafetensors } from '../../src/weights/safetensors.js';
import { Folder, netspec } from './netspec.js';

const folder = new Folder();
const spec = folder.write(
  'net.yaml',
  `netspec: 1
name: Net
sizes: {length: {minimum: 2, maximum: 8}}
inputs: {tokens: {shape: length, dtype: int32, below: 10}, extra: length x 2}
layers:
- {op: embedding, name: Table, vocabulary: 10, units: 2, output: length x 2}
- {op: add, name: Sum, input: [Table, extra]}
- {op: dense, name: Last, units: 3}
outputs: {last: Last}
`,
);
const numbers = (...shape: readonly number[]) => ({
  shape,
  data: new Float32Array(shape.reduce((size, dim) => size * dim, 1)).fill(1),
});
const weights = folder.write(
  'net.safetensors',
  writeSafetensors(
    new Map([
      ['Table/embeddings', numbers(10, 2)],
      ['Last/kernel', numbers(2, 3)],
      ['Last/bias', numbers(3)],
    ]),
  ),
);
for (const length of [3, 4]) folder.write(`extra${length}.npy`, writeNpy(numbers(1, length, 2)));

describe.each([
  ['a size', ['--input', 'length=5']],
  ['an input', ['--input', 'tokens=5']],
  ['both', ['--input', 'length=5', '--input', 'extra=5x2']],
])('%s', (_, input) => {
  it('sets the size in a report', async () => {
    const { status, stdout } = await netspec(['report', spec, ...input, '--format', 'json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ inputs: { tokens: [5], extra: [5, 2] }, outputs: { last: [5, 3] } });
  });

  it.each([
    ['check', [spec]],
    ['diff', [spec, spec]],
    ['build', [spec, '--out', folder.at('built'), '--target', 'tfjs-inference']],
    ['verify', [spec, '--backend', 'cpu']],
    ['weights check', [spec, weights]],
  ])('is taken by %s', async (command, args) => {
    const { status, stderr } = await netspec([...command.split(' '), ...args, ...input, '--quiet']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('netspec run', () => {
  const run = (...args: readonly string[]) =>
    netspec(['run', spec, '--weights', weights, '--backend', 'cpu', '--quiet', '--no-color', ...args]);

  it('takes the size from the inputs', async () => {
    const extra = `extra=${folder.at('extra3.npy')}`;
    const { status, stdout } = await run('--input', 'tokens=1,2,3', '--input', extra, '--input', 'length=3');
    expect({ status, stdout }).toMatchObject({ status: 0, stdout: expect.stringContaining('1x3x3') });
  });

  it.each([
    [['tokens=1,2,3', `extra=${folder.at('extra4.npy')}`], 'length is 3 in tokens and 4 in extra'],
    [['tokens=1,2,3', `extra=${folder.at('extra3.npy')}`, 'length=4'], 'length is 4 as set and 3 in tokens'],
  ])('refuses %s', async (inputs, message) => {
    const { status, stderr } = await run(...inputs.flatMap((input) => ['--input', input]));
    expect(status).toBe(1);
    expect(stderr).toContain(`error size-mismatch: ${message}`);
  });
});

it.each([
  ['length=9', 1, 'error size-mismatch: length is 9, but its maximum is 8'],
  ['tokens=1', 1, 'error size-mismatch: length is 1, but its minimum is 2'],
  ['length=3x2', 1, 'error size-mismatch: length is one size, not a shape'],
  ['lenght=3', 2, 'Net has no input "lenght"; did you mean length?'],
  ['5', 2, 'Net has several inputs (tokens, extra): name the input: --input tokens=150x150x3'],
])('%s is refused', async (input, status, message) => {
  const done = await netspec(['check', spec, '--input', input, '--no-color']);
  expect(done.status).toBe(status);
  expect(done.stdout + done.stderr).toContain(message);
});
