/** Builds networks from the code that is generated for TensorFlow.js. */
import * as tf from '@tensorflow/tfjs';
import type { Model } from '../../graph/graph.js';
import { reportNames } from './compare.js';
import type { NetworkBuilder } from './judge.js';
import { generate, generateInference } from './load.js';
import { run } from './run.js';
import { fill, inferenceSubject, inputTensors, layersSubject, tfjsNetwork } from './subject.js';
import type { VerifiedTarget } from './targets.js';

/** Builds the network of a target's code on the current back end of TensorFlow.js. */
export const tfjsBuilder =
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
          settings.onStep('reading the values of all layers');
          return { run: pass, values: await subject.values(inputs) };
        } finally {
          tf.dispose(inputs);
          inference?.dispose();
          dispose();
        }
      },
    };
  };
