/**
 * The algebra that ops compute with: primitives on tensors, with the meaning that ONNX and StableHLO give them.
 *
 * An instance says what a tensor is and what each primitive does: shapes, values in double precision, code, nodes of a
 * graph. What is built of primitives is written here once; an instance that knows something better overrides it.
 *
 * The batch is implicit, and axes count from the end: -1 is the last. Operands broadcast as in NumPy: shapes are aligned
 * at their last axes, and a size of 1 stands for all.
 */

import { type Activation, activations } from './activations.js';
import type { Binary, ComparisonOp, Reduction, Unary } from './elementwise.js';

/** How a window moves: for each spatial axis of a tensor whose last axis has its channels. */
export interface SlidingWindow<N> {
  readonly strides: readonly N[];
  readonly padding: 'same' | 'valid';
}

export interface DilatedWindow<N> extends SlidingWindow<N> {
  readonly dilation: readonly N[];
  /** How many groups of channels are convolved each by itself. */
  readonly groups: N | number;
}

/** What batch norm goes by, one of each for a channel. */
export interface Statistics<T> {
  readonly mean: T;
  readonly variance: T;
  readonly gamma: T | undefined;
  readonly beta: T | undefined;
}

/** `T` is a tensor, `N` a whole number or a number that an instance may not know: a size, an attribute. */
export abstract class Algebra<T, N> {
  /** How many axes a tensor has without the batch. */
  abstract rank(x: T): number;
  abstract size(x: T, axis: number): N;
  /** The value of a number that decides which primitives are applied. */
  abstract literal(value: N): number;

  /** One number. */
  abstract constant(value: N | number): T;
  /** A vector of 0, 1, 2, ..., one less than the count. */
  abstract range(count: N): T;

  abstract unary(what: Unary, x: T): T;
  abstract binary(what: Binary, a: T, b: T): T;
  /** 1 where it holds, 0 elsewhere. */
  abstract compare(what: ComparisonOp, a: T, b: T): T;
  /** `yes` where the condition is not 0, `no` elsewhere. */
  abstract select(condition: T, yes: T, no: T): T;

  /** Reduces axes to a size of 1. */
  abstract reduce(how: Reduction, x: T, axes: readonly number[]): T;
  /** Products of the matrices in the last two axes; the axes before them broadcast. A vector on the left is a row. */
  abstract matmul(a: T, b: T): T;
  /** The kernel has the window's sizes, the input channels of a group, and the output channels. */
  abstract convolve(x: T, kernel: T, window: DilatedWindow<N>): T;
  /** The gradient of a convolution to its input. The kernel has the window's sizes, output channels, input channels. */
  abstract convolveTransposed(x: T, kernel: T, window: SlidingWindow<N>): T;
  /** The mean or the greatest value of each window, channel by channel; what lies in the padding does not count. */
  abstract pool(how: 'mean' | 'max', x: T, sizes: readonly N[], window: SlidingWindow<N>): T;

  /** The same elements in another shape; one size may be -1, and follows from the rest. */
  abstract reshape(x: T, sizes: readonly (N | number)[]): T;
  /** Divides an axis into two: so many parts, and what each of them has. */
  abstract split(x: T, axis: number, parts: N | number): T;
  /** Makes one axis of an axis and the one behind it. */
  abstract merge(x: T, axis: number): T;
  /** Axes in another order: `[-1, -3, -2]` puts the last of three first. */
  abstract transpose(x: T, order: readonly number[]): T;
  /** The elements along an axis from one position up to and without another; what is negative counts from the end. */
  abstract slice(x: T, axis: number, from: number, to?: number): T;
  /** Zeros before and behind the elements of axes. */
  abstract pad(x: T, margins: ReadonlyMap<number, readonly [N, N]>): T;
  abstract concat(xs: readonly T[], axis: number): T;
  /** The slices along an axis at the positions that a tensor holds, whose axes take the place of that axis. */
  abstract gather(x: T, positions: T, axis: number): T;
  /** Repeats an axis of size 1. */
  abstract expand(x: T, axis: number, size: N): T;

  // -------------------------------------------------------------- what is built of them

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

  /** Its axes without some. */
  axesBut(x: T, ...axes: readonly number[]): readonly number[] {
    return this.axes(x).filter((axis) => !axes.includes(axis));
  }

  /** Takes axes of size 1 away. */
  squeeze(x: T, axes: readonly number[]): T {
    return this.reshape(
      x,
      this.axesBut(x, ...axes).map((axis) => this.size(x, axis)),
    );
  }

  /** Adds an axis of size 1, which then is at that place. */
  unsqueeze(x: T, axis: number): T {
    const sizes: (N | number)[] = this.axes(x).map((own) => this.size(x, own));
    sizes.splice(sizes.length + 1 + axis, 0, 1);
    return this.reshape(x, sizes);
  }

  /** Each element so many times, one behind the other. */
  repeat(x: T, axis: number, times: N): T {
    return this.merge(this.expand(this.unsqueeze(x, axis), axis, times), axis - 1);
  }

  /** Times gamma, plus beta, as far as they are there. */
  affine(x: T, gamma: T | undefined, beta: T | undefined): T {
    const scaled = gamma === undefined ? x : this.multiply(x, gamma);
    return beta === undefined ? scaled : this.add(scaled, beta);
  }

  /** Less the mean over axes, divided by the root of the variance plus epsilon. */
  standardize(x: T, axes: readonly number[], epsilon: N | number): T {
    const centred = this.subtract(x, this.reduce('mean', x, axes));
    const variance = this.reduce('mean', this.multiply(centred, centred), axes);
    return this.divide(centred, this.unary('sqrt', this.add(variance, this.constant(epsilon))));
  }

  /** Less a mean, divided by the root of a variance plus epsilon, then times gamma and plus beta as far as they are there. */
  batchNorm(x: T, { mean, variance, gamma, beta }: Statistics<T>, epsilon: N | number): T {
    const deviation = this.unary('sqrt', this.add(variance, this.constant(epsilon)));
    return this.affine(this.divide(this.subtract(x, mean), deviation), gamma, beta);
  }

  softmax(x: T, axis: number): T {
    const powers = this.unary('exp', this.subtract(x, this.reduce('max', x, [axis])));
    return this.divide(powers, this.reduce('sum', powers, [axis]));
  }

  activate(x: T, activation: Activation): T {
    return activations[activation.word](this, x, activation);
  }
}
