/** Runs many small networks at once on every available engine. */
import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs';
import { compile } from '../../src/compile.js';
import type { Model } from '../../src/graph/graph.js';
import { useBackend } from '../../src/run/verify/backends.js';
import { generate, generateInference } from '../../src/run/verify/load.js';
import { inputTensors } from '../../src/run/verify/subject.js';
import type { BackendName } from '../../src/run/verify/targets.js';
import type { TargetLimit } from '../../src/targets/target.js';
import type { Tensor, Weights } from '../../src/weights/tensor.js';
import { modelOf } from '../model.js';
import { ort, runOnnx } from '../onnx/engine.js';
import { fill, someWeight, uniform } from '../onnx/numbers.js';
import { backends } from '../tensorflow/backends.js';
import { type Combination, idOf, specOf } from './grid.js';

const batch = 2;
/** Inputs reach as far as every activation is still not flat. */
const reach = 4;

/** A network with the values that it is run on. */
export interface Given {
  readonly model: Model;
  readonly weights: Weights;
  readonly inputs: ReadonlyMap<string, Tensor>;
}

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

// ---------------------------------------------------------------- networks

/** Whether netspec takes a combination, at the sizes that it is run at too. */
export const isTaken = (combination: Combination): boolean =>
  [combination, { ...combination, isOpen: false }].every((one) => {
    const { model } = compile(specOf([one]));
    return model !== undefined && typeof model.totals.params === 'number';
  });

/** Combinations as one network, with its values. */
function givenOf(combinations: readonly Combination[]): Given {
  const model = modelOf(specOf(combinations));
  const randomOf = (name: string) =>
    uniform(Number.parseInt(createHash('sha256').update(name).digest('hex').slice(0, 7), 16) + 1);
  const inputs = combinations.flatMap((combination) =>
    combination.inputs.map((shape, place): [string, Tensor] => {
      const name = `x${idOf(combination)}_${place}`;
      const random = randomOf(name);
      const isMask = combination.isMasked && place === combination.inputs.length - 1;
      const below = isMask ? 2 : combination.below;
      const next =
        below === undefined ? () => reach * random() : () => Math.floor((below * (random() + 1)) / 2) % below;
      return [name, fill([batch, ...shape], next)];
    }),
  );
  const weights = model.layers.flatMap((layer) =>
    layer.weights.map(({ name, shape }): [string, Tensor] => {
      const full = `${layer.name}/${name}`;
      return [full, someWeight(name, shape as readonly number[], randomOf(full))];
    }),
  );
  return { model, weights: new Map(weights), inputs: new Map(inputs) };
}

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
