/** Where the time goes: each layer's share of a prediction, beside what it has to compute. */

import type { Model } from '../../graph/graph.js';
import { itemAt } from '../../text/lookup.js';

/** What `--profile` tells of a layer. */
export interface LayerTime {
  readonly layer: string;
  /** The median of several predictions. */
  readonly ms: number;
  readonly macs: number;
  /** Billions of multiply-accumulates in a second. */
  readonly gmacs_per_s: number;
  /** That rate as a share of the best layer's. */
  readonly share_of_best: number;
}

/** Predicts once, and tells when each layer has been computed, by name. */
export type Pass = (onDone: (layer: string) => void) => Promise<unknown>;

/** How often each layer is timed. A pass before them, which is not, compiles what is to be compiled. */
const repetitions = 7;

/**
 * Times the layers of a model, in the order in which they are computed.
 *
 * On the back ends here an operation is over when it returns, so that a layer takes the time since the layer before it
 * was done; what TensorFlow.js itself does between the two is in it. What is computed along with a layer counts as the
 * layer's, and so does what is done in other places with the same weights.
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

/** What layers compute, with those that share their weights. */
function macsByOwner(layers: Model['layers']): ReadonlyMap<string, number> {
  const macs = new Map<string, number>();
  for (const { name, sharedWith = name, macs: own } of layers)
    macs.set(sharedWith, (macs.get(sharedWith) ?? 0) + (typeof own === 'number' ? own : 0));
  return macs;
}

/** Billions in a second: millions in a millisecond. */
export const rateOf = ({ ms, macs }: Pick<LayerTime, 'ms' | 'macs'>): number => (ms > 0 ? macs / ms / 1e6 : 0);

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? itemAt(sorted, middle) : (itemAt(sorted, middle - 1) + itemAt(sorted, middle)) / 2;
}
