/** The memory of a network as the report has it. */
import { add, sum } from '../expressions/shape.js';
import { type Counts, counts } from './counts.js';
import type { MemoryUse } from './memory.js';

/** Bytes as float32 for one example. */
export interface MemoryReport {
  /** `bytes` is the sum of the weights and of the tensors at the peak. */
  readonly inference: Counts<'bytes' | 'weights' | 'activations'> & {
    /** Null if it depends on the input. */
    readonly peak_at: string | null;
  };
  /** `bytes` is the sum of the rest. The optimizer keeps two values for each trained weight. */
  readonly training: Counts<'bytes' | 'weights' | 'gradients' | 'optimizer' | 'activations'>;
}

export function memoryReport({ inference: { weights, peaks, peakAt }, training }: MemoryUse): MemoryReport {
  const bytes = peaks?.map((peak) => add(peak, weights));
  return {
    inference: { ...counts({ bytes, weights, activations: peaks }), peak_at: peakAt?.name ?? null },
    training: counts({ bytes: sum(Object.values(training)), ...training }),
  };
}
