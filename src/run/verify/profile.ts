/** Profiles a network: each layer's share of the time of a prediction, beside its costs. */

import type { Model } from '../../graph/graph.js';
import { itemAt } from '../../text/lookup.js';

/** A layer in the output of `--profile`. */
export interface LayerTime {
  readonly layer: string;
  /** The median of several predictions. */
  readonly ms: number;
  readonly macs: number;
  /** Billions of multiply-accumulates per second. */
  readonly gmacs_per_s: number;
  /** The rate relative to that of the best layer. */
  readonly share_of_best: number;
}

/** Predicts once, and calls back when each layer is computed. */
export type Pass = (onDone: (layer: string) => void) => Promise<unknown>;

/** The number of timed passes. A pass before them, which is not timed, compiles. */
const repetitions = 7;

/**
 * Times the layers of a model, in the order of their computation.
 *
 * An operation is complete when it returns on these back ends, so a layer's time is that since the layer before it,
 * with the overhead of TensorFlow.js between them. Whatever is computed together with a layer counts as that layer, and
 * so do other uses of its weights.
 */
export async function profile({ layers }: Model, pass: Pass): Promise<readonly LayerTime[]> {
  const samples = new Map<string, number[]>();
  for (let repetition = 0; repetition <= repetitions; repetition += 1) {
    const taken = new Map<string, number>();
    let last = performance.now();
    await pass((layer) => {
      const now = performance.now();
      taken.set(layer, (taken.get(layer) ?? 0) + now - last);
      last = now;
    });
    if (repetition > 0) for (const [layer, ms] of taken) samples.set(layer, [...(samples.get(layer) ?? []), ms]);
  }
  const macs = macsByOwner(layers);
  const times = [...samples].map(([layer, taken]) => ({ layer, ms: median(taken), macs: macs.get(layer) ?? 0 }));
  const best = Math.max(...times.map(rateOf));
  return times.map((time) => ({
    ...time,
    gmacs_per_s: rateOf(time),
    share_of_best: best > 0 ? rateOf(time) / best : 0,
  }));
}

/** The MACs of layers, together with those that share their weights. */
function macsByOwner(layers: Model['layers']): ReadonlyMap<string, number> {
  const macs = new Map<string, number>();
  for (const { name, sharedWith = name, macs: own } of layers)
    macs.set(sharedWith, (macs.get(sharedWith) ?? 0) + (typeof own === 'number' ? own : 0));
  return macs;
}

/** Billions per second, which is millions per millisecond. */
export const rateOf = ({ ms, macs }: Pick<LayerTime, 'ms' | 'macs'>): number => (ms > 0 ? macs / ms / 1e6 : 0);

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? itemAt(sorted, middle) : (itemAt(sorted, middle - 1) + itemAt(sorted, middle)) / 2;
}
