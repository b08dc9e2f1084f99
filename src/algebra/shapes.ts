/** The algebra on shapes: the shape of each result, with unknown sizes. */
import {
  add,
  type Dim,
  floorDivide,
  isKnown,
  multiply,
  type Padding,
  product,
  type Shape,
  sameDim,
  sum,
  windowCount,
  windowExtent,
} from '../expressions/shape.js';
import {
  Algebra,
  type DilatedWindow,
  type Recurred,
  type Recurrence,
  type SlidingWindow,
  type TransposedWindow,
} from './algebra.js';
import type { Binary } from './elementwise.js';

/** An error about shapes that do not fit together. */
const misfit = (what: string, ...shapes: readonly Shape[]): Error =>
  new Error(`${what} of ${shapes.map((shape) => shape.join('x')).join(' and ')}`);

/** A shape with one size replaced. */
const replaced = (shape: Shape, axis: number, ...sizes: readonly Dim[]): Shape =>
  shape.toSpliced(shape.length + axis, 1, ...sizes);

/** A window along one axis. */
export interface AxisWindow {
  readonly size: Dim;
  readonly stride: Dim;
  readonly dilation: Dim;
  readonly padding: Padding;
}

export class Shapes extends Algebra<Shape, Dim> {
  rank(x: Shape): number {
    return x.length;
  }

  size(x: Shape, axis: number): Dim {
    const size = x.at(axis);
    if (size === undefined) throw misfit(`axis ${axis}`, x);
    return size;
  }

  literal(value: Dim): number {
    if (!isKnown(value)) throw new Error(`${value} must be known`);
    return value;
  }

  ratio(dividend: Dim, divisor: Dim): Dim {
    return this.quotient(dividend, divisor);
  }

  constant(): Shape {
    return [];
  }

  table(shape: readonly number[]): Shape {
    return shape;
  }

  range(count: Dim): Shape {
    return [count];
  }

  /** The sizes that operands broadcast to, aligned at the last axis. */
  private broadcast(a: Shape, b: Shape): Shape {
    const rank = Math.max(a.length, b.length);
    const sizeOf = (shape: Shape, place: number): Dim => shape[place - (rank - shape.length)] ?? 1;
    return Array.from({ length: rank }, (_, place) => {
      const [one, other] = [sizeOf(a, place), sizeOf(b, place)];
      if (one === 1 || other === 1) return one === 1 ? other : one;
      if (isKnown(one) && isKnown(other) && one !== other) throw misfit('broadcast', a, b);
      return sameDim(one, other) ? one : this.eitherSize(one, other);
    });
  }

  /** The size of an axis of two operands if it is not known to be the same. */
  protected eitherSize(one: Dim, _other: Dim): Dim {
    return one;
  }

  unary(_: string, x: Shape): Shape {
    return x;
  }

  binary(_: Binary, a: Shape, b: Shape): Shape {
    return this.broadcast(a, b);
  }

  compare(_: string, a: Shape, b: Shape): Shape {
    return this.broadcast(a, b);
  }

  select(condition: Shape, yes: Shape, no: Shape): Shape {
    return this.broadcast(this.broadcast(yes, no), condition);
  }

  reduce(_: string, x: Shape, axes: readonly number[]): Shape {
    return x.map((dim, place) => (axes.includes(place - x.length) ? 1 : dim));
  }

  matmul(a: Shape, b: Shape): Shape {
    return [...this.broadcast(a.slice(0, -2), b.slice(0, -2)), ...a.slice(-2, -1), this.size(b, -1)];
  }

  convolve(x: Shape, kernel: Shape, { strides, padding, dilation }: DilatedWindow<Dim>): Shape {
    // Causal padding leaves as many windows as padding on both ends.
    const window = { strides, padding: padding === 'valid' ? 'valid' : 'same' } as const;
    return [...this.slide(x, kernel.slice(0, -2), window, dilation), this.size(kernel, -1)];
  }

  convolveTransposed(x: Shape, kernel: Shape, { strides, dilation, groups }: TransposedWindow<Dim>): Shape {
    const sizes = x.slice(0, -1).map((size, axis) => {
      const [length, stride, rate] = [kernel[axis], strides[axis], dilation[axis]].map((one) => this.literal(one ?? 1));
      return add(multiply(size, stride ?? 1), windowExtent(length ?? 1, rate ?? 1) - (stride ?? 1));
    });
    return [...sizes, multiply(this.size(kernel, -2), groups)];
  }

  pool(_: string, x: Shape, sizes: readonly Dim[], window: SlidingWindow<Dim>): Shape {
    return [...this.slide(x, sizes, window), this.size(x, -1)];
  }

  private slide(
    x: Shape,
    sizes: readonly Dim[],
    { strides, padding }: SlidingWindow<Dim>,
    dilation: readonly Dim[] = [],
  ): Shape {
    return sizes.map((size, axis) =>
      this.windows(x[axis] ?? 1, { size, stride: strides[axis] ?? 1, dilation: dilation[axis] ?? 1, padding }),
    );
  }

  /** The number of windows along an axis. */
  protected windows(input: Dim, { size, stride, dilation, padding }: AxisWindow): Dim {
    const extent = windowExtent(this.literal(size), this.literal(dilation));
    return windowCount(input, extent, this.literal(stride), padding);
  }

  reshape(x: Shape, sizes: readonly Dim[]): Shape {
    // Unknown sizes that stay cancel out.
    const open = [...x];
    const rest = sizes.filter((size) => {
      const same = isKnown(size) ? -1 : open.findIndex((dim) => sameDim(dim, size));
      if (same >= 0) open.splice(same, 1);
      return size !== -1 && same < 0;
    });
    return sizes.map((size) => (size === -1 ? this.quotient(product(open), product(rest)) : size));
  }

  split(x: Shape, axis: number, parts: Dim): Shape {
    return replaced(x, axis, parts, this.quotient(this.size(x, axis), parts));
  }

  protected quotient(size: Dim, divisor: Dim): Dim {
    if (isKnown(divisor)) return floorDivide(size, divisor);
    if (sameDim(size, divisor)) return 1;
    throw new Error(`${size} does not divide by ${divisor}`);
  }

  merge(x: Shape, axis: number): Shape {
    return replaced(replaced(x, axis + 1), axis + 1, multiply(this.size(x, axis), this.size(x, axis + 1)));
  }

  transpose(x: Shape, order: readonly number[]): Shape {
    return order.map((axis) => this.size(x, axis));
  }

  slice(x: Shape, axis: number, from: number, to?: number): Shape {
    const size = this.size(x, axis);
    const at = (position: number): Dim => (position < 0 ? add(size, position) : position);
    return replaced(x, axis, add(to === undefined ? size : at(to), multiply(-1, at(from))));
  }

  pad(x: Shape, margins: ReadonlyMap<number, readonly [Dim, Dim]>): Shape {
    return x.map((dim, place) => sum([dim, ...(margins.get(place - x.length) ?? [])]));
  }

  concat(xs: readonly Shape[], axis: number): Shape {
    const [first = []] = xs;
    return replaced(first, axis, sum(xs.map((x) => this.size(x, axis))));
  }

  gather(x: Shape, positions: Shape, axis: number): Shape {
    return replaced(x, axis, ...positions);
  }

  override affine(x: Shape): Shape {
    return x;
  }

  override oneHot(positions: Shape, count: Dim): Shape {
    return [...positions, count];
  }

  override roll(x: Shape): Shape {
    return x;
  }

  override rotate(x: Shape): Shape {
    return x;
  }

  override repeat(x: Shape, axis: number, times: Dim): Shape {
    return replaced(x, axis, multiply(this.size(x, axis), times));
  }

  override project(x: Shape, kernel: Shape, _: Shape | undefined, axes: 1 | 2 = 1): Shape {
    return [...x.slice(0, -axes), ...kernel.slice(axes)];
  }

  expand(x: Shape, axis: number, size: Dim): Shape {
    return replaced(x, axis, size);
  }

  recur(x: Shape, { size, initial }: Recurrence<Shape, Dim>): Recurred<Shape> {
    const state = [...x.slice(1, -1), size];
    return { sequence: [...x.slice(0, 1), ...state], last: initial.map(() => state) };
  }
}
