/** What memory a network takes: float32, one example at a time, each layer's output one tensor. */
import type { Layer, Model } from '../graph.js';
import { type Dim, isKnown, product, sum } from '../shape.js';

/** Bytes; undefined where they depend on an unknown size of the input. */
export type Bytes = number | undefined;

export interface Memory {
  readonly inference: {
    readonly weights: Bytes;
    /** The most that tensors take at once, the network's inputs among them. */
    readonly activations: Bytes;
    /** The first layer at which they do. */
    readonly peakAt: Layer | undefined;
  };
  /** A step of training, with an optimiser that keeps two values for each weight, as Adam does. */
  readonly training: {
    readonly weights: Bytes;
    readonly gradients: Bytes;
    readonly optimizer: Bytes;
    /** All outputs of layers and the inputs, which the way back needs. */
    readonly activations: Bytes;
  };
  /** What tensors take while a layer is worked out. */
  readonly liveAt: ReadonlyMap<Layer, Bytes>;
}

const float32 = 4;

const bytesOf = (elements: Dim): Bytes => (isKnown(elements) ? float32 * elements : undefined);

/**
 * Layers are worked out in their order. A tensor is there from the layer that makes it, or for an input from the
 * start, to the last layer that takes it; an output of the network stays.
 */
export function findMemory({ graph, layers, outputs, totals }: Model): Memory {
  const sizes = new Map<string, Dim>(graph.inputs.map(({ name, shape }) => [name, product(shape)]));
  const inputs = sum(sizes.values());
  const lastUse = new Map<string, Layer>();
  for (const layer of layers) for (const input of layer.inputs) lastUse.set(input, layer);
  const staying = new Set(outputs.values());

  const liveAt = new Map<Layer, Bytes>();
  // Numbers alone are summed up, for formulas of a whole network grow without bound.
  let live: Bytes = bytesOf(inputs);
  for (const layer of layers) {
    sizes.set(layer.name, layer.activations);
    live = plus(live, bytesOf(layer.activations), 1);
    liveAt.set(layer, live);
    for (const name of new Set([...layer.inputs, layer.name])) {
      const isLast = lastUse.get(name) === layer || (name === layer.name && !lastUse.has(name));
      if (isLast && !staying.has(name)) live = plus(live, bytesOf(sizes.get(name) as Dim), -1);
    }
  }
  const known = [...liveAt.values()].every((bytes) => bytes !== undefined);
  const peak = known ? [...liveAt.values()].reduce<number>((most, bytes) => Math.max(most, bytes ?? 0), 0) : undefined;
  const weights = bytesOf(totals.params);
  const gradients = bytesOf(totals.trainable_params);
  return {
    inference: {
      weights,
      activations: peak,
      peakAt: known ? layers.find((layer) => liveAt.get(layer) === peak) : undefined,
    },
    training: {
      weights,
      gradients,
      optimizer: gradients === undefined ? undefined : 2 * gradients,
      activations: plus(bytesOf(totals.activations), bytesOf(inputs), 1),
    },
    liveAt,
  };
}

const plus = (a: Bytes, b: Bytes, sign: 1 | -1): Bytes =>
  a === undefined || b === undefined ? undefined : a + sign * b;
