/** The seam between `netspec run` and what computes: a network with its weights, ready to predict. */
import type { Model } from '../../graph/graph.js';
import type { Tensor, Weights } from '../../weights/tensor.js';

export interface Predictor {
  /**
   * Computes the layers that the predictor was made for, by their names in the report. Takes the network's inputs by
   * name; both have the batch as their first axis. `onDone` hears of each layer when it has been computed, by the name of
   * the one whose weights it has.
   */
  predict(inputs: ReadonlyMap<string, Tensor>, onDone?: (layer: string) => void): Promise<ReadonlyMap<string, Tensor>>;
  /** Frees the memory that the network holds. */
  dispose(): void;
}

/**
 * Makes a predictor of some layers of a model, which may also be inputs of it. The weights are those of all layers that
 * these depend on.
 */
export type MakePredictor = (model: Model, weights: Weights, layers: readonly string[]) => Promise<Predictor>;

/** The names of some layers and of all layers that they depend on. */
export function neededFor(model: Model, layers: readonly string[]): ReadonlySet<string> {
  const needed = new Set(layers);
  // Each layer follows its inputs, and what it shares weights with.
  for (const { name, inputs, sharedWith } of model.layers.toReversed()) {
    if (!needed.has(name)) continue;
    for (const input of inputs) needed.add(input);
    if (sharedWith !== undefined) needed.add(sharedWith);
  }
  return needed;
}
