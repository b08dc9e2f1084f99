/** Parts of tensors by name, which maps take for tensors that hold several weights. */
import { expect, test } from 'vitest';
import { partIn } from '../../src/weights/parts.js';

const data = Float32Array.from({ length: 24 }, (_, index) => index);
const tensors = new Map([['W', { name: 'W', dtype: 'F32', shape: [4, 6], read: () => Promise.resolve(data) }]]);

test.each([
  ['W[0/2]', [2, 6], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
  ['W[3/4]', [1, 6], [18, 19, 20, 21, 22, 23]],
  ['W[:, 2/3]', [4, 2], [4, 5, 10, 11, 16, 17, 22, 23]],
  ['W[:,0/6]', [4, 1], [0, 6, 12, 18]],
])('%s', async (name, shape, values) => {
  const part = partIn(tensors, name);
  expect(part?.tensor).toMatchObject({ name, shape });
  expect([...((await part?.tensor.read()) ?? [])]).toEqual(values);
});

test.each(['W', 'W[0/3]', 'W[2/2]', 'W[0/0]', 'W[:, :, 0/1]', 'V[0/2]', 'W[0/2', 'W[-1/2]'])('%s is none', (name) => {
  expect(partIn(tensors, name)).toBeUndefined();
});
