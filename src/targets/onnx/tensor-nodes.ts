/** Nodes of an ONNX graph on tensors with channels last: casts, axes and sizes. */
import { Shapes } from '../../algebra/shapes.js';
import { type Dim, isKnown, type Shape } from '../../expressions/shape.js';
import type { GraphBuilder } from './graph.js';
import { elementType } from './proto.js';

/** The output of a node. */
export interface OnnxTensor {
  readonly name: string;
  /** Without the batch. */
  readonly shape: Shape;
  /** Whether it has a batch, as its first axis. */
  readonly isBatched: boolean;
  /** Whether it is boolean, like the output of a comparison. */
  readonly isBoolean?: true;
  /** Whether it holds whole numbers, like tokens. */
  readonly isInteger?: boolean;
}

/** A size that only the engine knows: that of a tensor's axis. */
export interface UnknownSize {
  readonly dim: Dim;
  readonly of: OnnxTensor;
  readonly axis: number;
}

/** What is known of a tensor's values by its dtype. */
export const flags = { float32: {}, int32: { isInteger: true }, bool: { isBoolean: true } } as const;

/** ONNX's position after the last one. */
export const lastPosition = 2 ** 31 - 1;

export type OnnxSize = number | UnknownSize;

const shapes = new Shapes();

export class TensorNodes {
  constructor(private readonly graph: GraphBuilder) {}

  integers(values: readonly number[]): string {
    return this.graph.integers(`integers_${values.join('_')}`, values);
  }

  cast(name: string, to: keyof typeof elementType): string {
    return this.graph.node('Cast', [name], { to: elementType[to] });
  }

  /** The name of a tensor, cast to float if boolean. */
  numbers({ name, isBoolean }: OnnxTensor): string {
    return isBoolean ? this.cast(name, 'float') : name;
  }

  elementwise(opType: string, operands: readonly OnnxTensor[], shape: Shape): OnnxTensor {
    const isWhole = operands.every(({ isInteger }) => isInteger);
    const named = operands.map((x) => ({
      ...x,
      name: x.isInteger && !isWhole ? this.cast(x.name, 'float') : this.numbers(x),
    }));
    const names = this.aligned(named);
    return { name: this.graph.node(opType, names), shape, isBatched: operands.some(({ isBatched }) => isBatched) };
  }

  /** Inserts axes of size 1 after the batch, so that the axes of all operands are aligned. */
  aligned(operands: readonly OnnxTensor[]): readonly string[] {
    const rank = Math.max(...operands.map(({ shape }) => shape.length));
    return operands.map(({ name, shape, isBatched }) => {
      const missing = Array.from({ length: rank - shape.length }, (_, place) => place + 1);
      return isBatched && missing.length > 0 ? this.graph.node('Unsqueeze', [name, this.integers(missing)]) : name;
    });
  }

  transposed(x: OnnxTensor, order: readonly number[]): OnnxTensor {
    const shape = shapes.transpose(x.shape, order);
    const rank = x.shape.length + (x.isBatched ? 1 : 0);
    const perm = [...(x.isBatched ? [0] : []), ...order.map((axis) => rank + axis)];
    return { ...x, name: this.graph.node('Transpose', [x.name], { perm }), shape };
  }

  /** Reshapes to a shape in which one axis was split, or two were merged. */
  reshapedTo(x: OnnxTensor, shape: Shape, axis: number): OnnxTensor {
    const longer = shape.length - x.shape.length;
    const sizes = shape.map((dim, place): OnnxSize => {
      if (isKnown(dim)) return dim;
      const fromEnd = place - shape.length;
      // Axes before the changed one shift; the changed one takes an unknown size.
      const own = fromEnd > axis ? fromEnd : fromEnd + longer;
      const same = x.shape.at(own);
      return same !== undefined && String(same) === String(dim) ? { dim, of: x, axis: own } : -1;
    });
    return this.reshaped(x, sizes, shape);
  }

  /** Reshapes to sizes, of which one may be -1; `shape` has them all. */
  reshaped(x: OnnxTensor, sizes: readonly OnnxSize[], shape: Shape): OnnxTensor {
    const { isBoolean: _, ...rest } = x;
    // 0 keeps the batch.
    return { ...rest, name: this.reshape(x, x.isBatched ? [0, ...sizes] : sizes), shape };
  }

  private reshape(x: OnnxTensor, sizes: readonly OnnxSize[]): string {
    const unknown = sizes.filter((size) => typeof size !== 'number');
    const isOpen = unknown.length === 1 && !sizes.includes(-1);
    const target = isOpen ? sizes.map((size) => (typeof size === 'number' ? size : -1)) : sizes;
    return this.graph.node('Reshape', [this.numbers(x), this.shapeOf(target)]);
  }

  /** A shape as a tensor of integers. */
  shapeOf(sizes: readonly OnnxSize[]): string {
    if (sizes.every((size) => typeof size === 'number')) return this.integers(sizes);
    const parts = sizes.map((size) => (typeof size === 'number' ? this.integers([size]) : this.sizeOf(size)));
    return this.graph.node('Concat', parts, { axis: 0 });
  }

  /** An unknown size, as a vector with one element. */
  sizeOf({ of, axis }: UnknownSize): string {
    return this.graph.node('Shape', [of.name], axis === -1 ? { start: axis } : { start: axis, end: axis + 1 });
  }

  /** A vector with one element as a float scalar. */
  floatOf(vector: string): string {
    return this.cast(this.graph.node('Squeeze', [vector, this.integers([0])]), 'float');
  }
}
