import type { Layer, Model } from '../../src/graph/graph.js';

/** A model with a layer of its report changed. */
export const changed = (model: Model, name: string, change: (layer: Layer) => Partial<Layer>): Model => ({
  ...model,
  layers: model.layers.map((layer) => (layer.name === name ? { ...layer, ...change(layer) } : layer)),
});
