/** The interface between `netspec run` and engines: a network with its weights, ready to predict. */
import type { Model } from '../../graph/graph.js';
import { valuesOf } from '../../graph/values.js';
import type { Tensor, Weights } from '../../weights/tensor.js';

export interface Predictor {
  /**
   * Computes the layers that the predictor was made for, by name. Takes the inputs of the network by name; all tensors
   * have the batch as their first axis. `onDone` is called for each computed layer, with the name of the layer that
   * owns its weights.
   */
  predict(inputs: ReadonlyMap<string, Tensor>, onDone?: (layer: string) => void): Promise<ReadonlyMap<string, Tensor>>;
  /** Frees the memory of the network. */
  dispose(): void;
}

/** Creates a predictor of some layers or inputs of a model. The weights are those of all layers that they depend on. */
export type MakePredictor = (model: Model, weights: Weights, layers: readonly string[]) => Promise<Predictor>;

/** The names of values and of all values and layers that they depend on. */
export function neededFor(model: Model, layers: readonly string[]): ReadonlySet<string> {
  const needed = new Set(layers);
  // Each layer comes after its inputs, and after the layer that it shares weights with.
  for (const layer of model.layers.toReversed()) {
    const { name, inputs, sharedWith } = layer;
    if (!needed.has(name) && !valuesOf(layer).some((value) => needed.has(value.name))) continue;
    needed.add(name);
    for (const input of inputs) needed.add(input);
    if (sharedWith !== undefined) needed.add(sharedWith);
  }
  return needed;
}
