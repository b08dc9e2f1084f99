import type * as tf from '@tensorflow/tfjs';

const owners = new Map<string, string>();
const layers = new Map<string, tf.layers.Layer>();

/** The name of the layer that has these weights: the first that asks for them. */
export function owner(weights: string | undefined, name: string): string {
  if (weights === undefined) return name;
  const first = owners.get(weights) ?? name;
  owners.set(weights, first);
  return first;
}

/** Applies a layer, or the earlier one of the same name: that is how layers share weights. */
export function apply(layer: tf.layers.Layer, x: tf.SymbolicTensor | tf.SymbolicTensor[]): tf.SymbolicTensor {
  const shared = layers.get(layer.name) ?? layer;
  layers.set(layer.name, shared);
  return shared.apply(x) as tf.SymbolicTensor;
}
