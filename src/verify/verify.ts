/** Builds the generated code on real TensorFlow.js, and holds it against the report. */
import type * as tf from '@tensorflow/tfjs';
import type { Model } from '../graph.js';
import { type BackendName, useBackend } from './backends.js';
import { compare, compareRun, type Difference, ofNetwork, reportNames } from './compare.js';
import { compareOutputs, inferenceOf, inferencePredict, scatter } from './inference.js';
import { generate } from './load.js';
import type { LayerTime } from './profile.js';
import { atKnownSizes, layersPredict, type Run, type RunOptions, run } from './run.js';
import type { VerifiedTarget } from './targets.js';

export interface VerifyOptions {
  /** Whose code is run; that of the layers where nothing is said. */
  readonly target?: VerifiedTarget;
  /** Whether to time each layer. */
  readonly profile?: boolean;
  /** The back end to run on; the best that loads where nothing is said. */
  readonly backend?: BackendName;
  /** Hears how many layers have run, out of how many, and which was the last. */
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
  /** Where it was asked for, and something was run. */
  readonly profile?: readonly LayerTime[];
}

/**
 * Generates a model's code, builds its network, compares every layer with the report, and, where they agree, runs one
 * forward pass. The code for inference is then held against these layers, which have the same weights, output by
 * output. Code that fails is a difference like any other. Throws `BackendUnavailable` where the back end does not load.
 */
export async function verify(model: Model, options: VerifyOptions = {}): Promise<VerifyResult> {
  const { backend: wanted, target = 'tfjs', onProgress } = options;
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

  const order = new Map(model.layers.map(({ name }, index) => [name, index + 1]));
  const total = model.layers.length;
  onProgress?.(0, total, 'building');
  const network = await attempt('building', generate(model));
  let pass: Run | undefined;
  if (network) {
    // What a network disposes of leaves out layers that are applied more than once.
    const held = new Set(network.weights);
    const free = () => {
      for (const weight of held) weight.dispose();
      held.clear();
    };
    differences.push(...compare(model, network));
    // Back ends do not survive every shape, so that only a network is run that is what the report says.
    if (differences.length === 0) {
      const known = atKnownSizes(model);
      if (!known) differences.push(ofNetwork(model, 'running', 'an input that fits', 'none'));
      const onLayer = (name: string) => order.has(name) && onProgress?.(order.get(name) as number, total, name);
      const settings = { onLayer, profile: options.profile === true };
      const runTarget = target === 'tfjs' ? runLayers : runInference;
      const done = known && (await attempt('running', () => runTarget(network, model, known, settings, free)));
      pass = done?.pass;
      if (done) differences.push(...done.differences);
    }
    free();
  }
  return {
    backend,
    ok: differences.length === 0,
    layers: total,
    differences,
    forward_ms: pass?.milliseconds ?? 0,
    peak_bytes: pass?.peakBytes ?? 0,
    ...(pass?.profile ? { profile: pass.profile } : {}),
  };
}

/** A pass, and how its outputs differ from what they should be. */
interface Done {
  readonly pass: Run;
  readonly differences: readonly Difference[];
}

async function runLayers(network: tf.LayersModel, model: Model, known: Model, settings: RunOptions): Promise<Done> {
  const pass = await run(layersPredict(network, reportNames(model)), known, settings);
  return { pass, differences: compareRun(known, pass) };
}

/** The weights of the layers are freed as soon as the code for inference has its own, so that its memory is its own too. */
async function runInference(
  network: tf.LayersModel,
  model: Model,
  known: Model,
  settings: RunOptions,
  free: () => void,
): Promise<Done> {
  const weights = scatter(network);
  const { pass: expected } = await runLayers(network, model, known, { ...settings, profile: false });
  const inference = await inferenceOf(model, weights);
  try {
    free();
    const pass = await run(inferencePredict(inference), known, settings);
    return {
      pass,
      differences: [...compareRun(known, pass), ...compareOutputs(known, expected.outputs, pass.outputs)],
    };
  } finally {
    inference.dispose();
  }
}
