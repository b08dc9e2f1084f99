/** The smallest input of a network, and the layer that limits it. */

import { type Dim, isKnown, rangeOf, type Shape } from '../expressions/shape.js';
import type { Graph } from '../graph/graph.js';
import { findFailure } from './infer.js';

export interface SmallestInput {
  /** Height and width. */
  readonly size: readonly [number, number];
  /** The layer that fails if the input has one row or column less; null if 1x1, or the minimum of a size, is enough. */
  readonly limitedBy: string | null;
}

/** The maximum size to try if the input's own is unknown. */
const farthest = 1024;

/**
 * Searches height and width in turn, with the other as declared, by inferring the network at trial sizes. Undefined if
 * the network's only input is no image, or if no size up to the declared one is accepted.
 */
export function findSmallestInput(graph: Graph): SmallestInput | undefined {
  const [input, ...others] = graph.inputs;
  if (!input || others.length > 0 || input.shape.length !== 3) return undefined;
  const channels = input.shape[2] as Shape[number];
  const fail = (height: number, width: number) =>
    findFailure({ ...graph, inputs: [{ ...input, shape: [height, width, channels] }] });
  const [rows, columns] = input.shape.slice(0, 2).map(largest);
  const bounds = [rows ?? columns ?? farthest, columns ?? rows ?? farthest] as const;
  const [leastRows = 1, leastColumns = 1] = input.shape.slice(0, 2).map(smallest);
  // A square input is searched as a square, since windows may adapt to both sides at once.
  if (bounds[0] === bounds[1]) {
    const side = smallestAccepted((size) => fail(size, size), Math.max(leastRows, leastColumns), bounds[0]);
    return side && { size: [side.size, side.size], limitedBy: side.limitedBy };
  }
  const height = smallestAccepted((size) => fail(size, bounds[1]), leastRows, bounds[0]);
  const width = smallestAccepted((size) => fail(bounds[0], size), leastColumns, bounds[1]);
  if (!height || !width) return undefined;
  return { size: [height.size, width.size], limitedBy: height.limitedBy ?? width.limitedBy };
}

/** The largest value of a size, if there is one. */
function largest(dim: Dim): number | undefined {
  const [, most] = rangeOf(dim);
  return Number.isFinite(most) ? most : undefined;
}

/** The smallest value of a size that the spec names; any other may be smaller. */
const smallest = (dim: Dim): number => (isKnown(dim) ? 1 : rangeOf(dim)[0]);

/** Bisects while windows do not fit, which is then true of all smaller sizes; from there on it tries size by size. */
function smallestAccepted(
  fail: (size: number) => ReturnType<typeof findFailure>,
  least: number,
  bound: number,
): { size: number; limitedBy: string | null } | undefined {
  let low = least;
  let high = bound;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (fail(middle)?.code === 'window-too-large') low = middle + 1;
    else high = middle;
  }
  let size = low;
  while (size <= bound && fail(size)) size += 1;
  if (size > bound) return undefined;
  return { size, limitedBy: size === least ? null : (fail(size - 1)?.layer ?? null) };
}
