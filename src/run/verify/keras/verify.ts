/** Builds the generated module with Keras in Python, and compares it with the report. */
import path from 'node:path';
import type { Layer, Model } from '../../../graph/graph.js';
import { lower } from '../../../lower/lower.js';
import type { Factory } from '../../../lower/module.js';
import { activationName, activationOf, companionsOf, predecessorsOf } from '../../../ops/companions.js';
import { kerasCode } from '../../../targets/keras/index.js';
import { naming, separator, snakeCase } from '../../../targets/keras/naming.js';
import { stemOf } from '../../../targets/stem.js';
import { found, itemAt } from '../../../text/lookup.js';
import type { BuiltNetwork, BuiltShape, BuiltTensor, BuiltWeight } from '../built.js';
import { type JudgeOptions, judge, type NetworkBuilder, type RunResult, type VerifyResult } from '../judge.js';
import { sizesOf } from '../load.js';
import type { KerasBackend } from '../targets.js';
import { type ExchangedTensor, readTensors, writeTensors } from './exchange.js';
import { type KerasProcess, startKeras } from './python.js';

export interface KerasOptions extends JudgeOptions {
  /** The variant of the spec whose code is run with the parameters and input sizes of the model. */
  readonly variant?: Model;
}

/**
 * Generates a model's module, builds its network in Python, and compares every layer with the report and a second
 * engine. Throws `BackendUnavailable` if Python, Keras or its back end is missing.
 */
export async function verifyKeras(
  model: Model,
  { backend, ...options }: KerasOptions & { readonly backend?: KerasBackend } = {},
): Promise<VerifyResult> {
  const python = await startKeras(backend);
  try {
    return await verifyIn(python, model, options);
  } finally {
    await python.close();
  }
}

/** The same in a process that is running. */
export const verifyIn = (python: KerasProcess, model: Model, options: KerasOptions = {}): Promise<VerifyResult> =>
  judge(model, python.backend, builderOf(python, model, options.variant), options);

/** A network as the program in Python describes it. Tensors are numbers. */
interface NetworkDescription {
  readonly tensors: readonly { readonly layer: string; readonly shape: BuiltShape; readonly dtype: string }[];
  readonly inputs: readonly number[];
  readonly outputs: Readonly<Record<string, number>>;
  readonly layers: readonly {
    readonly name: string;
    readonly calls: readonly { readonly inputs: readonly number[]; readonly outputs: readonly number[] }[];
    readonly weights: readonly BuiltWeight[];
  }[];
}

/** What a run gives, beside the files of values. */
interface RunDescription {
  readonly values: readonly ExchangedTensor[];
  readonly outputs: readonly (ExchangedTensor & { readonly name: string })[];
  readonly milliseconds: number;
  readonly peak_bytes: number;
}

const builderOf =
  (python: KerasProcess, model: Model, variant = model): NetworkBuilder<number> =>
  async () => {
    const file = `${snakeCase(stemOf(variant))}.py`;
    const code = kerasCode(variant);
    const { factory } = lower(variant, naming);
    const request = {
      task: 'build',
      file,
      code,
      factory: factory.names.factory,
      arguments: argumentsOf(model, factory),
    };
    const { network } = await python.ask<{ readonly network: NetworkDescription }>(request);
    return {
      network: networkOf(network, model),
      dispose() {},
      async run({ known, weights, inputs, tensors }): Promise<RunResult> {
        const fileOf = (name: string) => path.join(python.folder, name);
        const { result } = await python.ask<{ readonly result: RunDescription }>({
          task: 'run',
          weights: await writeTensors(fileOf('weights'), weights),
          inputs: await writeTensors(fileOf('inputs'), inputs),
          tensors: [...tensors.values()],
        });
        const values = await readTensors(fileOf('values'), result.values);
        const outputs = await readTensors(fileOf('outputs'), result.outputs);
        const named = new Map(result.outputs.map(({ name }, index) => [name, itemAt(outputs, index)]));
        return {
          run: {
            outputs: [...known.outputs.keys()].map((name) => {
              const { shape, data } = found(named, name);
              return { shape: shape.slice(1), values: data, isFinite: data.every(Number.isFinite) };
            }),
            milliseconds: result.milliseconds,
            peakBytes: result.peak_bytes,
          },
          values: new Map([...tensors.keys()].map((name, index) => [name, itemAt(values, index)])),
        };
      },
    };
  };

/** The arguments with which the factory builds the model. */
function argumentsOf({ graph }: Model, { names, options }: Factory): object {
  const taken = new Set(options.map(({ key }) => key));
  const shapes = graph.inputs.map(
    ({ name, shape }) => [names.shapes.get(name) ?? names.shape, sizesOf(shape)] as const,
  );
  const given = [...names.options].map(([name, key]) => [key, graph.parameters.get(name)] as const);
  // A network that was cut has no options for what was cut off.
  return Object.fromEntries([...given.filter(([key]) => taken.has(key)), ...shapes]);
}

/** A name in the report; Keras allows no slash in names of layers. */
const layerName = (name: string): string => name.replaceAll(separator, '/');

function networkOf({ tensors, inputs, outputs, layers }: NetworkDescription, model: Model): BuiltNetwork<number> {
  const built = tensors.map(
    ({ layer, shape, dtype }, handle): BuiltTensor<number> => ({ handle, layer: layerName(layer), shape, dtype }),
  );
  const builtAt = (numbers: readonly number[]) => numbers.map((number) => itemAt(built, number));
  const placeOf = (input: string) => model.graph.inputs.findIndex(({ name }) => name === input);
  const named = new Map(Object.entries(outputs));
  const counts = new Map(model.layers.map(({ name, inputs: taken }) => [name, taken.length]));
  // Keras's self-attention takes its query twice.
  const taken = (layer: string, given: readonly number[]) => {
    const isMore = given.length > (counts.get(layer) ?? given.length);
    return isMore && given[0] === given[1] ? given.slice(1) : given;
  };
  // Keras sorts the names of inputs and outputs.
  const inOrder = new Set([...[...model.outputs.keys()].filter((name) => named.has(name)), ...named.keys()]);
  return {
    inputs: builtAt(inputs).toSorted((a, b) => placeOf(a.layer) - placeOf(b.layer)),
    outputs: builtAt([...inOrder].map((name) => found(named, name))),
    layers: layers.map(({ name, calls, weights }) => ({
      name: layerName(name),
      calls: calls.map((call) => ({
        inputs: builtAt(taken(layerName(name), call.inputs)),
        outputs: builtAt(call.outputs),
      })),
      weights,
    })),
    layersOf,
  };
}

/** Global pools keep axes by themselves, and activations are not shared. */
function layersOf({ name, sharedWith = name, op, attributes }: Layer): readonly string[] {
  const activation = activationName(activationOf(op, attributes).word);
  const companions = companionsOf(op, attributes).filter((companion) => companion !== 'KeepDims');
  const before = predecessorsOf(op, attributes).map((one) => `${name}/${one}`);
  return [...before, sharedWith, ...companions.map((one) => `${one === activation ? name : sharedWith}/${one}`)];
}
