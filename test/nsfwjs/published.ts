/** The trained networks of the package nsfwjs, as their publishers ship them: JavaScript modules with base64 inside. */
import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { bytesOf } from '../../src/weights/bytes.js';
import { openTensors } from '../../src/weights/open.js';
import type { TensorFile } from '../../src/weights/tensor.js';

const require = createRequire(import.meta.url);
const folder = path.resolve(path.dirname(require.resolve('nsfwjs')), '../models');

export type PublishedName = 'inception_v3' | 'mobilenet_v2' | 'mobilenet_v2_mid';

/** What a model.json of TensorFlow.js says, and its shards by their paths. */
interface Published {
  readonly model: tf.io.ModelJSON;
  readonly shards: ReadonlyMap<string, Buffer>;
}

export function published(name: PublishedName): Published {
  const model: tf.io.ModelJSON = require(path.join(folder, name, 'model.min.js'));
  const paths = model.weightsManifest.flatMap((group) => group.paths);
  const shards = paths.map((shard) => [shard, require(path.join(folder, name, `${shard}.min.js`))] as const);
  return { model, shards: new Map(shards.map(([shard, text]) => [shard, Buffer.from(text, 'base64')])) };
}

/** Its weights, as netspec reads them. */
export function openPublished({ model, shards }: Published): Promise<TensorFile> {
  const json = new TextEncoder().encode(JSON.stringify(model));
  return openTensors(bytesOf('model.json', json), async (shard) => bytesOf(shard, shards.get(shard) as Buffer));
}

/** What TensorFlow.js loads it from. */
export function handlerOf({ model, shards }: Published): tf.io.IOHandler {
  const { buffer } = new Uint8Array(Buffer.concat([...shards.values()]));
  const weightSpecs = model.weightsManifest.flatMap(({ weights }) => weights);
  return tf.io.fromMemory({ modelTopology: model.modelTopology, weightSpecs, weightData: buffer });
}
