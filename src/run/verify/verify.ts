/** Builds the generated code on TensorFlow.js, and compares it with the report. */
import type { Model } from '../../graph/graph.js';
import { useBackend } from './backends.js';
import { type JudgeOptions, judge, type VerifyResult } from './judge.js';
import type { BackendName, VerifiedTarget } from './targets.js';
import { tfjsBuilder } from './tfjs-builder.js';

export interface VerifyOptions extends JudgeOptions {
  /** The target; by default the one with layers. */
  readonly target?: VerifiedTarget;
  /**
   * The variant of the spec whose code is run with the parameters and input sizes of the model; the model itself by
   * default.
   */
  readonly variant?: Model;
  /** The back end; by default the best that loads. */
  readonly backend?: BackendName;
}

/**
 * Generates a model's code, builds its network, and compares every layer with the report and a second engine. Throws
 * `BackendUnavailable` if the back end does not load.
 */
export async function verify(model: Model, options: VerifyOptions = {}): Promise<VerifyResult> {
  const { backend: wanted, target = 'tfjs', variant } = options;
  const backend = await useBackend(wanted);
  return judge(model, backend, tfjsBuilder(model, target, variant), options);
}
