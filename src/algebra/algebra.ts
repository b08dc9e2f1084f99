/**
 * The algebra that ops compute with: primitives on tensors, with the semantics of ONNX and StableHLO.
 *
 * An instance defines what a tensor is and what each primitive does: shapes, values in double precision, code, nodes of
 * a graph. Functions built from primitives are defined here; an instance may override them.
 *
 * The batch is implicit, and axes count from the end: -1 is the last. Operands broadcast as in NumPy: shapes are aligned
 * at their last axes, and axes of size 1 are repeated.
 */

import { type Activation, activations } from './activations.js';
import type { Binary, ComparisonOp, Reduction, Unary } from './elementwise.js';
import type { RotaryForm } from './rotary.js';

/** The movement of a window along each spatial axis; the channels are the last axis. */
export interface SlidingWindow<N> {
  readonly strides: readonly (N | number)[];
  readonly padding: 'same' | 'valid';
}

export interface DilatedWindow<N> extends Omit<SlidingWindow<N>, 'padding'> {
  /** causal pads the beginning alone. */
  readonly padding: SlidingWindow<N>['padding'] | 'causal';
  readonly dilation: readonly (N | number)[];
  /** The number of groups of channels; each group is convolved by itself. */
  readonly groups: N | number;
}

/** The movement of the window of a transposed convolution over its output. */
export type TransposedWindow<N> = Omit<DilatedWindow<N>, 'padding'>;

/** The statistics and weights of batch norm, one of each per channel. */
export interface Statistics<T> {
  readonly mean: T;
  readonly variance: T;
  readonly gamma: T | undefined;
  readonly beta: T | undefined;
}

/** A loop over the steps of a sequence, each of which changes some states. */
export interface Recurrence<T, N> {
  /** The number of channels of each state. Its other axes are those of a step. */
  readonly size: N;
  /** The states before the first step; zeros if undefined. */
  readonly initial: readonly (T | undefined)[];
  /** Whether it starts with the last step. */
  readonly isReversed: boolean;
  /** The states after a step. */
  readonly step: (x: T, states: readonly T[]) => readonly T[];
}

/** The results of a loop. */
export interface Recurred<T> {
  /** The first state after each step, in the order of the steps. */
  readonly sequence: T;
  /** All states after the last step. */
  readonly last: readonly T[];
}

/** `T` is a tensor. `N` is a number that an instance may not know: a size or an attribute. */
export abstract class Algebra<T, N> {
  /** The number of axes, without the batch. */
  abstract rank(x: T): number;
  abstract size(x: T, axis: number): N;
  /** The value of a number on which the choice of primitives depends. Throws if the instance does not know it. */
  abstract literal(value: N): number;

  /** The quotient of numbers that divide. */
  abstract ratio(dividend: N, divisor: N | number): N;

  /** A tensor without axes that holds one number. */
  abstract constant(value: N | number): T;
  /** A tensor of known values, row-major; booleans are 0 and 1. `values` computes them when they are needed. */
  abstract table(shape: readonly number[], values: () => Float64Array, dtype: 'float32' | 'int32' | 'bool'): T;
  /** The vector 0, 1, 2, ..., count - 1. */
  abstract range(count: N): T;

  abstract unary(what: Unary, x: T): T;
  abstract binary(what: Binary, a: T, b: T): T;
  /** 1 where the comparison is true, 0 elsewhere. */
  abstract compare(what: ComparisonOp, a: T, b: T): T;
  /** `yes` where the condition is not 0, `no` elsewhere. */
  abstract select(condition: T, yes: T, no: T): T;

  /** Reduces axes to size 1. */
  abstract reduce(how: Reduction, x: T, axes: readonly number[]): T;
  /** Products of the matrices in the last two axes; earlier axes broadcast. A vector on the left is a row. */
  abstract matmul(a: T, b: T): T;
  /** `kernel` has the sizes of the window, the input channels of a group, and the output channels. */
  abstract convolve(x: T, kernel: T, window: DilatedWindow<N>): T;
  /**
   * The gradient of a convolution without padding with respect to its input: all that the kernel reaches. `kernel` has
   * the sizes of the window, the output channels of a group, and the input channels of all groups.
   */
  abstract convolveTransposed(x: T, kernel: T, window: TransposedWindow<N>): T;
  /** The mean or maximum of each window, per channel; padding does not count. */
  abstract pool(how: 'mean' | 'max', x: T, sizes: readonly N[], window: SlidingWindow<N>): T;

  /** The same elements in another shape. One size may be -1; it follows from the others. */
  abstract reshape(x: T, sizes: readonly (N | number)[]): T;
  /** Splits an axis into two, of which the first has size `parts`. */
  abstract split(x: T, axis: number, parts: N | number): T;
  /** Merges an axis with the next one. */
  abstract merge(x: T, axis: number): T;
  /** Reorders axes: `[-1, -3, -2]` puts the last of three first. */
  abstract transpose(x: T, order: readonly number[]): T;
  /** The elements along an axis from `from` up to, but not including, `to`. Negative positions count from the end. */
  abstract slice(x: T, axis: number, from: number, to?: number): T;
  /** Adds a value, 0 by default, before and after the elements of axes. */
  abstract pad(x: T, margins: ReadonlyMap<number, readonly [N | number, N | number]>, value?: number): T;
  abstract concat(xs: readonly T[], axis: number): T;
  /** The slices along an axis at the given positions. The axes of `positions` replace that axis. */
  abstract gather(x: T, positions: T, axis: number): T;
  /** Repeats an axis of size 1. */
  abstract expand(x: T, axis: number, size: N): T;

  /** The parts of an axis: as many equal ones as a number says, or of the given sizes. */
  partition(x: T, axis: number, parts: number | readonly number[]): readonly T[] {
    if (typeof parts === 'number') {
      const split = this.split(x, axis, parts);
      return Array.from({ length: parts }, (_, part) =>
        this.merge(this.slice(split, axis - 1, part, part + 1), axis - 1),
      );
    }
    return parts.map((size, part) => {
      const from = parts.slice(0, part).reduce((sum, before) => sum + before, 0);
      return this.slice(x, axis, from, from + size);
    });
  }

  /** A loop along the first axis: over vectors, or over images. */
  abstract recur(x: T, recurrence: Recurrence<T, N>): Recurred<T>;

  // -------------------------------------------------------------- lists of tensors

  /** The inputs of a port that takes several, joined from the left: the first with the second, that with the third. */
  fold(xs: readonly [T, ...T[]], join: (a: T, b: T) => T): T {
    const [first, ...others] = xs;
    return others.reduce(join, first);
  }

  /** How many inputs a port has. */
  count(xs: readonly T[]): N | number {
    return xs.length;
  }

  // -------------------------------------------------------------- built from primitives

  add(a: T, b: T): T {
    return this.binary('add', a, b);
  }

  subtract(a: T, b: T): T {
    return this.binary('subtract', a, b);
  }

  multiply(a: T, b: T): T {
    return this.binary('multiply', a, b);
  }

  divide(a: T, b: T): T {
    return this.binary('divide', a, b);
  }

  /** The axes of a tensor from the first to the last: -3, -2, -1. */
  axes(x: T): readonly number[] {
    const rank = this.rank(x);
    return Array.from({ length: rank }, (_, axis) => axis - rank);
  }

  /** All axes but the given ones. */
  axesBut(x: T, ...axes: readonly number[]): readonly number[] {
    return this.axes(x).filter((axis) => !axes.includes(axis));
  }

  /** Removes axes of size 1. */
  squeeze(x: T, axes: readonly number[]): T {
    return this.reshape(
      x,
      this.axesBut(x, ...axes).map((axis) => this.size(x, axis)),
    );
  }

  /** Inserts an axis of size 1 at a position. */
  unsqueeze(x: T, axis: number): T {
    const sizes: (N | number)[] = this.axes(x).map((own) => this.size(x, own));
    sizes.splice(sizes.length + 1 + axis, 0, 1);
    return this.reshape(x, sizes);
  }

  /** The equal parts of the last axis, each of a size. */
  parts(x: T, count: number, _size: N): readonly T[] {
    const split = this.split(x, -1, count);
    return Array.from({ length: count }, (_, index) => this.squeeze(this.slice(split, -2, index, index + 1), [-2]));
  }

  /** Repeats each element, with its copies side by side. */
  repeat(x: T, axis: number, times: N): T {
    return this.merge(this.expand(this.unsqueeze(x, axis), axis, times), axis - 1);
  }

  /** The elements shifted along an axis. What is shifted beyond the end comes back at the start. */
  roll(x: T, axis: number, by: number): T {
    const size = this.size(x, axis);
    const shift = typeof size === 'number' ? by % size : by;
    return shift === 0 ? x : this.concat([this.slice(x, axis, -shift), this.slice(x, axis, 0, -shift)], axis);
  }

  /** For each number, a vector of so many elements, of which the one at that position is 1, and the others are 0. */
  oneHot(positions: T, count: N): T {
    const isAt = this.compare('equal', this.unsqueeze(positions, -1), this.range(count));
    return this.select(isAt, this.constant(1), this.constant(0));
  }

  /** The first rows of a table; code throws if there are fewer. */
  firstRows(table: T, count: N): T {
    return this.gather(table, this.range(count), -2);
  }

  /**
   * Products of the last `axes` axes of `x` with the first of a kernel, of which the other axes replace them; plus a bias
   * of those axes.
   */
  project(x: T, kernel: T, bias: T | undefined, axes: 1 | 2 = 1): T {
    const heads = this.rank(kernel) > axes + 1 ? this.size(kernel, -2) : undefined;
    const matrix = axes === 2 ? this.merge(kernel, -3) : heads === undefined ? kernel : this.merge(kernel, -2);
    const products = this.matmul(axes === 2 ? this.merge(x, -2) : x, matrix);
    return this.affine(heads === undefined ? products : this.split(products, -1, heads), undefined, bias);
  }

  /**
   * Rotary positions (Su et al., arXiv:2104.09864): pairs of channels, the last axis, are rotated by an angle that grows
   * with the position along another axis. The frequencies of the pairs fall from 1 to 1 / wavelength.
   */
  rotate(x: T, axis: number, form: RotaryForm, wavelength: N): T {
    const count = this.ratio(this.size(x, -1), 2);
    const [first, second] = this.partition(form === 'half' ? x : this.split(x, -1, count), -1, 2);
    if (first === undefined || second === undefined) return x;
    const exponents = this.divide(this.range(count), this.constant(count));
    const frequencies = this.unary(
      'exp',
      this.multiply(exponents, this.unary('negate', this.unary('log', this.constant(wavelength)))),
    );
    let positions = this.range(this.size(x, axis));
    for (let missing = axis; missing < -1; missing += 1) positions = this.unsqueeze(positions, -1);
    const product = this.multiply(positions, frequencies);
    const angles = form === 'half' ? product : this.unsqueeze(product, -1);
    const [cosines, sines] = [this.unary('cos', angles), this.unary('sin', angles)];
    const turned = [
      this.subtract(this.multiply(first, cosines), this.multiply(second, sines)),
      this.add(this.multiply(second, cosines), this.multiply(first, sines)),
    ];
    const rotated = this.concat(turned, -1);
    return form === 'half' ? rotated : this.merge(rotated, -2);
  }

  /**
   * In training, a share of the elements becomes 0 at random, and the others grow to make up for it. Along some axes, all
   * elements share their fate.
   */
  dropout(x: T, _rate: N, _shared: readonly number[] = []): T {
    return x;
  }

  /** The same tensor; code calls it by this name. */
  named(x: T, _name: string): T {
    return x;
  }

  /** `x * gamma + beta`, without those that are absent; the shape is that of `x`. */
  affine(x: T, gamma: T | undefined, beta: T | undefined): T {
    const scaled = gamma === undefined ? x : this.multiply(x, gamma);
    return beta === undefined ? scaled : this.add(scaled, beta);
  }

  /** `(x - mean) / sqrt(variance + epsilon)`, with mean and variance over the given axes. */
  standardize(x: T, axes: readonly number[], epsilon: N | number): T {
    const centred = this.subtract(x, this.reduce('mean', x, axes));
    const variance = this.reduce('mean', this.multiply(centred, centred), axes);
    return this.divide(centred, this.unary('sqrt', this.add(variance, this.constant(epsilon))));
  }

  /** `(x - mean) / sqrt(variance + epsilon) * gamma + beta`, without gamma and beta if they are absent. */
  batchNorm(x: T, { mean, variance, gamma, beta }: Statistics<T>, epsilon: N | number): T {
    const deviation = this.unary('sqrt', this.add(variance, this.constant(epsilon)));
    return this.affine(this.divide(this.subtract(x, mean), deviation), gamma, beta);
  }

  softmax(x: T, axis: number): T {
    const powers = this.unary('exp', this.subtract(x, this.reduce('max', x, [axis])));
    return this.divide(powers, this.reduce('sum', powers, [axis]));
  }

  /** The logarithm of softmax over the last axis. */
  logSoftmax(x: T): T {
    const shifted = this.subtract(x, this.reduce('max', x, [-1]));
    return this.subtract(shifted, this.unary('log', this.reduce('sum', this.unary('exp', shifted), [-1])));
  }

  activate(x: T, activation: Activation<N | number>): T {
    return activations[activation.word](this, x, activation);
  }
}
