import type * as tf from '@tensorflow/tfjs';

const owners = new Map<string, string>();
export const layers = new Map<string, tf.layers.Layer>();

/** The name of the layer that has these weights: the first one that requests them. */
export function owner(weights: string | undefined, name: string): string {
  if (weights === undefined) return name;
  const first = owners.get(weights) ?? name;
  owners.set(weights, first);
  return first;
}

/** Applies a layer, or the earlier layer with the same name, so that they share weights. */
export function apply(layer: tf.layers.Layer, x: tf.SymbolicTensor | tf.SymbolicTensor[]): tf.SymbolicTensor {
  const shared = layers.get(layer.name) ?? layer;
  layers.set(layer.name, shared);
  return shared.apply(x) as tf.SymbolicTensor;
}
