/** Inputs with more positions than the table of the network: generated code says so. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { generate } from '../../src/run/verify/load.js';
import { modelOf } from '../model.js';

beforeAll(() => tf.setBackend('cpu'));

const text = `netspec: 1
name: positions
sizes: {length: {maximum: 4}}
inputs: {x: length x 2}
layers:
- {op: position_embedding, name: wpe, sequence_length: 4}
outputs: {y: wpe}
`;

test('a sequence that is longer than the table', async () => {
  const net = await generate(modelOf(text))();
  expect((net.predict(tf.ones([1, 4, 2])) as tf.Tensor).shape).toEqual([1, 4, 2]);
  expect(() => net.predict(tf.ones([1, 5, 2]))).toThrow('The input has 5 positions, but the table has only 4.');
});
