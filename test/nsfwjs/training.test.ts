/** Training goes on from weights that others trained: a new head on a base that is frozen, saved and loaded again. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../../src/run/verify/backends.js';
import { bytesOf } from '../../src/weights/bytes.js';
import { fit } from '../../src/weights/fit.js';
import { load } from '../../src/weights/load.js';
import { openTensors } from '../../src/weights/open.js';
import { type Pattern, parsePattern } from '../../src/weights/pattern.js';
import { writeSafetensors } from '../../src/weights/safetensors.js';
import type { TensorFile, Weights } from '../../src/weights/tensor.js';
import { imagesOf } from './images.js';
import { filledNetwork } from './layers.js';
import { mapOf, modelOf, networks } from './networks.js';
import { openPublished, published } from './published.js';

const timeout = 120_000;
const steps = 5;
const head = ['dense_1', 'dense_2', 'dense_3'];
const [inception] = networks as [(typeof networks)[number]];

/** The network with another number of classes. */
const model = modelOf(inception.spec, (text) => text.replace('units: 5', 'units: 4'));

describe('a new head on the trained Inception V3', () => {
  let network: tf.LayersModel;
  let images: tf.Tensor;
  let labels: tf.Tensor;
  let trained: Float32Array;

  beforeAll(async () => {
    await useBackend();
    const isNew = parsePattern('dense_*') as Pattern;
    const fitted = fit(model, await openPublished(published(inception.name)), mapOf(inception.map), [isNew]);
    expect(fitted.misfits.map(({ slot }) => slot.name)).toEqual(['dense_3/kernel', 'dense_3/bias']);
    expect(fitted.ok).toBe(true);
    network = await filledNetwork(model, await load(fitted));
    const { data } = imagesOf(299);
    images = tf.tensor(data.subarray(0, data.length / 2), [2, 299, 299, 3]);
    labels = tf.oneHot([0, 1], 4).toFloat();
  }, timeout);

  const loss = (predictions: tf.Tensor) => tf.neg(tf.mean(tf.mul(labels, tf.log(predictions)))) as tf.Scalar;
  const predict = (of: tf.LayersModel) => tf.tidy(() => (of.predict(images) as tf.Tensor).dataSync<'float32'>());
  const lossNow = () => tf.tidy(() => loss(network.predict(images) as tf.Tensor).dataSync()[0] as number);

  it('learns, and leaves the base as it is', { timeout }, () => {
    for (const layer of network.layers) layer.trainable = head.includes(layer.name);
    const before = weightsOf(network);
    const lossBefore = lossNow();
    const optimizer = tf.train.adam(0.003);
    for (let step = 0; step < steps; step += 1)
      optimizer.minimize(() => loss(network.apply(images, { training: true }) as tf.Tensor), false);
    expect(lossNow()).toBeLessThan(lossBefore);
    trained = predict(network);
    const changed = [...weightsOf(network)].filter(([name, { data }]) => !same(data, before.get(name)?.data));
    expect(changed.map(([name]) => name)).toEqual(head.flatMap((layer) => [`${layer}/kernel`, `${layer}/bias`]));
  });

  it('gives the same when it was saved as safetensors and loaded', { timeout }, async () => {
    const file = writeSafetensors(weightsOf(network));
    await expectSame(await openTensors(bytesOf('trained.safetensors', file), () => Promise.reject()));
  });

  it('gives the same when TensorFlow.js saved it', { timeout }, async () => {
    let saved: tf.io.ModelArtifacts = {};
    await network.save(
      tf.io.withSaveHandler(async (artifacts) => {
        saved = artifacts;
        return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
      }),
    );
    const { modelTopology, weightSpecs: weights, weightData } = saved;
    const json = JSON.stringify({ modelTopology, weightsManifest: [{ paths: ['weights.bin'], weights }] });
    const data = new Uint8Array(tf.io.CompositeArrayBuffer.join(weightData));
    await expectSame(await openTensors(bytesOf('model.json', Buffer.from(json)), async (name) => bytesOf(name, data)));
  });

  /** A network that is built anew and filled from a file computes what the trained one does. */
  async function expectSame(file: TensorFile): Promise<void> {
    const fitted = fit(model, file);
    expect(fitted).toMatchObject({ ok: true, misfits: [], leftOver: [] });
    const loaded = await filledNetwork(model, await load(fitted));
    expect(predict(loaded)).toEqual(trained);
    loaded.dispose();
  }
});

/** The weights that a network has now, by their names. */
function weightsOf({ weights }: tf.LayersModel): Weights {
  return new Map(
    weights.map((weight) => [
      weight.originalName,
      { shape: weight.shape as number[], data: weight.read().dataSync<'float32'>().slice() },
    ]),
  );
}

const same = (one: Float32Array, other?: Float32Array): boolean =>
  one.every((value, index) => value === other?.[index]);
