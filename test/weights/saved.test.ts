/** What is written as model.json: plain TensorFlow.js loads it and computes the same, or the layer that prevents it is named. */
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compile } from '../../src/compile.js';
import type { Model } from '../../src/graph/graph.js';
import { activations } from '../../src/ops/companions.js';
import { type OpName, ops } from '../../src/ops/index.js';
import type { Op } from '../../src/ops/op.js';
import { useBackend } from '../../src/run/verify/backends.js';
import { generate } from '../../src/run/verify/load.js';
import { randomInputs, randomWeights } from '../../src/run/verify/numbers.js';
import { fill, inputTensors } from '../../src/run/verify/subject.js';
import { findUnsaved, savedTopology } from '../../src/targets/tfjs/saved.js';
import type { Weights } from '../../src/weights/tensor.js';
import { writeTfjs } from '../../src/weights/tfjs.js';
import { backends } from '../tensorflow/backends.js';
import { modelOfSetting } from '../tensorflow/models.js';
import { type Setting, settings } from '../tensorflow/settings.js';

const there = backends.filter(({ isThere }) => isThere).map(({ backend }) => backend);

/** Activations that are saved in ways of their own, or not at all. */
const someActivations = ['relu', 'hard_swish', 'hard_sigmoid', 'gelu', 'softmax', 'log_softmax'];

/** Each setting of an op alone that is allowed, and its first with activations and batch norm. */
function modelsOf(op: Op): readonly Model[] {
  const [first, ...others] = settings[op.name as OpName] as [Setting, ...Setting[]];
  const more: object[] = [
    ...(op.name === 'activation'
      ? [...activations, { elu: { alpha: 0.5 } }]
      : op.attributes.activation
        ? someActivations
        : []
    ).map((activation) => ({ activation })),
    ...(op.attributes.batch_norm
      ? [{}, { scale: false }, { center: false, epsilon: 0.1 }, { center: false, scale: false }].map((batch_norm) => ({
          batch_norm,
        }))
      : []),
  ];
  // TensorFlow.js has norms of three dimensions, and code for more.
  const deep = /^(batch|layer)_norm$/.test(op.name) ? [{ inputs: [[2, 3, 1, 4]], attributes: {} }] : [];
  const table: readonly Setting[] = [
    first,
    ...others,
    ...deep,
    ...more.map((some) => ({ ...first, attributes: { ...first.attributes, ...some } })),
  ];
  return table.flatMap((setting) => modelOfSetting(op, setting) ?? []);
}

/** The classes that TensorFlow.js itself can load. */
const { classNameMap } = tf.serialization.SerializationMap.getMap();
const known = new Set(Object.keys(classNameMap));

/** Loads what is written, as a stranger would. */
async function loadPlain(weights: Weights, topology: object): Promise<tf.LayersModel> {
  const files = writeTfjs(weights, topology);
  const json = JSON.parse(Buffer.from(files.get('model.json') ?? []).toString());
  const shards = [...files].filter(([name]) => name !== 'model.json').map(([, bytes]) => bytes);
  const weightData = new Uint8Array(Buffer.concat(shards)).buffer;
  const weightSpecs = json.weightsManifest[0].weights;
  // Generated code registers its own.
  for (const name of Object.keys(classNameMap)) if (!known.has(name)) delete classNameMap[name];
  return tf.loadLayersModel(tf.io.fromMemory({ modelTopology: json.modelTopology, weightSpecs, weightData }));
}

/** The greatest distance between two networks' values; infinite if one fails or gives none, or their shapes differ. */
async function distance(ours: tf.LayersModel, loading: Promise<tf.LayersModel>, inputs: tf.Tensor[]): Promise<number> {
  try {
    const theirs = await loading;
    return tf.tidy(() => {
      const [expected, actual] = [ours, theirs].map((network) => [network.predict(inputs)].flat()[0] as tf.Tensor);
      if (expected?.shape.join() !== actual?.shape.join()) return Number.POSITIVE_INFINITY;
      const apart = tf.max(tf.abs(tf.sub(expected as tf.Tensor, actual as tf.Tensor))).dataSync()[0] as number;
      return Number.isNaN(apart) ? Number.POSITIVE_INFINITY : apart;
    });
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

describe.each(there)('on %s', (backend) => {
  beforeAll(async () => {
    await useBackend(backend);
    tf.engine().startScope();
  });
  afterAll(() => tf.engine().endScope());

  test.each(Object.values<Op>(ops))('$name is saved as what computes the same', { timeout: 60_000 }, async (op) => {
    let saved = 0;
    for (const model of modelsOf(op)) {
      if (findUnsaved(model).length > 0) continue;
      const network = await generate(model)();
      const weights = randomWeights(model);
      fill(network, weights);
      const inputs = inputTensors(model, randomInputs(model));
      const topology = savedTopology(network.toJSON(null, false) as object, model);
      const { layers } = model;
      const apart = await distance(network, loadPlain(weights, topology), inputs);
      expect([layers[0]?.attributes, apart]).toEqual([layers[0]?.attributes, expect.closeTo(0, 4)]);
      saved += 1;
    }
    expect(saved > 0).toBe(
      !/^(layer_scale|adaptive_avg_pool2d|group_norm|rms_norm|subtract|reduce|split|channel_shuffle|slice|stack|roll|gather|one_hot|rearrange|glu|multi_head_attention|grouped_query_attention|rotary_embedding|matmul|gru|parameter|constant|take|zero_pad1d|cropping1d|up_sampling1d|max_pool3d|conv1d_transpose|conv3d_transpose|global_max_pool3d|global_avg_pool3d|zero_pad3d|cropping3d|up_sampling3d|position_embedding|unembedding|unit_normalization|local_response_norm|space_to_depth|depth_to_space|resize|resize_like|adaptive_max_pool2d|adaptive_avg_pool1d|adaptive_max_pool1d|spatial_dropout2d|spatial_dropout3d|adaptive_avg_pool3d|adaptive_max_pool3d|depthwise_conv1d|separable_conv1d|drop_path|conv_lstm1d|conv_lstm2d)$/.test(
        op.name,
      ),
    );
  });
});

test('what is refused fails on some back end', { timeout: 120_000 }, async () => {
  const worst = new Map<string, number>();
  for (const backend of there) {
    await useBackend(backend);
    for (const model of Object.values<Op>(ops).flatMap(modelsOf)) {
      const [unsaved] = findUnsaved(model);
      if (!unsaved) continue;
      const network = await generate(model)();
      const weights = randomWeights(model);
      fill(network, weights);
      const inputs = inputTensors(model, randomInputs(model));
      const apart = await distance(network, loadPlain(weights, network.toJSON(null, false) as object), inputs);
      worst.set(unsaved.reason, Math.max(apart, worst.get(unsaved.reason) ?? 0));
    }
  }
  const expected = [...worst.keys()].filter((reason) => there.includes('wasm') || !/wasm/.test(reason));
  for (const reason of expected.filter((reason) => there.includes('tensorflow') || !/native/.test(reason)))
    expect([reason, (worst.get(reason) ?? 0) > 0.01]).toEqual([reason, true]);
});

test('activations that are made of other layers can be shared, and stand in the middle', async () => {
  await useBackend('cpu');
  const { model } = compile(`
netspec: 1
name: Net
inputs: {left: 6x6x3, right: 6x6x3}
layers:
- {op: conv2d, name: Left, input: left, filters: 4, kernel_size: 3, activation: hard_swish, weights: tower}
- {op: conv2d, name: Right, input: right, filters: 4, kernel_size: 3, activation: hard_swish, weights: tower}
- {op: activation, name: Gate, activation: hard_sigmoid}
- {op: multiply, name: Both, input: [Left, Gate]}
- {op: global_avg_pool2d, name: Pool}
outputs: {both: Pool, gate: Gate}
`);
  if (!model) throw new Error('no model');
  const network = await generate(model)();
  const weights = randomWeights(model);
  fill(network, weights);
  const inputs = inputTensors(model, randomInputs(model));
  const loaded = await loadPlain(weights, savedTopology(network.toJSON(null, false) as object, model));
  const [expected, actual] = [network, loaded].map((one) => [one.predict(inputs)].flat().map((y) => y.dataSync()));
  expect(actual?.map((y) => y.length)).toEqual([4, 64]);
  for (const [index, y] of (actual ?? []).entries())
    for (const [at, value] of y.entries()) expect(value).toBeCloseTo(expected?.[index]?.[at] as number, 5);
});

test('a layer whose op has a class in the code is refused, also if that is for a layer of another variant', () => {
  const reasonsOf = (first: string) => {
    const { model } = compile(`
netspec: 1
name: Net
parameters: {both: false}
inputs: {words: 6x4}
layers:
- {op: lstm, name: First, units: 4, return_sequences: true, when: both${first}}
- {op: lstm, name: Last, units: 4}
outputs: {last: Last}
`);
    return model && findUnsaved(model).map(({ layer, reason }) => `${layer.name}: ${reason}`);
  };
  expect(reasonsOf('')).toEqual([]);
  expect(reasonsOf(', bidirectional: sum')).toEqual(['Last: TensorFlow.js has no lstm with these attributes']);
});
