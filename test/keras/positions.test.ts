/** Inputs with more positions than the table of the network: generated code says so. */
import { expect, test } from 'vitest';
import { kerasCode } from '../../src/targets/keras/index.js';
import { modelOf } from '../model.js';
import { hasPackages, python, runScript } from './python.js';

const { KERAS_BACKEND: backend = 'jax' } = process.env;

const text = `netspec: 1
name: positions
sizes: {length: {maximum: 4}}
inputs: {x: length x 2}
layers:
- {op: position_embedding, name: wpe, sequence_length: 4}
outputs: {y: wpe}
`;

test.skipIf(!hasPackages('keras', backend))(
  `a sequence that is longer than the table, on ${backend} (needs keras and ${backend} in ${python})`,
  { timeout: 60_000 },
  async () => {
    const given = { code: kerasCode(modelOf(text, { file: 'positions.yaml' })), lengths: [4, 5] };
    const [shape, error] = (await runScript('positions.py', given, backend)) as readonly [readonly number[], string];
    expect(shape).toEqual([1, 4, 2]);
    expect(error).toContain('ValueError');
    expect(error).toContain('The input has 5 positions, but the table has only 4.');
  },
);
