/** Inference code with trained weights compared with models that TensorFlow.js loads: the networks of nsfwjs. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { tfjsPredictor } from '../build/run/predict/tfjs.js';
import { useBackend } from '../build/run/verify/backends.js';
import { BackendUnavailable } from '../build/run/verify/unavailable.js';
import { bytesOf, compile, fit, load, openTensors, parseMap } from '../dist/index.js';

export const title = 'Trained networks, an image';

const require = createRequire(import.meta.url);
const models = path.resolve(path.dirname(require.resolve('nsfwjs')), '../models');

/** Networks by the names of their folders in the package: our names, how to load theirs, and the maximum ratios. */
const networks = {
  mobilenet_v2_mid: {
    name: 'mobilenet-v2-mid',
    peer: 'tf.loadGraphModel',
    loadPeer: tf.loadGraphModel,
    limits: { tensorflow: 0.9, wasm: 1 },
  },
  mobilenet_v2: {
    name: 'mobilenet-v2',
    peer: 'tf.loadLayersModel',
    loadPeer: tf.loadLayersModel,
    limits: { tensorflow: 0.6, wasm: 0.6 },
  },
};

export async function* rows() {
  for (const [folder, { name, peer, loadPeer, limits }] of Object.entries(networks)) {
    const published = read(folder);
    for (const [backend, limit] of Object.entries(limits)) {
      const row = { what: `${backend}: ${name}`, peer, limit };
      const missing = await useBackend(backend).then(() => undefined, reasonOf);
      if (missing !== undefined) {
        yield { ...row, missing };
        continue;
      }
      const { model, weights } = await ours(name, published);
      const [{ name: input, shape }] = model.graph.inputs;
      const image = tf.randomUniform([1, ...shape], 0, 1, 'float32', 1);
      const images = new Map([[input, { shape: image.shape, data: image.dataSync() }]]);
      const predictor = await tfjsPredictor(model, weights, [...model.outputs.values()]);
      const network = await loadPeer(handlerOf(published));
      const theirs = async () => {
        const fed = tf.tensor(images.get(input).data, image.shape);
        const output = network.predict(fed);
        await output.data();
        tf.dispose([fed, output]);
      };
      yield { ...row, ours: () => predictor.predict(images), theirs, runs: 45 };
      predictor.dispose();
      network.dispose();
      image.dispose();
    }
  }
}

/** A published model.json, and its shards by their paths. */
function read(folder) {
  const model = require(path.join(models, folder, 'model.min.js'));
  const paths = model.weightsManifest.flatMap((group) => group.paths);
  const shard = (name) => Buffer.from(require(path.join(models, folder, `${name}.min.js`)), 'base64');
  return { model, shards: new Map(paths.map((name) => [name, shard(name)])) };
}

/** Our network, with the published weights. */
async function ours(name, { model: json, shards }) {
  const file = (ending) => new URL(`../test/nsfwjs/${name}${ending}`, import.meta.url);
  const { model } = compile(readFileSync(file('.yaml'), 'utf8'));
  const { map } = parseMap(readFileSync(file('.map.yaml'), 'utf8'), name);
  const opened = await openTensors(bytesOf('model.json', new TextEncoder().encode(JSON.stringify(json))), (shard) =>
    bytesOf(shard, shards.get(shard)),
  );
  return { model, weights: await load(fit(model, opened, map)) };
}

function handlerOf({ model, shards }) {
  const { buffer } = new Uint8Array(Buffer.concat([...shards.values()]));
  const weightSpecs = model.weightsManifest.flatMap(({ weights }) => weights);
  return tf.io.fromMemory({ modelTopology: model.modelTopology, weightSpecs, weightData: buffer });
}

/** Why a back end is missing. */
function reasonOf(error) {
  if (error instanceof BackendUnavailable) return error.message.split('\n')[0];
  throw error;
}
