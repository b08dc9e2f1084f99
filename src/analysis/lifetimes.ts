/** Lifetimes of values that are computed one after the other: when each is read last, and how much memory is held. */

import { add, type Dim, isAtLeast, multiply, subtract, sum } from '../expressions/shape.js';
import { found } from '../text/lookup.js';

/** Computes a value, which has its name, from earlier values. */
export interface Computation {
  readonly name: string;
  /** Further values that it computes. */
  readonly more?: readonly { readonly name: string }[];
  readonly inputs: readonly string[];
}

/** A computation with the memory that it takes. */
export interface SizedStep extends Computation {
  /** The size of its value. */
  readonly bytes: Dim;
  readonly more?: readonly { readonly name: string; readonly bytes: Dim }[];
  /** Further memory that it takes while it computes. */
  readonly between?: Dim;
  /** Whether its value is the memory of its first input, with another shape. */
  readonly isView?: true;
}

/** The values that each step reads last, and those of its own that nothing reads. Kept values are never read last. */
export function lastReads<S extends Computation>(
  steps: readonly S[],
  kept: Iterable<string>,
): ReadonlyMap<S, readonly string[]> {
  const isNeeded = new Set(kept);
  const spent = new Map<S, readonly string[]>();
  for (const step of steps.toReversed()) {
    const own = [step, ...(step.more ?? [])].map(({ name }) => name);
    const last = [...new Set([...step.inputs, ...own])].filter((name) => !isNeeded.has(name));
    for (const name of last) isNeeded.add(name);
    spent.set(step, last);
  }
  return spent;
}

/**
 * The memory that is held during each step: its values, its further memory, and all earlier values that are still
 * needed. `given` are the values that exist from the start, with their bytes; `kept` are those that are kept to the
 * end.
 */
export function bytesHeld(
  steps: readonly SizedStep[],
  kept: Iterable<string>,
  given: ReadonlyMap<string, Dim>,
): readonly Dim[] {
  const spent = lastReads(steps, kept);
  // A buffer lives as long as any value that uses its memory.
  const buffers = new Map([...given].map(([name, bytes]) => [name, { bytes, values: 1 }]));
  let held = sum(given.values());
  return steps.map((step) => {
    const {
      more = [],
      inputs: [first = ''],
      between = 0,
      isView,
    } = step;
    const shared = isView && buffers.get(first);
    for (const { name, bytes } of [step, ...more]) {
      const buffer = shared || { bytes, values: 0 };
      buffer.values += 1;
      buffers.set(name, buffer);
      if (!shared) held = add(held, bytes);
    }
    const most = add(held, between);
    for (const value of spent.get(step) ?? []) {
      const read = found(buffers, value);
      read.values -= 1;
      if (read.values === 0) held = subtract(held, read.bytes);
    }
    return most;
  });
}

/** Of more formulas than this, nothing can be said in words. */
const mostPeaks = 4;

/**
 * The maximum that is held at once; several if it depends on the sizes of the input which of them is the greatest.
 * Undefined if there are many.
 */
export function peaksOf(held: readonly Dim[]): readonly Dim[] | undefined {
  let peaks: readonly Dim[] = [];
  for (const bytes of new Map(held.map((one) => [String(one), one])).values()) {
    if (peaks.some((peak) => isAtLeast(peak, bytes))) continue;
    peaks = [...peaks.filter((peak) => !isAtLeast(bytes, peak)), bytes];
    if (peaks.length > mostPeaks) return undefined;
  }
  return peaks;
}

/** The size of values as float32. */
export const bytesOf = (elements: Dim): Dim => multiply(4, elements);
