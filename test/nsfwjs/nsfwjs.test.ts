/**
 * Networks that others trained: written as specs, and filled with the published weights, they compute what the package's
 * own models compute, at every end point.
 */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Layer, Model } from '../../src/graph/graph.js';
import { tfjsPredictor } from '../../src/run/predict/tfjs.js';
import { useBackend } from '../../src/run/verify/backends.js';
import { layersOf } from '../../src/run/verify/load.js';
import { type Fit, fit } from '../../src/weights/fit.js';
import { load } from '../../src/weights/load.js';
import type { Tensor, Weights } from '../../src/weights/tensor.js';
import { backends } from '../tensorflow/backends.js';
import { imagesOf } from './images.js';
import { filledNetwork } from './layers.js';
import { mapOf, modelOf, type Network, networks } from './networks.js';
import { handlerOf, openPublished, published } from './published.js';

const timeout = 120_000;

/** The cpu back end takes minutes for a pass of Inception V3, and is the one that nobody runs it on. */
const fast = backends.filter(({ backend }) => backend !== 'cpu');

describe.each(networks)('$name', (network) => {
  const model = modelOf(network.spec);
  /** The layers of the end points, those of the network that is used included. */
  const endpoints = new Map([...(network.base ? endpointsIn(modelOf(network.base), model) : []), ...model.endpoints]);
  let fitted: Fit;
  let weights: Weights;

  beforeAll(async () => {
    fitted = fit(model, await openPublished(published(network.name)), mapOf(network.map));
    weights = await load(fitted);
  }, timeout);

  it('has the published weights, all of them and no others', () => {
    expect(fitted).toMatchObject({ ok: true, misfits: [], folded: [], leftOver: [], idle: [], miscounts: [] });
    const counts = [...weights.values()].map(({ data }) => data.length);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(model.totals.params);
  });

  it('has a counterpart for each of its end points', () => {
    expect(Object.keys(network.counterparts)).toEqual([...endpoints.keys()]);
  });

  for (const { backend, isThere } of fast) {
    it.skipIf(!isThere)(`computes the same on ${backend}`, { timeout }, async () => {
      await useBackend(backend);
      const images = imagesOf(model.graph.inputs[0]?.shape[0] as number);
      const expected = await theirs(network, images);
      const ranged = toRange(images, network.range);
      for (const compute of [byInference, byLayers]) {
        const actual = await compute(model, weights, [...endpoints.values()], ranged);
        expectSame(endpoints, model, actual, expected);
      }
    });
  }
});

/** At each end point the values differ by a ten-thousandth of the largest at most, and outputs by a hundred-thousandth. */
function expectSame(
  endpoints: ReadonlyMap<string, string>,
  { outputs }: Model,
  actual: ReadonlyMap<string, Tensor>,
  expected: ReadonlyMap<string, Tensor>,
): void {
  for (const [endpoint, layer] of endpoints) {
    const { difference, largest } = compare(actual.get(layer) as Tensor, expected.get(endpoint) as Tensor);
    expect([endpoint, difference / largest <= 1e-4, largest > 0]).toEqual([endpoint, true, true]);
    if ([...outputs.values()].includes(layer)) expect(difference).toBeLessThanOrEqual(1e-5);
  }
}

/** The end points of a model with the same layers in another. */
function endpointsIn(base: Model, { layers }: Model): readonly (readonly [string, string])[] {
  const names = new Set(layers.map(({ name }) => name));
  return [...base.endpoints].filter(([, layer]) => names.has(layer));
}

/** What layers of our network give, by the code for inference. */
async function byInference(
  model: Model,
  weights: Weights,
  layers: readonly string[],
  images: Tensor,
): Promise<ReadonlyMap<string, Tensor>> {
  const predictor = await tfjsPredictor(model, weights, layers);
  const [input] = model.graph.inputs;
  const results = await predictor.predict(new Map([[input?.name as string, images]]));
  predictor.dispose();
  return results;
}

/** The same by the code for training, as a layers model. */
async function byLayers(
  model: Model,
  weights: Weights,
  names: readonly string[],
  { data, shape }: Tensor,
): Promise<ReadonlyMap<string, Tensor>> {
  const whole = await filledNetwork(model, weights);
  const outputs = names.map((name) => {
    const layer = model.layers.find((one) => one.name === name) as Layer;
    return whole.getLayer(layersOf(layer).at(-1) as string).output as tf.SymbolicTensor;
  });
  const input = tf.tensor(data, [...shape]);
  const results = [tf.model({ inputs: whole.inputs, outputs }).predict(input)].flat();
  const tensors = results.map((result) => ({ shape: result.shape, data: result.dataSync<'float32'>() }));
  tf.dispose([input, ...results]);
  whole.dispose();
  return new Map(names.map((name, index) => [name, tensors[index] as Tensor]));
}

/** What the published model gives at the counterparts of our end points, by end point. */
async function theirs({ name, counterparts }: Network, images: Tensor): Promise<ReadonlyMap<string, Tensor>> {
  const source = published(name);
  const input = tf.tensor(images.data, [...images.shape]);
  const run = source.model.format === 'graph-model' ? runGraph : runLayers;
  const results = await run(handlerOf(source), input, Object.values(counterparts));
  const tensors = results.map((result) => ({ shape: result.shape, data: result.dataSync<'float32'>() }));
  tf.dispose([input, ...results]);
  return new Map(Object.keys(counterparts).map((endpoint, index) => [endpoint, tensors[index] as Tensor]));
}

async function runGraph(handler: tf.io.IOHandler, input: tf.Tensor, nodes: readonly string[]) {
  const graph = await tf.loadGraphModel(handler);
  const results = [graph.execute(input, [...nodes])].flat();
  graph.dispose();
  return results;
}

async function runLayers(handler: tf.io.IOHandler, input: tf.Tensor, names: readonly string[]) {
  const whole = await tf.loadLayersModel(handler);
  const outputs = names.map((layer) => whole.getLayer(layer).output as tf.SymbolicTensor);
  const results = [tf.model({ inputs: whole.inputs, outputs }).predict(input)].flat();
  whole.dispose();
  return results;
}

const toRange = ({ shape, data }: Tensor, [low, high]: readonly [number, number]): Tensor => ({
  shape,
  data: data.map((value) => low + value * (high - low)),
});

/** The largest difference, and the largest of the expected values. */
function compare(actual: Tensor, expected: Tensor): { readonly difference: number; readonly largest: number } {
  expect(actual.shape).toEqual(expected.shape);
  let [difference, largest] = [0, 0];
  for (const [index, value] of expected.data.entries()) {
    difference = Math.max(difference, Math.abs(value - (actual.data[index] as number)));
    largest = Math.max(largest, Math.abs(value));
  }
  return { difference, largest };
}
