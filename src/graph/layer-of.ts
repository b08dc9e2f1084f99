/** Layers by their op: with its attributes' types, and the tables that have a row for each op. */
import { isOpName, type OpName, type ValuesOfOp } from '../ops/index.js';
import type { Op } from '../ops/op.js';
import type { Layer } from './graph.js';

/** A layer of an op, or of one of several, with its attributes' types. */
export type LayerOf<N extends OpName> = N extends OpName
  ? Layer & { readonly op: { readonly name: N }; readonly attributes: ValuesOfOp<N> }
  : never;

/** Whether a layer is of one of some ops. */
export const isLayerOf = <N extends OpName>(layer: Layer, ...ops: readonly N[]): layer is LayerOf<N> =>
  ops.some((name) => name === layer.op.name);

/** A function in a table by op, which takes what is of that op, and is looked up for nothing else. */
export type RowFunction<A extends readonly unknown[], R> = { row(...given: A): R }['row'];

/** The row of an op in a table; undefined where it has none. */
export const rowOf = <T>(rows: Readonly<Partial<Record<OpName, T>>>, { name }: Pick<Op, 'name'>): T | undefined =>
  isOpName(name) ? rows[name] : undefined;
