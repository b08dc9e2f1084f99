/** Builds the network of a model's generated code. */
import type * as tf from '@tensorflow/tfjs';
import { isKnown, type Shape } from '../../expressions/shape.js';
import type { Layer, Model } from '../../graph/graph.js';
import { companionsOf, predecessorsOf } from '../../ops/companions.js';
import { factoryNames, tfjsCode } from '../../targets/tfjs/index.js';
import { inferenceCode, inferenceNames } from '../../targets/tfjs-inference/index.js';
import { importModule } from '../import-module.js';
import { urlOfPeer } from '../peers.js';

/** Builds a network; rejects if the generated code fails. */
export type Build = () => Promise<tf.LayersModel>;

/**
 * Generates the code of a model, or of another variant of its spec. The result builds the network from it, with the
 * parameters and input sizes of the model. The code is imported from memory, and shares netspec's TensorFlow.js, so
 * that both use one engine.
 */
export function generate(model: Model, variant = model): Build {
  const { graph } = model;
  const code = tfjsCode(variant, { javascript: true, tensorflow: tensorflow() });
  const { factory, options, shape } = factoryNames(graph.spec);
  const shapes = graph.inputs.map((input) => [input.name, sizesOf(input.shape)] as const);
  const given = {
    ...Object.fromEntries([...options].map(([name, option]) => [option, graph.parameters.get(name)])),
    [shape]: shape === 'inputShape' ? shapes[0]?.[1] : Object.fromEntries(shapes),
  };
  return async () => (await importCode(code))[factory]?.(given);
}

/** Called for each computed layer: the layer that owns its weights, its own name, and its value. */
export type Observe = (owner: string, layer: string, value: tf.Tensor) => void;

/** A network for inference: its outputs by name, from inputs in the order of the spec. */
export interface InferenceNetwork {
  /** `observe` is called for each computed layer. */
  predict(inputs: readonly tf.Tensor[], observe?: Observe): ReadonlyMap<string, tf.Tensor>;
  dispose(): void;
}

/** Generates a model's code for inference. The result makes a network from it, given weights by the report's names. */
export function generateInference(model: Model): (weights: tf.NamedTensorMap) => Promise<InferenceNetwork> {
  const code = inferenceCode(model, { javascript: true, tensorflow: tensorflow(), observed: true });
  const { load, inputs: inputNames, outputs } = inferenceNames(model);
  return async (weights) => {
    const network = (await importCode(code))[load]?.(weights);
    return {
      predict(inputs, observe = () => {}) {
        const given = [...inputNames.values()].map((name, index) => [name, inputs[index]] as const);
        const results = network.predict(given.length === 1 ? inputs[0] : Object.fromEntries(given), observe);
        return new Map([...outputs].map(([name, key]) => [name, results[key]]));
      },
      dispose: () => network.dispose(),
    };
  };
}

/** The TensorFlow.js of netspec. */
const tensorflow = () => urlOfPeer('@tensorflow/tfjs');

/** The exports of generated code. */
interface Generated {
  // biome-ignore lint/suspicious/noExplicitAny: the code was written a moment ago, and no compiler has seen it.
  readonly [name: string]: (given: unknown) => any;
}

const importCode = (code: string) => importModule<Generated>(`data:text/javascript,${encodeURIComponent(code)}`);

/** The layers of TensorFlow.js for a layer of the report, in order: what pads its input, its op, its companions. */
export function layersOf({ name, sharedWith = name, op, attributes }: Layer): readonly string[] {
  const [before, after] = [predecessorsOf(op, attributes), companionsOf(op, attributes)].map((all) =>
    all.map((one) => `${sharedWith}/${one}`),
  );
  return [...(before ?? []), sharedWith, ...(after ?? [])];
}

/** A shape in TensorFlow.js: null for an unknown size. */
export function sizesOf(shape: Shape): (number | null)[] {
  return shape.map((dim) => (isKnown(dim) ? dim : null));
}
