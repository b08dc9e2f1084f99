/** The work of `netspec run`: loads weights into a network, and runs it on examples in batches. */

import path from 'node:path';
import { findMemory } from '../analysis/memory.js';
import { isKnown } from '../expressions/shape.js';
import type { Model } from '../graph/graph.js';
import { type Engine, makeReady } from '../run/predict/predict.js';
import { neededFor } from '../run/predict/predictor.js';
import type { Gathering } from '../run/predict/results.js';
import { type LayerTime, profile } from '../run/verify/profile.js';
import { TargetLimit } from '../targets/target.js';
import { Failure } from '../text/failure.js';
import { found } from '../text/lookup.js';
import { fit } from '../weights/fit.js';
import { load } from '../weights/load.js';
import type { Weights } from '../weights/tensor.js';
import type { Invocation } from './arguments.js';
import { type Host, UnfitInput } from './host.js';
import type { Examples } from './inputs.js';
import { readMap } from './maps.js';
import { Progress } from './progress.js';
import { withTensors } from './tensors.js';

export interface PredictionRun {
  readonly engine: Engine;
  /** The names of the examples. */
  readonly names: readonly string[];
  /** The time from inputs to outputs, without building the network. */
  readonly milliseconds: number;
  /** The time of each layer for the first batch, if requested. */
  readonly times?: readonly LayerTime[];
}

/** The maximum number of examples in a batch. Larger batches take more memory, and hardly less time per example. */
const largestBatch = 8;

/** The maximum memory of the layers of a batch in bytes, unless one example takes more. */
const batchBytes = 2 ** 28;

/** Loads weights and runs the network, with progress; undefined if the map has errors, which are shown. */
export async function compute(
  model: Model,
  examples: Examples,
  asked: ReadonlyMap<string, string>,
  gatherings: ReadonlyMap<string, Gathering>,
  invocation: Invocation,
  host: Host,
): Promise<PredictionRun | undefined> {
  const { values } = invocation;
  const progress = new Progress(host.stderr, host.stderr.isTTY === true && !values.quiet);
  const layers = [...new Set(asked.values())];
  try {
    const weights = await readWeights(model, neededFor(model, layers), progress, invocation, host);
    if (!weights) return undefined;
    const { engine, predict, dispose } = await makeReady(model, weights, layers, {
      ...(values.backend ? { backend: values.backend as Engine } : {}),
      observed: values.profile === true,
    });
    const [peak = batchBytes, other] = findMemory(model).inference.peaks ?? [];
    const bytes = isKnown(peak) && other === undefined ? peak : batchBytes;
    const most = Math.max(1, Math.min(largestBatch, Math.floor(batchBytes / bytes)));
    const names: string[] = [];
    let milliseconds = 0;
    let times: readonly LayerTime[] | undefined;
    for await (const batch of examples.batches(most)) {
      const start = performance.now();
      const tensors = await predict(batch.inputs);
      milliseconds += performance.now() - start;
      for (const [name, gathering] of gatherings) gathering.add(found(tensors, found(asked, name)));
      names.push(...batch.names);
      if (examples.count > 1) progress.show(names.length, examples.count, path.basename(batch.names.at(-1) ?? ''));
      if (values.profile) times ??= await profile(model, (onDone) => predict(batch.inputs, onDone));
    }
    dispose();
    return { engine, names, milliseconds, ...(times ? { times } : {}) };
  } catch (error) {
    const { text } = model.graph.spec.name;
    throw error instanceof TargetLimit ? new Failure(`cannot convert ${text} to ONNX: ${error.message}`) : error;
  } finally {
    progress.clear();
  }
}

/** All weights of the layers that are computed, and those of others that the file has; undefined without a map. */
async function readWeights(
  model: Model,
  needed: ReadonlySet<string>,
  progress: Progress,
  invocation: Invocation,
  host: Host,
): Promise<Weights | undefined> {
  const map = await readMap(invocation, host);
  if (!map) return undefined;
  return withTensors(invocation.values.weights as string, host, async (tensors) => {
    const fitted = fit(model, tensors, map);
    const misfits = fitted.misfits.filter(({ slot }) => needed.has(slot.layer.name));
    const [first] = misfits;
    if (!first) return load(fitted, progress.show);
    const count = `${misfits.length} of the required weights, such as ${first.slot.name}`;
    throw new UnfitInput(`${tensors.name} does not fill ${count}; for details, run netspec weights check`);
  });
}
