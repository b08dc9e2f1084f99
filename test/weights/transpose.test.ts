import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { useBackend } from '../../src/run/verify/backends.js';
import { transpose } from '../../src/weights/transpose.js';

beforeAll(() => useBackend('cpu'));

const shapes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 5 });
const orders = shapes.chain((shape) =>
  fc.tuple(fc.constant(shape), fc.shuffledSubarray([...shape.keys()], { minLength: shape.length })),
);

test('axes come in the order that TensorFlow.js brings them into', () => {
  fc.assert(
    fc.property(orders, ([shape, order]) => {
      const data = Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_, i) => i);
      const expected = tf.transpose(tf.tensor(data, shape), order);
      expect(transpose(data, shape, order)).toEqual(expected.dataSync());
    }),
    { seed: 1 },
  );
});
