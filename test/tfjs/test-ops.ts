/** Ops that have what no op of the language has yet: several ports, an optional one, other shapes, settings that decide. */

import { attribute } from '../../src/ops/attributes.js';
import { axisFromEnd } from '../../src/ops/compute.js';
import { kernelInitializer, kernelRegularizer } from '../../src/ops/initializers.js';
import { anyTensor, defineOp, severalTensors } from '../../src/ops/op.js';
import { channelsOf } from '../../src/ops/types.js';
import { kernel } from '../../src/ops/weights.js';

/** How alike each of some vectors is to each of others, with a bias for each pair. */
const likeness = defineOp({
  name: 'likeness',
  keras: 'Likeness',
  doc: 'Products of vectors with others, after one learned matrix.',
  kind: 'join',
  inputs: { query: { rank: 2 }, key: { rank: 2 }, mask: { rank: 2, optional: true } },
  attributes: {
    units: attribute({ type: 'integer', minimum: 1 }, { doc: 'The size in between.' }),
    scores: attribute({ type: 'choice', choices: ['linear', 'softmax'] }, { doc: 'What follows.', default: 'linear' }),
    kernel_initializer: kernelInitializer,
    kernel_regularizer: kernelRegularizer,
  },
  infer: ({ query, key }) => ({ output: { ...query, shape: [query.shape[0] ?? 1, key.shape[0] ?? 1] } }),
  weights: ({ query }, { units }) => ({ kernel: kernel('io', [channelsOf(query), units]) }),
  compute(t, { query, key, mask }, learned, { scores }) {
    const [left, right] = [query, key].map((x) => t.matmul(x, learned.kernel));
    if (left === undefined || right === undefined) return query;
    const products = t.matmul(left, t.transpose(right, [-1, -2]));
    const masked = mask === undefined ? products : t.add(products, mask);
    return scores === 'softmax' ? t.softmax(masked, -1) : masked;
  },
});

const extreme = defineOp({
  name: 'extreme',
  keras: 'Extreme',
  doc: 'The least or the greatest values along axes.',
  kind: 'pool',
  inputs: anyTensor,
  attributes: {
    axis: attribute({ type: 'integers' }, { doc: 'As Keras counts them.', default: [-1] }),
    how: attribute({ type: 'choice', choices: ['min', 'max'] }, { doc: 'Which of them.' }),
    keepdims: attribute({ type: 'boolean' }, { doc: 'Whether the axes stay.', default: false }),
  },
  infer({ x }, { axis, keepdims }) {
    const gone = axis.map((one) => axisFromEnd(one, x.shape.length) + x.shape.length);
    const shape = keepdims
      ? x.shape.map((dim, at) => (gone.includes(at) ? 1 : dim))
      : x.shape.filter((_, at) => !gone.includes(at));
    return { output: { ...x, shape } };
  },
  compute(t, { x }, _, { axis, how, keepdims }) {
    const axes = axis.map((one) => axisFromEnd(one, t.rank(x)));
    const reduced = t.reduce(how, x, axes);
    return keepdims ? reduced : t.squeeze(reduced, axes);
  },
});

const times = defineOp({
  name: 'times',
  keras: 'Times',
  doc: 'Each vector so many times, and the mean of all inputs.',
  kind: 'join',
  inputs: severalTensors,
  attributes: { count: attribute({ type: 'integer', minimum: 1 }, { doc: 'How many times.', default: 2 }) },
  infer: ({ xs: [x] }, { count }) => ({ output: { ...x, shape: [...x.shape.slice(0, -1), count, channelsOf(x)] } }),
  compute(t, { xs }, _, { count }) {
    const mean = t.divide(
      t.fold(xs, (a, b) => t.add(a, b)),
      t.constant(t.count(xs)),
    );
    return t.expand(t.unsqueeze(mean, -2), -2, count);
  },
});

export const testOps = { likeness, extreme, times };
