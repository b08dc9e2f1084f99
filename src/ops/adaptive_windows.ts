/** Windows that cover a side: of m over n elements, window i extends from floor(i * n / m) to ceil((i + 1) * n / m). */
import type { Algebra } from '../algebra/algebra.js';

/** Whether a window holds an element: one row for each window. */
function windows<T, N>(t: Algebra<T, N>, size: N, count: N): T {
  const window = t.unsqueeze(t.range(count), -1);
  const bound = (at: T): T => t.divide(t.multiply(at, t.constant(size)), t.constant(count));
  const first = t.unary('floor', bound(window));
  const end = t.unary('ceil', bound(t.add(window, t.constant(1))));
  const position = t.range(size);
  return t.multiply(t.compare('lessEqual', first, position), t.compare('less', position, end));
}

/** The means of windows over an axis, as a product with a matrix, which multiplies the last axis. */
export function windowMeans<T, N>(t: Algebra<T, N>, x: T, axis: number, count: N): T {
  const inside = windows(t, t.size(x, axis), count);
  const means = t.transpose(t.divide(inside, t.reduce('sum', inside, [-1])), [-1, -2]);
  const swapped = t.axes(x).map((own) => (own === axis ? -1 : own === -1 ? axis : own));
  return t.transpose(t.matmul(t.transpose(x, swapped), means), swapped);
}

/** Less than any value of a network. */
const least = -3e38;

/** The maxima of windows over an axis. */
export function windowMaxima<T, N>(t: Algebra<T, N>, x: T, axis: number, count: N): T {
  let inside = windows(t, t.size(x, axis), count);
  for (let after = axis; after < -1; after += 1) inside = t.unsqueeze(inside, -1);
  const mask = t.named(inside, 'inside');
  const outside = t.multiply(t.subtract(t.constant(1), mask), t.constant(least));
  const values = t.add(t.multiply(t.unsqueeze(x, axis - 1), mask), outside);
  return t.squeeze(t.reduce('max', values, [axis]), [axis]);
}
