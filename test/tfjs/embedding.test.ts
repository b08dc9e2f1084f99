/** Training of embeddings: the rows of the tokens that are seen are learned, and no others. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile.js';
import { useBackend } from '../../src/run/verify/backends.js';
import { generate } from '../../src/run/verify/load.js';
import type { BackendName } from '../../src/run/verify/targets.js';
import { backends } from '../tensorflow/backends.js';

const text = `
netspec: 1
name: Net
inputs: {tokens: {shape: 2x3, dtype: int32, below: 5}}
layers:
- {op: embedding, name: Table, vocabulary: 5, units: 4, embeddings_regularizer: {l2: 0.0}}
- {op: flatten, name: Flat}
- {op: dense, name: Head, units: 1}
outputs: {y: Head}
`;

// TensorFlow.js has no such gradient on wasm, as the table of faults says.
const there = backends.filter(({ backend, isThere }) => isThere && backend !== 'wasm').map(({ backend }) => backend);

describe.each(there)('on %s', (backend: BackendName) => {
  test('the loss falls, and rows of other tokens stay', async () => {
    await useBackend(backend);
    const { model } = compile(text);
    if (!model) throw new Error('no model');
    const network = await generate(model)();
    const rows = () => network.getLayer('Table').getWeights()[0]?.arraySync() as number[][];
    const before = rows();
    // No token is 4.
    const tokens = tf.randomUniform([32, 2, 3], 0, 4, 'int32', 1);
    const goal = tf.randomUniform([32, 1], -1, 1, 'float32', 2);
    network.compile({ optimizer: tf.train.adam(0.05), loss: 'meanSquaredError' });
    const { history } = await network.fit(tokens, goal, { epochs: 30, verbose: 0 });
    const losses = history.loss as number[];
    expect(losses.at(-1)).toBeLessThan(0.5 * (losses[0] ?? 0));
    const after = rows();
    for (const token of [0, 1, 2, 3]) expect(after[token]).not.toEqual(before[token]);
    expect(after[4]).toEqual(before[4]);
  });
});
