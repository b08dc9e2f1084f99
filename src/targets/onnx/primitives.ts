/** The algebra as nodes of an ONNX graph, on tensors with channels last. */
import {
  Algebra,
  type DilatedWindow,
  type Recurred,
  type Recurrence,
  type SlidingWindow,
} from '../../algebra/algebra.js';
import type { Binary, ComparisonOp, Reduction, Unary } from '../../algebra/elementwise.js';
import { Shapes } from '../../algebra/shapes.js';
import { type Dim, isKnown, type Shape } from '../../expressions/shape.js';
import type { DType } from '../../ops/types.js';
import { TargetLimit } from '../target.js';
import type { GraphBuilder } from './graph.js';
import { loopOver } from './loops.js';
import { flags, lastPosition, type OnnxSize, type OnnxTensor, TensorNodes } from './tensor-nodes.js';
import { crop, paddingOf } from './windows.js';

const unaries: Readonly<Record<Exclude<Unary, 'relu6'>, string>> = {
  negate: 'Neg',
  abs: 'Abs',
  sign: 'Sign',
  exp: 'Exp',
  log: 'Log',
  sqrt: 'Sqrt',
  floor: 'Floor',
  ceil: 'Ceil',
  erf: 'Erf',
  cos: 'Cos',
  sin: 'Sin',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  relu: 'Relu',
  elu: 'Elu',
  softplus: 'Softplus',
};
const binaries: Readonly<Record<Binary, string>> = {
  add: 'Add',
  subtract: 'Sub',
  multiply: 'Mul',
  divide: 'Div',
  maximum: 'Max',
  minimum: 'Min',
};
const comparisons: Readonly<Record<ComparisonOp, string>> = { equal: 'Equal', less: 'Less', lessEqual: 'LessOrEqual' };
const reductions: Readonly<Record<Exclude<Reduction, 'sum'>, string>> = {
  mean: 'ReduceMean',
  max: 'ReduceMax',
  min: 'ReduceMin',
  product: 'ReduceProd',
};

const shapes = new Shapes();
const dimOf = (size: OnnxSize): Dim => (typeof size === 'number' ? size : size.dim);

export class Nodes extends Algebra<OnnxTensor, OnnxSize> {
  private readonly nodes: TensorNodes;

  constructor(private readonly graph: GraphBuilder) {
    super();
    this.nodes = new TensorNodes(graph);
  }

  rank(x: OnnxTensor): number {
    return x.shape.length;
  }

  size(x: OnnxTensor, axis: number): OnnxSize {
    const dim = shapes.size(x.shape, axis);
    return isKnown(dim) ? dim : { dim, of: x, axis };
  }

  literal(value: OnnxSize): number {
    return shapes.literal(dimOf(value));
  }

  ratio(dividend: OnnxSize, divisor: OnnxSize): OnnxSize {
    return this.literal(dividend) / this.literal(divisor);
  }

  constant(value: OnnxSize): OnnxTensor {
    const name =
      typeof value === 'number'
        ? this.graph.floats(`value_${value}`, [value], [])
        : this.nodes.floatOf(this.nodes.sizeOf(value));
    return { name, shape: [], isBatched: false };
  }

  table(shape: readonly number[], values: () => Float64Array, dtype: DType): OnnxTensor {
    return { name: this.graph.table('value', shape, values, dtype), shape, isBatched: false, ...flags[dtype] };
  }

  range(count: OnnxSize): OnnxTensor {
    const shape = [dimOf(count)];
    if (typeof count === 'number') {
      const values = Array.from({ length: count }, (_, index) => index);
      return { name: this.graph.floats(`range_${count}`, values), shape, isBatched: false };
    }
    const bounds = [0, 1].map((value) => this.graph.floats(`value_${value}`, [value], []));
    const name = this.graph.node('Range', [
      bounds[0] ?? '',
      this.nodes.floatOf(this.nodes.sizeOf(count)),
      bounds[1] ?? '',
    ]);
    return { name, shape, isBatched: false };
  }

  unary(what: Unary, x: OnnxTensor): OnnxTensor {
    if (what !== 'relu6') return { ...x, name: this.graph.node(unaries[what], [this.nodes.numbers(x)]) };
    const bounds = [0, 6].map((value) => this.graph.floats(`value_${value}`, [value], []));
    return { ...x, name: this.graph.node('Clip', [x.name, ...bounds]) };
  }

  binary(what: Binary, a: OnnxTensor, b: OnnxTensor): OnnxTensor {
    return this.nodes.elementwise(binaries[what], [a, b], shapes.binary(what, a.shape, b.shape));
  }

  compare(what: ComparisonOp, a: OnnxTensor, b: OnnxTensor): OnnxTensor {
    const { name, shape, isBatched } = this.nodes.elementwise(
      comparisons[what],
      [a, b],
      shapes.binary('add', a.shape, b.shape),
    );
    return { name, shape, isBatched, isBoolean: true };
  }

  select(condition: OnnxTensor, yes: OnnxTensor, no: OnnxTensor): OnnxTensor {
    const shape = shapes.select(condition.shape, yes.shape, no.shape);
    const isTrue = condition.isBoolean ? condition : { ...condition, name: this.nodes.cast(condition.name, 'bool') };
    const [a, b] = [yes, no].map((x) => ({ ...x, name: this.nodes.numbers(x) }));
    const names = this.nodes.aligned([isTrue, ...(a && b ? [a, b] : [])]);
    return {
      name: this.graph.node('Where', names),
      shape,
      isBatched: [condition, yes, no].some(({ isBatched }) => isBatched),
    };
  }

  reduce(how: Reduction, x: OnnxTensor, axes: readonly number[]): OnnxTensor {
    const shape = shapes.reduce(how, x.shape, axes);
    const name = this.nodes.numbers(x);
    const reduced =
      how === 'sum'
        ? this.graph.node('ReduceSum', [name, this.nodes.integers(axes)])
        : this.graph.node(reductions[how], [name], { axes });
    return { name: reduced, shape, isBatched: x.isBatched };
  }

  matmul(a: OnnxTensor, b: OnnxTensor): OnnxTensor {
    if (a.shape.length < 2 && b.isBatched) throw new TargetLimit('a product of a vector with a matrix per example');
    const name = this.graph.node('MatMul', [this.nodes.numbers(a), this.nodes.numbers(b)]);
    return { name, shape: shapes.matmul(a.shape, b.shape), isBatched: a.isBatched || b.isBatched };
  }

  convolve(
    x: OnnxTensor,
    kernel: OnnxTensor,
    { strides, padding, dilation, groups }: DilatedWindow<OnnxSize>,
  ): OnnxTensor {
    const window = { strides: strides.map(literal), padding, dilation: dilation.map(literal), groups: literal(groups) };
    const sizes = kernel.shape.slice(0, -2).map((size) => shapes.literal(size));
    const spatial = sizes.map((_, axis) => axis);
    const order = this.nodes.transposed(kernel, [-1, -2, ...spatial.map((axis) => axis - kernel.shape.length)]);
    const output = this.graph.node('Conv', [this.channelsFirst(x), order.name], {
      kernel_shape: sizes,
      strides: window.strides,
      dilations: window.dilation,
      group: window.groups,
      ...this.padding(x, sizes, { ...window, dilation_rate: window.dilation }),
    });
    return this.channelsLast(output, shapes.convolve(x.shape, kernel.shape, window));
  }

  convolveTransposed(): OnnxTensor {
    throw new TargetLimit('a transposed convolution');
  }

  pool(
    how: 'mean' | 'max',
    x: OnnxTensor,
    sizes: readonly OnnxSize[],
    { strides, padding }: SlidingWindow<OnnxSize>,
  ): OnnxTensor {
    const window = { strides: strides.map(literal), padding };
    const lengths = sizes.map(literal);
    const whole = { name: this.channelsFirst(x), shape: x.shape, layout: 'first' } as const;
    const given = crop(whole, lengths, window, this.graph);
    const pads = paddingOf(given.shape, lengths, window);
    // ONNX Runtime takes zeros before a pool for the pool's own padding, unless that has a name.
    const isOfPad = given === whole && this.graph.makerOf(x) === 'Pad';
    const output = this.graph.node(how === 'max' ? 'MaxPool' : 'AveragePool', [given.name], {
      kernel_shape: lengths,
      strides: window.strides,
      ...(isOfPad ? { auto_pad: isPadded(pads) ? 'SAME_UPPER' : 'VALID' } : pads),
    });
    return this.channelsLast(output, shapes.pool(how, x.shape, lengths, window));
  }

  reshape(x: OnnxTensor, sizes: readonly OnnxSize[]): OnnxTensor {
    const shape = shapes.reshape(x.shape, sizes.map(dimOf));
    return this.nodes.reshaped(x, sizes, shape);
  }

  split(x: OnnxTensor, axis: number, parts: OnnxSize): OnnxTensor {
    return this.nodes.reshapedTo(x, shapes.split(x.shape, axis, dimOf(parts)), axis);
  }

  merge(x: OnnxTensor, axis: number): OnnxTensor {
    return this.nodes.reshapedTo(x, shapes.merge(x.shape, axis), axis + 1);
  }

  transpose(x: OnnxTensor, order: readonly number[]): OnnxTensor {
    return this.nodes.transposed(x, order);
  }

  slice(x: OnnxTensor, axis: number, from: number, to = lastPosition): OnnxTensor {
    const shape = shapes.slice(x.shape, axis, from, to === lastPosition ? undefined : to);
    const inputs = [x.name, ...[from, to, axis].map((value) => this.nodes.integers([value]))];
    return { ...x, name: this.graph.node('Slice', inputs), shape };
  }

  pad(x: OnnxTensor, margins: ReadonlyMap<number, readonly [OnnxSize, OnnxSize]>, value = 0): OnnxTensor {
    const known = new Map(
      [...margins].map(([axis, [before, after]]) => [axis, [literal(before), literal(after)] as const]),
    );
    const ofAxes = this.axes(x).map((axis) => known.get(axis) ?? [0, 0]);
    const pads = [0, 1].flatMap((end) => [...(x.isBatched ? [0] : []), ...ofAxes.map((ends) => ends[end] ?? 0)]);
    return {
      ...x,
      name: this.graph.node('Pad', [
        x.name,
        this.nodes.integers(pads),
        ...(value === 0 ? [] : [this.constant(value).name]),
      ]),
      shape: shapes.pad(x.shape, known),
    };
  }

  concat(xs: readonly OnnxTensor[], axis: number): OnnxTensor {
    if (new Set(xs.map(({ isBatched }) => isBatched)).size > 1)
      throw new TargetLimit('a concatenation of what has no batch');
    const isBoolean = xs.every((x) => x.isBoolean);
    const names = xs.map((x) => (isBoolean ? x.name : this.nodes.numbers(x)));
    const shape = shapes.concat(
      xs.map((x) => x.shape),
      axis,
    );
    const concat = { name: this.graph.node('Concat', names, { axis }), shape, isBatched: xs[0]?.isBatched ?? false };
    return isBoolean ? { ...concat, isBoolean } : concat;
  }

  gather(x: OnnxTensor, positions: OnnxTensor, axis: number): OnnxTensor {
    const shape = shapes.gather(x.shape, positions.shape, axis);
    if (positions.isBatched && x.shape.length + axis > 0) return this.gatherBehind(x, positions, axis);
    const isPerExample = x.isBatched && positions.isBatched;
    const at = positions.isInteger && !isPerExample ? positions.name : this.nodes.cast(positions.name, 'int64');
    const name = isPerExample
      ? this.graph.node('GatherND', [x.name, this.graph.node('Unsqueeze', [at, this.nodes.integers([-1])])], {
          batch_dims: 1,
        })
      : this.graph.node('Gather', [x.name, at], { axis: x.isBatched ? axis : x.shape.length + axis });
    return { ...x, name, shape, isBatched: x.isBatched || positions.isBatched };
  }

  /** Along an axis that is not the first, at positions of each example: with that axis first, then moved back. */
  private gatherBehind(x: OnnxTensor, positions: OnnxTensor, axis: number): OnnxTensor {
    const others = this.axesBut(x, axis);
    const rows = this.gather(this.transpose(x, [axis, ...others]), positions, -x.shape.length);
    const [chosen, kept] = [this.axes(rows).slice(0, -others.length), this.axes(rows).slice(-others.length)];
    const before = x.shape.length + axis;
    return this.transpose(rows, [...kept.slice(0, before), ...chosen, ...kept.slice(before)]);
  }

  expand(x: OnnxTensor, axis: number, size: OnnxSize): OnnxTensor {
    const shape = shapes.expand(x.shape, axis, dimOf(size));
    const length = x.shape.length;
    const target = Array.from(
      { length: length + (x.isBatched ? 1 : 0) },
      (_, place, last = length + (x.isBatched ? 1 : 0)) => (place - last === axis ? size : 1),
    );
    return { ...x, name: this.graph.node('Expand', [x.name, this.nodes.shapeOf(target)]), shape };
  }

  recur(x: OnnxTensor, recurrence: Recurrence<OnnxTensor, OnnxSize>): Recurred<OnnxTensor> {
    return loopOver(x, recurrence, this.graph);
  }

  override roll(x: OnnxTensor, axis: number, by: number): OnnxTensor {
    const size = this.size(x, axis);
    if (typeof size === 'number') return super.roll(x, axis, by);
    const first = this.graph.node('Mod', [this.nodes.integers([-by]), this.nodes.sizeOf(size)]);
    const [zero, end, axes] = [0, lastPosition, axis].map((value) => this.nodes.integers([value]));
    const parts = [
      [first, end],
      [zero, first],
    ].map(([from = '', to = '']) => this.graph.node('Slice', [x.name, from, to, axes ?? '']));
    return { ...x, name: this.graph.node('Concat', parts, { axis }) };
  }

  override softmax(x: OnnxTensor, axis: number): OnnxTensor {
    return { ...x, name: this.graph.node('Softmax', [x.name], { axis }) };
  }

  // -------------------------------------------------------------- windows

  private channelsFirst(x: OnnxTensor): string {
    return this.nodes.transposed(x, [-1, ...this.axesBut(x, -1)]).name;
  }

  private channelsLast(name: string, shape: Shape): OnnxTensor {
    const rank = shape.length;
    const first = { name, shape: [...shape.slice(-1), ...shape.slice(0, -1)], isBatched: true };
    return this.nodes.transposed(first, [...Array.from({ length: rank - 1 }, (_, axis) => axis - rank + 1), -rank]);
  }

  private padding(
    { shape }: OnnxTensor,
    sizes: readonly number[],
    window: Pick<DilatedWindow<number>, 'strides' | 'padding'> & { readonly dilation_rate?: readonly number[] },
  ) {
    const leavesRest = sizes.some((size, axis) => !isKnown(shape[axis] ?? 1) && (window.strides[axis] ?? 1) > size);
    if (window.padding === 'same' && leavesRest)
      throw new TargetLimit('same padding with gaps between the windows of an unknown size');
    return paddingOf(shape, sizes, window);
  }
}

/** Whether there is padding, or the engine computes how much. */
const isPadded = ({ pads, auto_pad }: ReturnType<typeof paddingOf>): boolean =>
  auto_pad !== undefined || (Array.isArray(pads) && pads.some((size) => size > 0));

const literal = (size: OnnxSize): number => shapes.literal(dimOf(size));
