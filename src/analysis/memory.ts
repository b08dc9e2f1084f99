/** The memory that a network takes: float32, one example at a time, one tensor for each layer's output. */

import { type Dim, multiply, product, sum } from '../expressions/shape.js';
import type { Layer, Model } from '../graph/graph.js';
import { valuesOf } from '../graph/values.js';
import { bytesHeld, bytesOf, peaksOf } from './lifetimes.js';

export interface MemoryUse {
  readonly inference: {
    readonly weights: Dim;
    /**
     * The maximum that tensors take at once, inputs of the network included; several if it depends on the input which of
     * them it is, undefined if there are many.
     */
    readonly peaks: readonly Dim[] | undefined;
    /** The first layer at which that maximum is reached. */
    readonly peakAt: Layer | undefined;
  };
  /** A training step, with an optimizer that keeps two values per weight, as Adam does. */
  readonly training: {
    readonly weights: Dim;
    readonly gradients: Dim;
    readonly optimizer: Dim;
    /** All outputs of layers and the inputs, which the backward pass needs. */
    readonly activations: Dim;
  };
  /** The memory that tensors take while each layer is computed. */
  readonly liveAt: ReadonlyMap<Layer, Dim>;
}

/**
 * Layers are computed in order. A tensor lives from the layer that computes it (for an input, from the start) to the
 * last layer that reads it; an output of the network lives to the end.
 */
export function findMemory({ graph, layers, outputs, totals }: Model): MemoryUse {
  const given = new Map(graph.inputs.map(({ name, shape }) => [name, bytesOf(product(shape))]));
  const steps = layers.map((layer) => {
    const [first, ...more] = valuesOf(layer).map(({ name, type }) => ({ name, bytes: bytesOf(product(type.shape)) }));
    return { name: layer.name, bytes: first?.bytes ?? 0, inputs: layer.inputs, more };
  });
  const held = bytesHeld(steps, outputs.values(), given);
  const peaks = peaksOf(held);
  const [peak, other] = peaks ?? [];
  const weights = bytesOf(totals.params);
  const gradients = bytesOf(totals.trainable_params);
  return {
    inference: {
      weights,
      peaks,
      peakAt:
        peak !== undefined && other === undefined
          ? layers[held.findIndex((bytes) => String(bytes) === String(peak))]
          : undefined,
    },
    training: {
      weights,
      gradients,
      optimizer: multiply(2, gradients),
      activations: sum([bytesOf(totals.activations), ...given.values()]),
    },
    liveAt: new Map(layers.map((layer, index) => [layer, held[index] ?? 0])),
  };
}
