import { notAPermutation } from '../diagnostics/messages/shapes.js';
import { formatShape } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import { axisFromEnd } from './compute.js';
import { RuleFault } from './fault.js';
import { anyTensor, defineOp } from './op.js';

export const permute = defineOp({
  name: 'permute',
  keras: 'Permute',
  aliases: [['Transpose', 'its axes count from 1, without the batch: dims: [2, 1]']],
  doc: 'The axes in another order.',
  kind: 'shape',
  figure: { shows: 'dims' },
  inputs: anyTensor,
  attributes: {
    dims: attribute(
      { type: 'integers', minimum: 1 },
      {
        doc: 'The axes in their new order, numbered from 1 without the batch: [3, 1, 2] puts channels first.',
        aliases: ['perm', 'order', 'permutation', 'axes', 'axis'],
      },
    ),
  },
  window: ({ dims }) => ({ kind: dims.every((axis, index) => axis === index + 1) ? 'same' : 'none' }),
  infer({ x }, { dims }) {
    const { shape } = x;
    const isPermutation = dims.length === shape.length && shape.every((_, index) => dims.includes(index + 1));
    if (!isPermutation) return new RuleFault(notAPermutation(formatShape(shape), shape.length), { attribute: 'dims' });
    return { output: { ...x, shape: dims.map((axis) => shape[axis - 1] ?? 1) } };
  },
  compute: (t, { x }, _, { dims }) =>
    t.transpose(
      x,
      dims.map((axis) => axisFromEnd(axis, t.rank(x))),
    ),
});
