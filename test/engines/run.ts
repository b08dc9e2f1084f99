/** Runs many small networks at once on every available engine. */
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../../src/run/verify/backends.js';
import { generate, generateInference } from '../../src/run/verify/load.js';
import { inputTensors } from '../../src/run/verify/subject.js';
import type { BackendName } from '../../src/run/verify/targets.js';
import type { TargetLimit } from '../../src/targets/target.js';
import type { Tensor } from '../../src/weights/tensor.js';
import { ort, runOnnx } from '../onnx/engine.js';
import { backends } from '../tensorflow/backends.js';
import { type Given, givenOf } from './given.js';
import { type Combination, idOf } from './grid.js';

/** An engine: what computes a network's outputs, and of how many combinations it was asked. */
export interface Engine {
  readonly name: string;
  run(given: Given): Promise<ReadonlyMap<string, Tensor>>;
}

/** The code of layers and the code for inference on a back end of TensorFlow.js. */
const onTensorFlow = (backend: BackendName): readonly Engine[] => [
  {
    name: `${backend}, layers`,
    run: (given) => onBackend(backend, () => runLayers(given)),
  },
  {
    name: `${backend}, inference`,
    run: (given) => onBackend(backend, () => runInference(given)),
  },
];

export const engines: readonly Engine[] = [
  ...backends.filter(({ isThere }) => isThere).flatMap(({ backend }) => onTensorFlow(backend)),
  ...(ort
    ? [
        {
          name: 'onnx',
          run: async ({ model, weights, inputs }: Given) => (await runOnnx(model, weights, inputs)).outputs,
        },
        {
          name: 'onnx, not optimised',
          run: async ({ model, weights, inputs }: Given) => (await runOnnx(model, weights, inputs, 'disabled')).outputs,
        },
      ]
    : []),
];

async function onBackend<T>(backend: BackendName, work: () => Promise<T>): Promise<T> {
  await useBackend(backend);
  tf.engine().startScope();
  try {
    return await work();
  } finally {
    tf.engine().endScope();
  }
}

const toTf = ({ shape, data }: Tensor): tf.Tensor => tf.tensor(data, [...shape]);

async function runLayers({ model, weights, inputs }: Given): Promise<ReadonlyMap<string, Tensor>> {
  const network = await generate(model)();
  for (const variable of network.weights) variable.write(toTf(weights.get(variable.originalName) as Tensor));
  const results = [network.predict(inputTensors(model, inputs))].flat();
  const outputs = new Map([...model.outputs.keys()].map((name, index) => [name, read(results[index] as tf.Tensor)]));
  for (const weight of network.weights) weight.dispose();
  return outputs;
}

async function runInference({ model, weights, inputs }: Given): Promise<ReadonlyMap<string, Tensor>> {
  const network = await generateInference(model)(
    Object.fromEntries([...weights].map(([name, value]) => [name, toTf(value)])),
  );
  const results = network.predict(inputTensors(model, inputs));
  const outputs = new Map([...results].map(([name, result]) => [name, read(result)]));
  network.dispose();
  return outputs;
}

const read = (result: tf.Tensor): Tensor => ({ shape: result.shape, data: result.dataSync<'float32'>() });

/** The results of combinations on an engine: values, or why there are none. */
export async function runAll(
  engine: Engine,
  combinations: readonly Combination[],
): Promise<readonly (Tensor | TargetLimit | Error)[]> {
  try {
    const outputs = await engine.run(givenOf(combinations));
    return combinations.map((combination) => outputs.get(`y${idOf(combination)}`) as Tensor);
  } catch (error) {
    if (combinations.length === 1) return [error as Error];
    const half = combinations.length >> 1;
    return [
      ...(await runAll(engine, combinations.slice(0, half))),
      ...(await runAll(engine, combinations.slice(half))),
    ];
  }
}

/** The greatest difference, as a share of the greatest value; infinite where shapes differ. */
export function distanceOf(expected: Tensor, actual: Tensor): number {
  if (String(expected.shape) !== String(actual.shape)) return Number.POSITIVE_INFINITY;
  let [greatest, distance] = [1e-3, 0];
  for (const [index, value] of expected.data.entries()) {
    greatest = Math.max(greatest, Math.abs(value));
    // Written so that what is no number is a difference.
    if (!(Math.abs(value - (actual.data[index] as number)) <= distance))
      distance = Math.abs(value - (actual.data[index] as number));
  }
  return distance / greatest;
}
