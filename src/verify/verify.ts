/** Builds the generated code on real TensorFlow.js, and holds it against the report. */
import type { Model } from '../graph.js';
import { type BackendName, useBackend } from './backends.js';
import { compare, compareRun, type Difference, ofNetwork } from './compare.js';
import { generate } from './load.js';
import { atKnownSizes, type Run, run } from './run.js';

export interface VerifyOptions {
  /** The back end to run on; the best that loads where nothing is said. */
  readonly backend?: BackendName;
  /** Hears how many layers have run, out of how many, and what is at hand. */
  readonly onProgress?: (done: number, total: number, what: string) => void;
}

/** What `verify --format json` prints. */
export interface VerifyResult {
  readonly backend: BackendName;
  readonly ok: boolean;
  /** How many layers of the report were compared. */
  readonly layers: number;
  readonly differences: readonly Difference[];
  /** Zero where nothing was run, and so are the bytes. */
  readonly forward_ms: number;
  readonly peak_bytes: number;
}

/**
 * Generates a model's code, builds its network, compares every layer with the report, and, where they agree, runs one
 * forward pass. Code that fails is a difference like any other. Throws `BackendUnavailable` where the back end does
 * not load.
 */
export async function verify(model: Model, { backend: wanted, onProgress }: VerifyOptions = {}): Promise<VerifyResult> {
  const backend = await useBackend(wanted);
  const differences: Difference[] = [];
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      differences.push(ofNetwork(model, what, 'no error', message));
      return undefined;
    }
  };

  const order = new Map(model.layers.map(({ name }, index) => [name, index]));
  const total = model.layers.length;
  onProgress?.(0, total, 'building');
  const network = await attempt('building', generate(model));
  let pass: Run | undefined;
  if (network) {
    differences.push(...compare(model, network));
    // Back ends do not survive every shape, so that only a network is run that is what the report says.
    if (differences.length === 0) {
      const known = atKnownSizes(model);
      if (!known) differences.push(ofNetwork(model, 'running', 'an input that fits', 'none'));
      const onLayer = (name: string) => order.has(name) && onProgress?.(order.get(name) as number, total, name);
      pass = known && (await attempt('running', () => run(network, known, onLayer)));
      if (known && pass) differences.push(...compareRun(known, pass));
    }
    // What a network disposes of leaves out layers that are applied more than once.
    for (const weight of network.weights) weight.dispose();
  }
  return {
    backend,
    ok: differences.length === 0,
    layers: total,
    differences,
    forward_ms: pass?.milliseconds ?? 0,
    peak_bytes: pass?.peakBytes ?? 0,
  };
}
