/** Builds the generated code on TensorFlow.js, and compares it with the report. */
import * as tf from '@tensorflow/tfjs';
import type { Model } from '../../graph/graph.js';
import type { Weights } from '../../weights/tensor.js';
import { type BackendName, useBackend } from './backends.js';
import { compare, compareRun, compareShapes, type Discrepancy, ofNetwork, reportNames } from './compare.js';
import { atKnownSizes } from './known-sizes.js';
import { generate, generateInference } from './load.js';
import { randomInputs, randomWeights } from './numbers.js';
import type { LayerTime } from './profile.js';
import { type Run, type RunOptions, run } from './run.js';
import type { TensorsByName } from './subgraph.js';
import { fill, inferenceSubject, inputTensors, layersSubject, type Subject } from './subject.js';
import type { VerifiedTarget } from './targets.js';
import { compareValues, type SecondEngine } from './values.js';

export interface VerifyOptions {
  /** The target; by default the one with layers. */
  readonly target?: VerifiedTarget;
  /**
   * The variant of the spec whose code is run with the parameters and input sizes of the model; the model itself by
   * default.
   */
  readonly variant?: Model;
  /** Whether to time each layer. */
  readonly profile?: boolean;
  /** The back end; by default the best that loads. */
  readonly backend?: BackendName;
  /** Called with the number of layers that have run, the number of all, and the name of the last. */
  readonly onProgress?: (done: number, total: number, what: string) => void;
}

/** The result, as `verify --format json` prints it. */
export interface VerifyResult {
  readonly backend: BackendName;
  readonly ok: boolean;
  /** The number of layers that were compared. */
  readonly layers: number;
  readonly differences: readonly Discrepancy[];
  /** Zero if nothing was run, and so are the bytes. */
  readonly forward_ms: number;
  readonly peak_bytes: number;
  /** The engine that values were compared with, if any. */
  readonly compared_with: SecondEngine | null;
  /** If requested, and something was run. */
  readonly profile?: readonly LayerTime[];
}

/**
 * Generates a model's code, builds its network, and compares every layer with the report. If they agree, it sets random
 * weights, runs one forward pass, and compares the values of each layer with a second engine. Code that fails is a
 * difference like any other. Throws `BackendUnavailable` if the back end does not load.
 */
export async function verify(model: Model, options: VerifyOptions = {}): Promise<VerifyResult> {
  const { backend: wanted, target = 'tfjs', onProgress } = options;
  const backend = await useBackend(wanted);
  const differences: Discrepancy[] = [];
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      differences.push(ofNetwork(model, what, 'no error', message));
      return undefined;
    }
  };

  const order = new Map(model.layers.map(({ name }, index) => [name, index + 1]));
  const total = model.layers.length;
  onProgress?.(0, total, 'building');
  const network = await attempt('building', generate(model, options.variant));
  let done: PassResult | undefined;
  if (network) {
    // Disposing of a network leaves out layers that are applied more than once.
    const held = new Set(network.weights);
    const free = () => {
      for (const weight of held) weight.dispose();
      held.clear();
    };
    const compared = compare(model, network);
    differences.push(...compared.differences);
    // Back ends do not survive every shape, so only a network that agrees with the report is run.
    if (differences.length === 0) {
      const known = atKnownSizes(model);
      if (!known) differences.push(ofNetwork(model, 'running', 'an input that fits', 'none'));
      const onLayer = (name: string) => {
        const place = order.get(name);
        if (place !== undefined) onProgress?.(place, total, name);
      };
      const settings = { onLayer, profile: options.profile === true };
      done =
        known &&
        (await attempt('running', async () => {
          const weights = randomWeights(known);
          const filled = fill(network, weights);
          if (target === 'tfjs') {
            const subject = layersSubject(network, compared.tensors, reportNames(model));
            return runAndCompare(subject, known, weights, settings, free);
          }
          const inference = await generateInference(model)(filled);
          // The code for inference has weights of its own, so its memory is its own.
          free();
          return runAndCompare(inferenceSubject(inference), known, weights, settings, inference.dispose);
        }));
      differences.push(...(done?.differences ?? []));
    }
    free();
  }
  return {
    backend,
    ok: differences.length === 0,
    layers: total,
    differences,
    forward_ms: done?.pass.milliseconds ?? 0,
    peak_bytes: done?.pass.peakBytes ?? 0,
    compared_with: done?.engine ?? null,
    ...(done?.pass.profile ? { profile: done.pass.profile } : {}),
  };
}

/** The result of a pass, and its differences. */
interface PassResult {
  readonly pass: Run;
  readonly differences: readonly Discrepancy[];
  /** The engine that values were compared with; absent if shapes differ. */
  readonly engine?: SecondEngine;
}

/** Runs a network of known sizes, and compares its values after `free` has freed it. */
async function runAndCompare(
  subject: Subject,
  known: Model,
  weights: Weights,
  settings: RunOptions,
  free: () => void,
): Promise<PassResult> {
  const given = randomInputs(known);
  const inputs = inputTensors(known, given);
  let pass: Run;
  let values: TensorsByName;
  try {
    pass = await run(subject.predict, known, inputs, settings);
    values = new Map([...given, ...(await subject.values(inputs))]);
  } finally {
    tf.dispose(inputs);
    free();
  }
  const ofOutputs = compareRun(known, pass, values);
  const ofShapes = compareShapes(known, values);
  if (ofShapes.length > 0) return { pass, differences: [...ofShapes, ...ofOutputs] };
  const { engine, differences } = await compareValues(known, values, weights, settings.onLayer);
  return { pass, engine, differences: [...differences, ...ofOutputs] };
}
