/** Totals: sums of the costs of layers. */
import { type Dim, subtract, sum } from '../expressions/shape.js';
import type { Layer, Totals } from '../graph/graph.js';

export function totalsOf(layers: readonly Layer[]): Totals {
  const total = (of: (layer: Layer) => Dim): Dim => sum(layers.map(of));
  const params = total((layer) => layer.params);
  const trainable = total((layer) => layer.trainableParams);
  return {
    layers: layers.length,
    params,
    trainable_params: trainable,
    non_trainable_params: subtract(params, trainable),
    macs: total((layer) => layer.macs),
    activations: total((layer) => layer.activations),
  };
}
