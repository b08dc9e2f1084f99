/** ONNX Runtime with the network that `build --target onnx` writes, against TensorFlow.js with the generated code. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { onnxPredictor } from '../build/run/predict/onnx.js';
import { useBackend } from '../build/run/verify/backends.js';
import { generate } from '../build/run/verify/load.js';
import { BackendUnavailable } from '../build/run/verify/unavailable.js';
import { initialWeight } from '../build/weights/initial.js';
import { compile } from '../dist/index.js';

export const title = 'Inception V3, an image, in ONNX';

const { model } = compile(readFileSync(new URL('../specs/inception-v3.yaml', import.meta.url), 'utf8'));
const [{ name: input, shape }] = model.graph.inputs;

export async function* rows() {
  const predictor = await onnxPredictor(model, weightsOf(model), [...model.outputs.values()]).catch(missingOr);
  for (const backend of ['tensorflow', 'wasm']) {
    const what = 'ONNX Runtime: prediction';
    const peer = `predict of the tf.LayersModel, ${backend}`;
    const missing = predictor.missing ?? (await useBackend(backend).catch(missingOr)).missing;
    if (missing !== undefined) {
      yield { what, peer, missing };
      continue;
    }
    const layers = await generate(model)();
    const image = tf.randomUniform([1, ...shape], -1, 1, 'float32', 1);
    const images = new Map([[input, { shape: image.shape, data: image.dataSync() }]]);
    const theirs = async () => {
      const outputs = layers.predict(image);
      await Promise.all(outputs.map((output) => output.data()));
      tf.dispose(outputs);
    };
    yield { what, peer, ours: () => predictor.predict(images), theirs, runs: 20 };
    for (const weight of layers.weights) weight.dispose();
    image.dispose();
  }
  predictor.dispose?.();
}

function weightsOf({ layers }) {
  return new Map(
    layers.flatMap((layer) => layer.weights.map((weight) => [`${layer.name}/${weight.name}`, initialWeight(layer, weight)])),
  );
}

/** Why an engine is missing. */
function missingOr(error) {
  if (error instanceof BackendUnavailable) return { missing: error.message.split('\n')[0] };
  throw error;
}
