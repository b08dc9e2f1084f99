/** Time and memory of a prediction: inference code compared with the generated layers and ONNX Runtime Web. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../build/run/verify/backends.js';
import { generate, generateInference } from '../build/run/verify/load.js';
import { randomWeights } from '../build/run/verify/numbers.js';
import { fill, inferenceSubject } from '../build/run/verify/subject.js';
import { BackendUnavailable } from '../build/run/verify/unavailable.js';
import { compile, targets } from '../dist/index.js';

export const title = 'Inception V3, an image';

const { model } = compile(readFileSync(new URL('../specs/inception-v3.yaml', import.meta.url), 'utf8'));
const [{ shape }] = model.graph.inputs;

/** The maximum ratio of times by back end. */
const limits = { tensorflow: 0.8, wasm: 0.95 };

export async function* rows() {
  for (const [backend, limit] of Object.entries(limits)) {
    const peer = 'predict of the tf.LayersModel';
    const missing = await useBackend(backend).then(() => undefined, reasonOf);
    if (missing !== undefined) {
      yield { what: `${backend}: prediction`, limit, peer, missing };
      continue;
    }
    const layers = await generate(model)();
    const network = await generateInference(model)(fill(layers, randomWeights(model)));
    const { predict } = inferenceSubject(network);
    const image = tf.randomUniform([1, ...shape], -1, 1, 'float32', 1);
    const ours = () => predict([image], () => {});
    const theirs = () => layers.predict(image);
    yield { what: `${backend}: prediction`, limit, peer, ours: () => read(ours()), theirs: () => read(theirs()), runs: 30 };
    yield {
      what: `${backend}: tensors at the peak`,
      limit: 1,
      peer,
      unit: 'MiB',
      ours: () => peakOf(ours),
      theirs: () => peakOf(theirs),
      runs: 3,
    };
    if (backend === 'wasm') yield* onnxRuntimeWeb(image, () => read(ours()));
    network.dispose();
    for (const weight of layers.weights) weight.dispose();
    image.dispose();
  }
}

/** ONNX Runtime Web on the ONNX model that netspec writes, in one thread like the wasm back end. */
async function* onnxRuntimeWeb(image, ours) {
  const row = { what: 'wasm: prediction', peer: 'ONNX Runtime Web, one thread' };
  const web = await import('onnxruntime-web').catch(() => undefined);
  if (!web) {
    yield { ...row, missing: 'npm install --no-save onnxruntime-web' };
    return;
  }
  web.env.wasm.numThreads = 1;
  const [{ pieces }] = targets.onnx(model, {});
  const session = await web.InferenceSession.create(Buffer.concat([...pieces]));
  const feeds = { [session.inputNames[0]]: new web.Tensor('float32', image.dataSync(), image.shape) };
  yield { ...row, ours, theirs: () => session.run(feeds), runs: 20 };
  await session.release();
}

/** Why a back end is missing. */
function reasonOf(error) {
  if (error instanceof BackendUnavailable) return error.message.split('\n')[0];
  throw error;
}

/** Waits until outputs are computed, and frees them. */
async function read(outputs) {
  await Promise.all(outputs.map((output) => output.data()));
  tf.dispose(outputs);
}

/** The peak memory of a prediction in MiB, without weights and input. */
async function peakOf(predict) {
  const { numBytes } = tf.memory();
  let outputs = [];
  const { peakBytes } = await tf.profile(() => {
    outputs = predict();
  });
  tf.dispose(outputs);
  return (peakBytes - numBytes) / 2 ** 20;
}
