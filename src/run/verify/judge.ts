/** Compares the network that an engine builds from generated code with the report: one way for all engines. */
import type { Model } from '../../graph/graph.js';
import { TargetLimit } from '../../targets/target.js';
import type { Weights } from '../../weights/tensor.js';
import type { BuiltNetwork } from './built.js';
import { compare, compareRun, compareShapes, type Discrepancy, ofNetwork } from './compare.js';
import { atKnownSizes } from './known-sizes.js';
import { randomInputs, randomWeights } from './numbers.js';
import type { LayerTime } from './profile.js';
import type { Run, RunOptions } from './run.js';
import type { TensorsByName } from './subgraph.js';
import { compareValues, type SecondEngine } from './values.js';

/** An engine that builds the network of generated code; rejects if the code fails. */
export type NetworkBuilder<Handle> = () => Promise<RunnableNetwork<Handle>>;

/** A network that was built. */
export interface RunnableNetwork<Handle> {
  readonly network: BuiltNetwork<Handle>;
  /**
   * Sets weights, runs on inputs in a batch of one, and frees what it holds. `tensors` are those whose values are read.
   */
  run(asked: RunRequest<Handle>): Promise<RunResult>;
  dispose(): void;
}

export interface RunRequest<Handle> {
  /** The model with known sizes. */
  readonly known: Model;
  readonly weights: Weights;
  readonly inputs: TensorsByName;
  /** By the report's names of values. */
  readonly tensors: ReadonlyMap<string, Handle>;
  readonly settings: RunOptions;
}

/** A forward pass with the values of layers. */
export interface RunResult {
  readonly run: Run;
  /** Of all layers that the code computes separately. */
  readonly values: TensorsByName;
}

export interface JudgeOptions {
  /** Whether to time each layer. */
  readonly profile?: boolean;
  /**
   * Called with the number of layers that have run or were compared, the number of all, and the name of the last; with 0
   * and the name of a step when one begins.
   */
  readonly onProgress?: (done: number, total: number, what: string) => void;
}

/** The result, as `verify --format json` prints it. */
export interface VerifyResult {
  readonly backend: string;
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

/** What a pass told. */
interface Judged {
  readonly run: Run;
  readonly differences: readonly Discrepancy[];
  /** The engine that values were compared with; absent if shapes differ. */
  readonly engine?: SecondEngine;
}

/**
 * Builds the network, and compares every layer with the report. If they agree, sets random weights, runs one forward
 * pass, and compares the values of each layer with a second engine. Code that fails is a difference like any other. Throws
 * `TargetLimit` if the target has no code for the network.
 */
export async function judge<Handle>(
  model: Model,
  backend: string,
  build: NetworkBuilder<Handle>,
  { profile = false, onProgress }: JudgeOptions,
): Promise<VerifyResult> {
  const differences: Discrepancy[] = [];
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof TargetLimit) throw error;
      const message = error instanceof Error ? error.message : String(error);
      differences.push(ofNetwork(model, what, 'no error', message));
      return undefined;
    }
  };

  const order = new Map(model.layers.map(({ name }, index) => [name, index + 1]));
  const total = model.layers.length;
  const onStep = (name: string) => onProgress?.(0, total, name);
  const onLayer = (name: string) => {
    const place = order.get(name);
    if (place !== undefined) onProgress?.(place, total, name);
  };
  onStep('building');
  const subject = await attempt('building', build);
  let judged: Judged | undefined;
  if (subject) {
    const { differences: found, tensors } = compare(model, subject.network);
    differences.push(...found);
    // Engines do not survive every shape, so only a network that agrees with the report is run.
    if (differences.length === 0) {
      const known = atKnownSizes(model);
      if (!known) differences.push(ofNetwork(model, 'running', 'an input that fits', 'none'));
      judged =
        known && (await attempt('running', () => runAndCompare(subject, known, tensors, { onLayer, onStep, profile })));
      differences.push(...(judged?.differences ?? []));
    }
    subject.dispose();
  }
  const { run, engine } = judged ?? {};
  return {
    backend,
    ok: differences.length === 0,
    layers: total,
    differences,
    forward_ms: run?.milliseconds ?? 0,
    peak_bytes: run?.peakBytes ?? 0,
    compared_with: engine ?? null,
    ...(run?.profile ? { profile: run.profile } : {}),
  };
}

/** Runs a network of known sizes, and compares its values. */
async function runAndCompare<Handle>(
  subject: RunnableNetwork<Handle>,
  known: Model,
  tensors: ReadonlyMap<string, Handle>,
  settings: RunOptions,
): Promise<Judged> {
  const inputs = randomInputs(known);
  const weights = randomWeights(known);
  const { run, values: computed } = await subject.run({ known, weights, inputs, tensors, settings });
  const values = new Map([...inputs, ...computed]);
  const ofOutputs = compareRun(known, run, values);
  const ofShapes = compareShapes(known, values);
  if (ofShapes.length > 0) return { run, differences: [...ofShapes, ...ofOutputs] };
  settings.onStep('comparing values');
  const { engine, differences } = await compareValues(known, values, weights, settings.onLayer);
  return { run, engine, differences: [...differences, ...ofOutputs] };
}
