/** The smallest input that a network accepts, and what limits it. */

import { isKnown, type Shape } from '../expressions/shape.js';
import type { Graph } from '../graph/graph.js';
import { findFailure } from './infer.js';

export interface SmallestInput {
  /** Height and width. */
  readonly size: readonly [number, number];
  /** The layer at which an input of one row or column less fails; null where 1x1 is enough. */
  readonly limitedBy: string | null;
}

/** How far to look where the input's own size says nothing. */
const farthest = 1024;

/**
 * Searches height and width one after the other, each with the other as it is declared, by inferring the network at
 * trial sizes. Undefined where the network has not one image as its input, or accepts no size up to the declared one.
 */
export function findSmallestInput(graph: Graph): SmallestInput | undefined {
  const [input, ...others] = graph.inputs;
  if (!input || others.length > 0 || input.shape.length !== 3) return undefined;
  const channels = input.shape[2] as Shape[number];
  const fail = (height: number, width: number) =>
    findFailure({ ...graph, inputs: [{ ...input, shape: [height, width, channels] }] });
  const [rows, columns] = input.shape.slice(0, 2).map((dim) => (isKnown(dim) ? dim : undefined));
  const bounds = [rows ?? columns ?? farthest, columns ?? rows ?? farthest] as const;
  // A square input is searched as a square, since windows may adapt to both sides at once.
  if (bounds[0] === bounds[1]) {
    const side = smallestAccepted((size) => fail(size, size), bounds[0]);
    return side && { size: [side.size, side.size], limitedBy: side.limitedBy };
  }
  const height = smallestAccepted((size) => fail(size, bounds[1]), bounds[0]);
  const width = smallestAccepted((size) => fail(bounds[0], size), bounds[1]);
  if (!height || !width) return undefined;
  return { size: [height.size, width.size], limitedBy: height.limitedBy ?? width.limitedBy };
}

/** Halves the range while windows do not fit, which holds of all smaller sizes too; from there on goes one by one. */
function smallestAccepted(
  fail: (size: number) => ReturnType<typeof findFailure>,
  bound: number,
): { size: number; limitedBy: string | null } | undefined {
  let low = 1;
  let high = bound;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fail(middle)?.code === 'window-too-large') low = middle + 1;
    else high = middle;
  }
  let size = low;
  while (size <= bound && fail(size)) size += 1;
  if (size > bound) return undefined;
  return { size, limitedBy: size === 1 ? null : (fail(size - 1)?.layer ?? null) };
}
