/** The algebra on values in double precision. Only requested elements are computed; sums remember theirs. */
import {
  Algebra,
  type DilatedWindow,
  type Recurred,
  type Recurrence,
  type SlidingWindow,
  type TransposedWindow,
} from '../algebra/algebra.js';
import type { Binary, ComparisonOp, Reduction, Unary } from '../algebra/elementwise.js';
import { Shapes } from '../algebra/shapes.js';
import { binaries, comparisons, unaries } from './elementwise.js';
import {
  broadcast,
  countOf,
  given,
  indexOf,
  type Lazy,
  moved,
  once,
  Products,
  placeOf,
  remembered,
  settled,
  stepsOf,
} from './lazy.js';
import { reductions } from './reductions.js';
import { tapsInto, tapsOf } from './windows.js';

/** The rules for shapes, with known sizes. */
const shapes = new Shapes();
const sized = (shape: ReturnType<Shapes['constant']>): readonly number[] => shape.map((dim) => shapes.literal(dim));

export class ReferenceAlgebra extends Algebra<Lazy, number> {
  rank(x: Lazy): number {
    return x.shape.length;
  }

  size(x: Lazy, axis: number): number {
    return shapes.literal(shapes.size(x.shape, axis));
  }

  literal(value: number): number {
    return value;
  }

  ratio(dividend: number, divisor: number): number {
    return dividend / divisor;
  }

  constant(value: number): Lazy {
    return given([], [value]);
  }

  table(shape: readonly number[], values: () => Float64Array): Lazy {
    return given(shape, Float32Array.from(values()));
  }

  range(count: number): Lazy {
    return { shape: [count], value: (index) => index, spread: (index) => index };
  }

  unary(what: Unary, x: Lazy): Lazy {
    const { value, slope = () => 1, own = () => 0 } = unaries[what];
    const spread = (index: number): number => {
      const at = x.value(index);
      const result = value(at);
      return slope(at, result) * x.spread(index) + own(result);
    };
    return { shape: x.shape, value: (index) => value(x.value(index)), spread };
  }

  binary(what: Binary, a: Lazy, b: Lazy): Lazy {
    const { value, spread } = binaries[what];
    const shape = sized(shapes.binary(what, a.shape, b.shape));
    const [ofA, ofB] = [broadcast(a.shape, shape), broadcast(b.shape, shape)];
    return {
      shape,
      value: (index) => value(a.value(ofA(index)), b.value(ofB(index))),
      spread(index) {
        const [left, right] = [ofA(index), ofB(index)];
        return spread(a.value(left), b.value(right), a.spread(left), b.spread(right));
      },
    };
  }

  compare(what: ComparisonOp, a: Lazy, b: Lazy): Lazy {
    const holds = comparisons[what];
    const shape = sized(shapes.compare(what, a.shape, b.shape));
    const [ofA, ofB] = [broadcast(a.shape, shape), broadcast(b.shape, shape)];
    const value = (index: number): number => (holds(a.value(ofA(index)), b.value(ofB(index))) ? 1 : 0);
    return { shape, value, spread: value };
  }

  select(condition: Lazy, yes: Lazy, no: Lazy): Lazy {
    const shape = sized(shapes.select(condition.shape, yes.shape, no.shape));
    const [c, y, n] = [broadcast(condition.shape, shape), broadcast(yes.shape, shape), broadcast(no.shape, shape)];
    return {
      shape,
      value: (index) => (condition.value(c(index)) ? yes.value(y(index)) : no.value(n(index))),
      // Rounding may decide which of the two it is.
      spread: (index) => Math.max(yes.spread(y(index)), no.spread(n(index))),
    };
  }

  reduce(how: Reduction, x: Lazy, axes: readonly number[]): Lazy {
    const shape = sized(shapes.reduce(how, x.shape, axes));
    const steps = stepsOf(x.shape);
    // The offsets of the reduced elements from the first one are the same everywhere.
    const offsets = axes.reduce<readonly number[]>(
      (all, axis) => {
        const step = steps.at(axis) ?? 1;
        return all.flatMap((offset) => Array.from({ length: this.size(x, axis) }, (_, at) => offset + at * step));
      },
      [0],
    );
    const firstOf = (index: number): number => indexOf(placeOf(index, shape), x.shape);
    return remembered(shape, (index) => reductions[how](x, firstOf(index), offsets));
  }

  matmul(a: Lazy, b: Lazy): Lazy {
    const shape = sized(shapes.matmul(a.shape, b.shape));
    const [depth, columns] = [this.size(b, -2), this.size(b, -1)];
    const rows = a.shape.length > 1 ? this.size(a, -2) : 1;
    const outer = shape.slice(0, a.shape.length > 1 ? -2 : -1);
    const [matrixOfA, matrixOfB] = [broadcast(a.shape.slice(0, -2), outer), broadcast(b.shape.slice(0, -2), outer)];
    return remembered(shape, (index) => {
      const [row, column] = [Math.floor(index / columns), index % columns];
      const matrix = Math.floor(row / rows);
      const left = (matrixOfA(matrix) * rows + (row % rows)) * depth;
      const right = matrixOfB(matrix) * depth * columns + column;
      const sum = new Products();
      for (let at = 0; at < depth; at += 1) sum.add(a, left + at, b, right + at * columns);
      return sum.element;
    });
  }

  convolve(x: Lazy, kernel: Lazy, window: DilatedWindow<number>): Lazy {
    const shape = sized(shapes.convolve(x.shape, kernel.shape, window));
    const [channels, depth, filters] = [this.size(x, -1), this.size(kernel, -2), this.size(kernel, -1)];
    const taps = tapsOf(pixelsOf(x.shape), pixelsOf(shape), kernel.shape.slice(0, -2), window, window.dilation);
    const filtersOfGroup = filters / window.groups;
    return remembered(shape, (index) => {
      const filter = index % filters;
      const first = Math.floor(filter / filtersOfGroup) * depth;
      const sum = new Products();
      for (const { at, pixel } of taps(Math.floor(index / filters)))
        for (let channel = 0; channel < depth; channel += 1)
          sum.add(x, pixel * channels + first + channel, kernel, (at * depth + channel) * filters + filter);
      return sum.element;
    });
  }

  convolveTransposed(x: Lazy, kernel: Lazy, window: TransposedWindow<number>): Lazy {
    const shape = sized(shapes.convolveTransposed(x.shape, kernel.shape, window));
    const [channels, ofGroup] = [this.size(x, -1), this.size(kernel, -2)];
    const [filters, depth] = [ofGroup * window.groups, channels / window.groups];
    const taps = tapsInto(pixelsOf(x.shape), pixelsOf(shape), kernel.shape.slice(0, -2), window);
    return remembered(shape, (index) => {
      const filter = index % ofGroup;
      const first = Math.floor((index % filters) / ofGroup) * depth;
      const sum = new Products();
      for (const { at, pixel } of taps(Math.floor(index / filters)))
        for (let channel = first; channel < first + depth; channel += 1)
          sum.add(x, pixel * channels + channel, kernel, (at * ofGroup + filter) * channels + channel);
      return sum.element;
    });
  }

  pool(how: 'mean' | 'max', x: Lazy, sizes: readonly number[], window: SlidingWindow<number>): Lazy {
    const shape = sized(shapes.pool(how, x.shape, sizes, window));
    const channels = this.size(x, -1);
    const taps = tapsOf(pixelsOf(x.shape), pixelsOf(shape), sizes, window, []);
    return remembered(shape, (index) => {
      const pixels = taps(Math.floor(index / channels)).map(({ pixel }) => pixel * channels);
      return reductions[how](x, index % channels, pixels);
    });
  }

  reshape(x: Lazy, sizes: readonly number[]): Lazy {
    return { ...x, shape: sized(shapes.reshape(x.shape, sizes)) };
  }

  split(x: Lazy, axis: number, parts: number): Lazy {
    return { ...x, shape: sized(shapes.split(x.shape, axis, parts)) };
  }

  merge(x: Lazy, axis: number): Lazy {
    return { ...x, shape: sized(shapes.merge(x.shape, axis)) };
  }

  transpose(x: Lazy, order: readonly number[]): Lazy {
    const shape = sized(shapes.transpose(x.shape, order));
    const steps = stepsOf(x.shape);
    return moved(x, shape, (index) =>
      placeOf(index, shape).reduce((at, position, axis) => at + position * (steps.at(order[axis] ?? 0) ?? 1), 0),
    );
  }

  slice(x: Lazy, axis: number, from: number, to?: number): Lazy {
    const first = from < 0 ? from + this.size(x, axis) : from;
    const shape = sized(shapes.slice(x.shape, axis, from, to));
    return this.shifted(x, shape, axis, first);
  }

  pad(x: Lazy, margins: ReadonlyMap<number, readonly [number, number]>, value = 0): Lazy {
    const shape = sized(shapes.pad(x.shape, margins));
    const before = x.shape.map((_, place) => margins.get(place - x.shape.length)?.[0] ?? 0);
    /** The flat index in x, or -1. */
    const from = (index: number): number => {
      const place = placeOf(index, shape).map((position, axis) => position - (before[axis] ?? 0));
      return place.every((position, axis) => position >= 0 && position < (x.shape[axis] ?? 1))
        ? indexOf(place, x.shape)
        : -1;
    };
    const read = (of: (index: number) => number, outside: number) => (index: number) => {
      const at = from(index);
      return at < 0 ? outside : of(at);
    };
    return { shape, value: read(x.value, value), spread: read(x.spread, 0) };
  }

  concat(xs: readonly Lazy[], axis: number): Lazy {
    const shape = sized(
      shapes.concat(
        xs.map((x) => x.shape),
        axis,
      ),
    );
    let first = 0;
    const parts = xs.map((x) => {
      const part = { x: this.shifted(x, shape, axis, -first), first };
      first += this.size(x, axis);
      return part;
    });
    const partOf = (index: number): Lazy => {
      const position = placeOf(index, shape).at(axis) ?? 0;
      return parts.findLast((part) => part.first <= position)?.x ?? given([], []);
    };
    return { shape, value: (index) => partOf(index).value(index), spread: (index) => partOf(index).spread(index) };
  }

  gather(x: Lazy, positions: Lazy, axis: number): Lazy {
    const shape = sized(shapes.gather(x.shape, positions.shape, axis));
    const inner = countOf(x.shape.slice(x.shape.length + axis + 1));
    const count = countOf(positions.shape);
    return moved(x, shape, (index) => {
      const [outer, position] = [Math.floor(index / inner / count), Math.floor(index / inner) % count];
      return (outer * this.size(x, axis) + positions.value(position)) * inner + (index % inner);
    });
  }

  expand(x: Lazy, axis: number, size: number): Lazy {
    const shape = sized(shapes.expand(x.shape, axis, size));
    return moved(x, shape, broadcast(x.shape, shape));
  }

  /** Any of its elements needs all steps before, which are computed in order: that bounds the depth of calls. */
  recur(x: Lazy, { size, initial, isReversed, step }: Recurrence<Lazy, number>): Recurred<Lazy> {
    const sequence = sized(shapes.recur(x.shape, { size, initial: [], isReversed, step: () => [] }).sequence);
    const [steps = 1, ...ofStep] = x.shape;
    const ofState = sequence.slice(1);
    const [inStep, inState] = [countOf(ofStep), countOf(ofState)];
    const run = once(() => {
      let states: readonly Lazy[] = initial.map((state) => state ?? given(ofState, new Float64Array(inState)));
      const after: Lazy[] = [];
      for (let done = 0; done < steps; done += 1) {
        const at = isReversed ? steps - 1 - done : done;
        const now = moved(x, ofStep, (index) => at * inStep + index);
        states = step(now, states).map(settled);
        after[at] = states[0] ?? now;
      }
      return { after, states };
    });
    const stateAfter = (index: number): Lazy => run().after[Math.floor(index / inState)] ?? x;
    const stateAt = (state: number): Lazy => run().states[state] ?? x;
    return {
      sequence: {
        shape: sequence,
        value: (index) => stateAfter(index).value(index % inState),
        spread: (index) => stateAfter(index).spread(index % inState),
      },
      last: initial.map((_, state) => ({
        shape: ofState,
        value: (index) => stateAt(state).value(index),
        spread: (index) => stateAt(state).spread(index),
      })),
    };
  }

  /** A tensor read from a shape that differs along one axis, shifted by some positions. */
  private shifted(x: Lazy, shape: readonly number[], axis: number, by: number): Lazy {
    return moved(x, shape, (index) => {
      const place = placeOf(index, shape);
      return indexOf(place.with(axis, (place.at(axis) ?? 0) + by), x.shape);
    });
  }
}

/** The sizes of an image without channels. */
const pixelsOf = (shape: readonly number[]): readonly number[] => shape.slice(0, -1);
