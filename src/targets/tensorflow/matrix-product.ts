/** Products of matrices as expressions. */
import { array, call } from '../code/layout.js';
import { TargetLimit } from '../target.js';
import { calling, type TensorExpression } from './tensor-expression.js';

/** A product of the matrices in the last two axes. One matrix on the right multiplies all rows on the left. */
export function matrixProduct(a: TensorExpression, b: TensorExpression): TensorExpression {
  const isBatched = a.isBatched || b.isBatched;
  const [left, right] = [a, b].map((x) => x.rank + (x.isBatched ? 1 : 0));
  if (left === right) return { rank: a.rank, isBatched, ...calling('matMul', [a, b]) };
  // The gradient of tf.matMul does not broadcast.
  if (right !== 2 || b.isBatched) throw new TargetLimit('a product of matrices that broadcasts');
  const rows: TensorExpression = {
    rank: 1,
    isBatched,
    isStep: true,
    inputs: [],
    named: [a, b],
    write: (_, [x = '', kernel = '']) => call('tf.reshape', [x, array(['-1', `...${kernel}.shape.slice(0, 1)`])]),
    hint: 'rows',
  };
  const products: TensorExpression = {
    rank: 1,
    isBatched,
    isStep: true,
    ...calling('matMul', [rows, b], [], 'products'),
  };
  return {
    rank: a.rank,
    isBatched,
    inputs: [products],
    named: [a, b],
    write: ([code = ''], [x = '', kernel = '']) =>
      call('tf.reshape', [code, array([`...${x}.shape.slice(0, -1)`, `...${kernel}.shape.slice(1)`])]),
    hint: 'y',
    isStep: true,
  };
}
