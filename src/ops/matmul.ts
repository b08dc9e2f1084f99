import { innerSizes, otherMatrices } from '../diagnostics/messages/attention.js';
import { type Dim, formatShape, multiply, product, type Shape, sameDim } from '../expressions/shape.js';
import { attribute } from './attributes.js';
import { RuleFault } from './fault.js';
import { type Assume, defineOp } from './op.js';

const transposed = (side: string, aliases: readonly string[]) =>
  attribute(
    { type: 'boolean' },
    { doc: `Whether the last two axes of the ${side} input change places.`, default: false, aliases },
  );

/** The last two sizes of a matrix. */
function sidesOf(shape: Shape, isTransposed: boolean): readonly [Dim, Dim] {
  const [rows = 1, columns = 1] = shape.slice(-2);
  return isTransposed ? [columns, rows] : [rows, columns];
}

export const matmul = defineOp({
  name: 'matmul',
  keras: 'Matmul',
  aliases: [
    'bmm',
    'BatchMatMul',
    'dot_product',
    [
      'Dot',
      'for axes: [2, 1]; for axes: [2, 2] also write transpose_right: true, for axes: [1, 1] transpose_left: true',
    ],
    ['einsum', 'with transpose_left or transpose_right where needed'],
  ],
  doc: 'Products of the matrices in the last two dimensions of its inputs. Earlier dimensions must be equal.',
  kind: 'join',
  inputs: { left: { rank: [2, 4] }, right: { rank: [2, 4] } },
  attributes: {
    transpose_left: transposed('first', ['transpose_a', 'adj_x', 'trans_a', 'transA']),
    transpose_right: transposed('second', ['transpose_b', 'adj_y', 'trans_b', 'transB']),
  },
  companions: ['activation'],
  window: () => ({ kind: 'none' }),
  infer({ left, right }, { transpose_left, transpose_right }, assume) {
    const before = left.shape.slice(0, -2);
    if (!areSame(before, right.shape.slice(0, -2), assume))
      return new RuleFault(otherMatrices(formatShape(left.shape), formatShape(right.shape)), { input: 1 });
    const [rows, inner] = sidesOf(left.shape, transpose_left);
    const [other, columns] = sidesOf(right.shape, transpose_right);
    if (!areSame([inner], [other], assume)) {
      const message = innerSizes(
        formatShape([rows, inner]),
        formatShape([other, columns]),
        formatShape([inner]),
        formatShape([other]),
      );
      return new RuleFault(message, { input: 1 });
    }
    return { output: { ...left, shape: [...before, rows, columns] } };
  },
  macs: ({ left }, { transpose_left }, output) => multiply(product(output), sidesOf(left.shape, transpose_left)[1]),
  compute(t, { left, right }, _, { transpose_left, transpose_right }) {
    const turned = (x: typeof left) => t.transpose(x, [...t.axes(x).slice(0, -2), -1, -2]);
    return t.matmul(transpose_left ? turned(left) : left, transpose_right ? turned(right) : right);
  },
});

/** Whether shapes are equal, or are assumed to be where sizes are unknown. */
function areSame(a: Shape, b: Shape, assume: Assume): boolean {
  if (a.length !== b.length || a.some((dim, axis) => sameDim(dim, b[axis] ?? 1) === false)) return false;
  for (const [axis, dim] of a.entries()) {
    const other = b[axis] ?? 1;
    if (sameDim(dim, other) === undefined) assume(`${dim} == ${other}`);
  }
  return true;
}
