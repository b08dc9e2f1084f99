/** What memory a network takes: float32, one example at a time, each layer's output one tensor. */

import { product } from '../expressions/shape.js';
import type { Layer, Model } from '../graph/graph.js';
import { type ByteCount, bytesHeld, bytesOf, peakOf, plus } from './lifetimes.js';

export interface MemoryUse {
  readonly inference: {
    readonly weights: ByteCount;
    /** The most that tensors take at once, the network's inputs among them. */
    readonly activations: ByteCount;
    /** The first layer at which they do. */
    readonly peakAt: Layer | undefined;
  };
  /** A step of training, with an optimiser that keeps two values for each weight, as Adam does. */
  readonly training: {
    readonly weights: ByteCount;
    readonly gradients: ByteCount;
    readonly optimizer: ByteCount;
    /** All outputs of layers and the inputs, which the way back needs. */
    readonly activations: ByteCount;
  };
  /** What tensors take while a layer is worked out. */
  readonly liveAt: ReadonlyMap<Layer, ByteCount>;
}

/**
 * Layers are worked out in their order. A tensor is there from the layer that makes it, or for an input from the
 * start, to the last layer that takes it; an output of the network stays.
 */
export function findMemory({ graph, layers, outputs, totals }: Model): MemoryUse {
  const given = new Map(graph.inputs.map(({ name, shape }) => [name, bytesOf(product(shape))]));
  const steps = layers.map(({ name, inputs, activations }) => ({ name, inputs, bytes: bytesOf(activations) }));
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
