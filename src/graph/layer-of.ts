/** Layers by op, with the types of their attributes, and tables by op. */
import { isOpName, type OpName, type ValuesOfOp } from '../ops/index.js';
import type { Op } from '../ops/op.js';
import type { Layer } from './graph.js';

/** A layer of an op, or of one of several, with the types of its attributes. */
export type LayerOf<N extends OpName> = N extends OpName
  ? Layer & { readonly op: { readonly name: N }; readonly attributes: ValuesOfOp<N> }
  : never;

/** Whether a layer has one of these ops. */
export const isLayerOf = <N extends OpName>(layer: Layer, ...ops: readonly N[]): layer is LayerOf<N> =>
  ops.some((name) => name === layer.op.name);

/**
 * A function in a table by op. A method's parameters are bivariant, so that the function of an op can take layers of
 * that op.
 */
export type RowFunction<A extends readonly unknown[], R> = { row(...given: A): R }['row'];

/** The row of an op in a table; undefined if there is none. */
export const rowOf = <T>(rows: Readonly<Partial<Record<OpName, T>>>, { name }: Pick<Op, 'name'>): T | undefined =>
  isOpName(name) ? rows[name] : undefined;
