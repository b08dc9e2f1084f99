/** The memory that a network takes: float32, one example at a time, one tensor for each layer's output. */

import { product } from '../expressions/shape.js';
import type { Layer, Model } from '../graph/graph.js';
import { valuesOf } from '../graph/values.js';
import { type ByteCount, bytesHeld, bytesOf, peakOf, plus } from './lifetimes.js';

export interface MemoryUse {
  readonly inference: {
    readonly weights: ByteCount;
    /** The maximum that tensors take at once, inputs of the network included. */
    readonly activations: ByteCount;
    /** The first layer at which that maximum is reached. */
    readonly peakAt: Layer | undefined;
  };
  /** A training step, with an optimizer that keeps two values per weight, as Adam does. */
  readonly training: {
    readonly weights: ByteCount;
    readonly gradients: ByteCount;
    readonly optimizer: ByteCount;
    /** All outputs of layers and the inputs, which the backward pass needs. */
    readonly activations: ByteCount;
  };
  /** The memory that tensors take while each layer is computed. */
  readonly liveAt: ReadonlyMap<Layer, ByteCount>;
}

/**
 * Layers are computed in order. A tensor lives from the layer that computes it (for an input, from the start) to the
 * last layer that reads it; an output of the network lives to the end.
 */
export function findMemory({ graph, layers, outputs, totals }: Model): MemoryUse {
  const given = new Map(graph.inputs.map(({ name, shape }) => [name, bytesOf(product(shape))]));
  const steps = layers.map((layer) => {
    const [first, ...more] = valuesOf(layer).map(({ name, type }) => ({ name, bytes: bytesOf(product(type.shape)) }));
    return { name: layer.name, bytes: first?.bytes, inputs: layer.inputs, more };
  });
  const held = bytesHeld(steps, outputs.values(), given);
  const peak = peakOf(held);
  const weights = bytesOf(totals.params);
  const gradients = bytesOf(totals.trainable_params);
  return {
    inference: {
      weights,
      activations: peak,
      peakAt: peak === undefined ? undefined : layers[held.indexOf(peak)],
    },
    training: {
      weights,
      gradients,
      optimizer: gradients === undefined ? undefined : 2 * gradients,
      activations: [bytesOf(totals.activations), ...given.values()].reduce(plus),
    },
    liveAt: new Map(layers.map((layer, index) => [layer, held[index]])),
  };
}
