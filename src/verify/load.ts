/** From a model to the network that its generated code builds. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type * as tf from '@tensorflow/tfjs';
import type { Model } from '../graph.js';
import { isKnown, type Shape } from '../shape.js';
import { factoryNames, tfjsCode } from '../targets/tfjs/index.js';

/** Builds a network; it fails as the generated code does. */
export type Build = () => Promise<tf.LayersModel>;

/**
 * Generates a model's code. What comes back builds the network with it, with the model's own parameters and input
 * sizes: the code is imported from memory, and shares netspec's TensorFlow.js, so that both speak of one engine.
 */
export function generate(model: Model): Build {
  const { graph } = model;
  const tensorflow = pathToFileURL(createRequire(import.meta.url).resolve('@tensorflow/tfjs')).href;
  const code = tfjsCode(model, { javascript: true, tensorflow });
  const { factory, options, shape } = factoryNames(graph.spec);
  const shapes = graph.inputs.map((input) => [input.name, sizesOf(input.shape)] as const);
  const given = {
    ...Object.fromEntries([...options].map(([name, option]) => [option, graph.parameters.get(name)])),
    [shape]: shape === 'inputShape' ? shapes[0]?.[1] : Object.fromEntries(shapes),
  };
  return async () => {
    const module = await import(`data:text/javascript,${encodeURIComponent(code)}`);
    return module[factory](given);
  };
}

/** A shape as TensorFlow.js has it: null for a size that is not known. */
export function sizesOf(shape: Shape): (number | null)[] {
  return shape.map((dim) => (isKnown(dim) ? dim : null));
}
