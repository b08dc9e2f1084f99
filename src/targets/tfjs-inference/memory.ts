/** Which tensors are there when: where each is read last, and how much is held at once. */
import { isKnown } from '../../shape.js';
import type { Operation } from './operations.js';

/** By operation, the values that it reads last, or that nothing reads at all. */
export function lastReads(operations: readonly Operation[], kept: Iterable<string>): ReadonlyMap<string, string[]> {
  const seen = new Set(kept);
  const own = new Set(operations.map(({ name }) => name));
  const spent = new Map<string, string[]>();
  for (const { name, inputs } of [...operations].reverse()) {
    const last = [...new Set([...inputs, name])].filter((input) => own.has(input) && !seen.has(input));
    for (const input of last) seen.add(input);
    spent.set(name, last);
  }
  return spent;
}

/**
 * The most bytes that the values of a network's operations take at once, for one example and without its inputs: when
 * an operation has given its result, and what it has read last is not yet freed. Undefined where a size is not known.
 */
export function peakBytes(operations: readonly Operation[], kept: Iterable<string>): number | undefined {
  const spent = lastReads(operations, kept);
  // A view lives as long as what it shares, and costs nothing itself.
  const buffers = new Map<string, { readonly bytes: number; views: number }>();
  let [held, peak] = [0, 0];
  for (const { name, inputs, shape, between = [0], isView } of operations) {
    if (!shape.every(isKnown) || !between.every(isKnown)) return undefined;
    const shared = isView ? buffers.get(inputs[0] as string) : undefined;
    const buffer = shared ?? { bytes: isView ? 0 : bytesOf(shape), views: 0 };
    buffer.views += 1;
    if (!shared) held += buffer.bytes;
    buffers.set(name, buffer);
    peak = Math.max(peak, held + bytesOf(between));
    for (const gone of spent.get(name) ?? []) {
      const freed = buffers.get(gone) as { readonly bytes: number; views: number };
      freed.views -= 1;
      if (freed.views === 0) held -= freed.bytes;
    }
  }
  return peak;
}

const bytesOf = (shape: readonly number[]): number => 4 * shape.reduce((size, dim) => size * dim, 1);
