/** Builds the generated code on TensorFlow.js, and compares it with the report. */
import * as tf from '@tensorflow/tfjs';
import type { Model } from '../../graph/graph.js';
import { useBackend } from './backends.js';
import { reportNames } from './compare.js';
import { type JudgeOptions, judge, type NetworkBuilder, type VerifyResult } from './judge.js';
import { generate, generateInference } from './load.js';
import { run } from './run.js';
import { fill, inferenceSubject, inputTensors, layersSubject, tfjsNetwork } from './subject.js';
import type { BackendName, VerifiedTarget } from './targets.js';

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
  return judge(model, backend, engineOf(model, target, variant), options);
}

const engineOf =
  (model: Model, target: VerifiedTarget, variant?: Model): NetworkBuilder<tf.SymbolicTensor> =>
  async () => {
    const network = await generate(model, variant)();
    // Disposing of a network leaves out layers that are applied more than once.
    const held = new Set(network.weights);
    const dispose = () => {
      for (const weight of held) weight.dispose();
      held.clear();
    };
    return {
      network: tfjsNetwork(network),
      dispose,
      async run({ known, weights, inputs: given, tensors, settings }) {
        const filled = fill(network, weights);
        const inference = target === 'tfjs-inference' ? await generateInference(model)(filled) : undefined;
        // The code for inference has weights of its own, so its memory is its own.
        if (inference) dispose();
        const subject = inference ? inferenceSubject(inference) : layersSubject(network, tensors, reportNames(model));
        const inputs = inputTensors(known, given);
        try {
          const pass = await run(subject.predict, known, inputs, settings);
          return { run: pass, values: await subject.values(inputs) };
        } finally {
          tf.dispose(inputs);
          inference?.dispose();
          dispose();
        }
      },
    };
  };
