/** The maps that come with netspec, on tensors that a network written by hand is made of. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Options } from '../../src/compile.js';
import type { Model } from '../../src/graph/graph.js';
import { useBackend } from '../../src/run/verify/backends.js';
import { generate } from '../../src/run/verify/load.js';
import { bytesOf } from '../../src/weights/bytes.js';
import { fit } from '../../src/weights/fit.js';
import { load } from '../../src/weights/load.js';
import { parseMap, type WeightMap } from '../../src/weights/map.js';
import { writeNpz } from '../../src/weights/npz.js';
import { openTensors } from '../../src/weights/open.js';
import { writeSafetensors } from '../../src/weights/safetensors.js';
import type { Weights } from '../../src/weights/tensor.js';
import { writeTfjs } from '../../src/weights/tfjs.js';
import { modelOf } from '../model.js';
import { Inception, type Namer } from './inception.js';

const spec = readFileSync('specs/inception-v3.yaml', 'utf8');

const inceptionWith = (options: Options): Model => modelOf(spec, options);

function mapNamed(name: string): WeightMap {
  const { map, diagnostics } = parseMap(readFileSync(`maps/${name}.yaml`, 'utf8'), `maps/${name}.yaml`);
  expect(diagnostics).toEqual([]);
  return map as WeightMap;
}

/** What the code that is generated for a model gives for images, with weights by name. */
async function predict(model: Model, weights: Weights, images: tf.Tensor): Promise<Record<string, Float32Array>> {
  const network = await generate(model)();
  const values = network.weights.map(({ originalName }) => {
    const { data, shape } = weights.get(originalName) as { data: Float32Array; shape: number[] };
    return tf.tensor(data, shape);
  });
  network.setWeights(values);
  const outputs = [network.predict(images)].flat() as tf.Tensor[];
  return Object.fromEntries([...model.outputs.keys()].map((name, index) => [name, data(outputs[index] as tf.Tensor)]));
}

const data = (tensor: tf.Tensor): Float32Array => tensor.dataSync() as Float32Array;

function expectClose(actual: Float32Array | undefined, expected: Float32Array): void {
  expect(actual?.length).toBe(expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  const worst = Math.max(...expected.map((value, index) => Math.abs(value - (actual?.[index] ?? Number.NaN))));
  expect(scale).toBeGreaterThan(0.05);
  expect(worst / scale).toBeLessThan(1e-4);
}

/** Tensors in a file of the kind that goes with their names. */
function fileOf(namer: Namer, tensors: Weights) {
  if (namer === 'slim') return openTensors(bytesOf('slim.npz', writeNpz(tensors)), () => Promise.reject());
  if (namer === 'torchvision')
    return openTensors(bytesOf('torch.safetensors', writeSafetensors(tensors)), () => Promise.reject());
  const files = writeTfjs(tensors, {});
  const open = async (name: string) => bytesOf(name, files.get(name) as Uint8Array);
  return openTensors(bytesOf('model.json', files.get('model.json') as Uint8Array), open);
}

/** Every weight is filled, and every tensor fills one. */
async function expectAllFilled(namer: Namer, tensors: Weights, model: Model) {
  const fitted = fit(model, await fileOf(namer, tensors), mapNamed(namer));
  expect(fitted.misfits.map(({ kind, slot }) => `${kind} ${slot.name}`)).toEqual([]);
  expect(fitted.leftOver.map(({ name }) => name)).toEqual([]);
  const taken = [...fitted.filled, ...fitted.folded].map(({ tensor }) => tensor.name);
  expect(new Set(taken).size).toBe(taken.length);
  expect(taken.sort()).toEqual([...tensors.keys()].sort());
  const weights = await load(fitted);
  expect([...weights.keys()]).toEqual(
    model.layers.flatMap((layer) => layer.weights.map((weight) => `${layer.name}/${weight.name}`)),
  );
  return weights;
}

beforeAll(async () => {
  await useBackend('wasm');
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const image = (size: number) => tf.randomUniform<tf.Rank.R4>([2, size, size, 3], -1, 1, 'float32', 5);

describe('the maps for Inception V3', () => {
  it.each([
    ['slim', 0.25, {}],
    ['keras', 0.25, {}],
    ['torchvision', 0.25, { batch_norm_scale: true }],
    ['torchvision', 1, { batch_norm_scale: false }],
  ] as const)('%s, %d as wide, %o: the network computes what its tensors say', async (namer, width, settings) => {
    const byHand = new Inception(namer, width);
    const images = image(75);
    const { logits } = byHand.run(images, 7);
    const set = { ...settings, num_classes: 7, depth_multiplier: width, create_aux_logits: false };
    const model = inceptionWith({ set, input: { '': [75, 75, 3] } });
    const weights = await expectAllFilled(namer, byHand.tensors, model);
    expectClose((await predict(model, weights, images)).logits, data(logits));
  });

  it.each(['slim', 'torchvision'] as const)('%s: with the auxiliary head', async (namer) => {
    const byHand = new Inception(namer, 0.25);
    const images = image(107);
    const { logits, aux } = byHand.run(images, 5, true);
    const model = inceptionWith({ set: { num_classes: 5, depth_multiplier: 0.25 }, input: { '': [107, 107, 3] } });
    const weights = await expectAllFilled(namer, byHand.tensors, model);
    const outputs = await predict(model, weights, images);
    expectClose(outputs.logits, data(logits));
    expectClose(outputs.aux_logits, data(aux as tf.Tensor));
  });

  it('adjust variances for another epsilon', async () => {
    const byHand = new Inception('slim', 0.25, 0.1);
    const images = image(75);
    const { logits } = byHand.run(images, 5);
    const set = { num_classes: 5, depth_multiplier: 0.25, create_aux_logits: false };
    const model = inceptionWith({ set, input: { '': [75, 75, 3] } });
    const file = await fileOf('slim', byHand.tensors);
    const same = await load(fit(model, file, mapNamed('slim')));
    const adjusted = await load(fit(model, file, { ...mapNamed('slim'), epsilon: 0.1 }));
    expectClose((await predict(model, adjusted, images)).logits, data(logits));
    const off = (await predict(model, same, images)).logits as Float32Array;
    expect(Math.abs((off[0] as number) - (data(logits)[0] as number))).toBeGreaterThan(0.001);
  });
});
