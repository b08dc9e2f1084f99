import {
  elementsDiffer,
  noAxisInShape,
  nothingLeft,
  notOne,
  severalOpen,
  zeroSize,
} from '../diagnostics/messages/shapes.js';
import { canBe, type Dim, floorDivide, formatShape, isKnown, product } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import { axisAliases } from './axes.js';
import { axisFromEnd } from './compute.js';
import { RuleFault } from './fault.js';
import { anyValues, defineOp } from './op.js';

export const flatten = defineOp({
  name: 'flatten',
  keras: 'Flatten',
  doc: 'Flattens the input to one dimension.',
  kind: 'shape',
  inputs: anyValues,
  attributes: {},
  window: () => ({ kind: 'none' }),
  infer: ({ x }) => ({ output: { ...x, shape: [product(x.shape)] } }),
  compute: (t, { x }) => t.reshape(x, [-1]),
});

export const reshape = defineOp({
  name: 'reshape',
  keras: 'Reshape',
  doc: 'Changes the shape and keeps the elements.',
  kind: 'shape',
  inputs: anyValues,
  attributes: {
    target_shape: attribute(
      { type: 'integers', minimum: -1 },
      {
        doc: 'The new shape, without the batch. One size can be -1, which is computed from the others.',
        aliases: ['shape', 'new_shape', 'size', 'dims'],
      },
    ),
  },
  window: () => ({ kind: 'none' }),
  infer({ x }, { target_shape }, assume) {
    const open = target_shape.filter((dim) => dim === -1).length;
    const fixed = target_shape.filter((dim) => dim !== -1).reduce((size, dim) => size * dim, 1);
    const total = product(x.shape);
    const text = target_shape.join('x');
    const at = { attribute: 'target_shape' };
    if (open > 1) return new RuleFault(severalOpen(text), at);
    if (target_shape.includes(0)) return new RuleFault(zeroSize(text), at);
    const isWhole = open === 0 ? canBe(total, fixed) : !isKnown(total) || total % fixed === 0;
    if (!isWhole) {
      return new RuleFault(elementsDiffer(formatShape(x.shape), String(total), text), at);
    }
    if (!isKnown(total) && open === 0) assume(`${total} == ${fixed}`);
    const shape = target_shape.map((dim): Dim => (dim === -1 ? floorDivide(total, fixed) : dim));
    return { output: { ...x, shape } };
  },
  compute: (t, { x }, _, { target_shape }) => t.reshape(x, target_shape),
});

export const squeeze = defineOp({
  name: 'squeeze',
  keras: 'Reshape',
  doc: 'Removes dimensions of size 1.',
  kind: 'shape',
  inputs: anyValues,
  attributes: {
    axis: attribute(
      { type: 'integers' },
      {
        doc: 'The axes to remove, numbered as in Keras: 1 and 2 are height and width, -1 is the last. 0, the batch, is not allowed.',
        default: [1, 2],
        aliases: axisAliases,
      },
    ),
  },
  window: () => ({ kind: 'none' }),
  infer({ x }, { axis }, assume) {
    const { shape } = x;
    const gone = axis.map((index) => (index < 0 ? shape.length + index : index - 1));
    if (new Set(gone).size >= shape.length) {
      return new RuleFault(nothingLeft(formatShape(shape)), { attribute: 'axis' });
    }
    for (const [index, dimension] of gone.entries()) {
      if (dimension < 0 || dimension >= shape.length) {
        return new RuleFault(noAxisInShape(Number(axis[index]), formatShape(shape), shape.length), {
          attribute: 'axis',
        });
      }
      const dim = shape[dimension] ?? 1;
      if (!canBe(dim, 1)) {
        return new RuleFault(notOne(Number(axis[index]), formatShape(shape), String(dim)), { attribute: 'axis' });
      }
      if (dim !== 1) assume(`${dim} == 1`);
    }
    return { output: { ...x, shape: shape.filter((_, dimension) => !gone.includes(dimension)) } };
  },
  compute(t, { x }, _, { axis }) {
    const rank = t.rank(x);
    return t.squeeze(
      x,
      axis.map((one) => axisFromEnd(one, rank)),
    );
  },
});
