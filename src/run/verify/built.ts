/** A network that an engine built, as far as it is compared with the report. */
import type { Layer } from '../../graph/graph.js';

/** The sizes of a tensor; null is unknown. */
export type BuiltShape = readonly (number | null)[];

/** A value of a network before it has run. */
export interface BuiltTensor<Handle> {
  /** The engine's own. */
  readonly handle: Handle;
  /** The name of the layer, or of the input, that it comes from. */
  readonly layer: string;
  /** Without the batch. */
  readonly shape: BuiltShape;
  readonly dtype: string;
}

/** One application of a layer. */
export interface BuiltCall<Handle> {
  readonly inputs: readonly BuiltTensor<Handle>[];
  readonly outputs: readonly BuiltTensor<Handle>[];
}

export interface BuiltWeight {
  /** With the name of its layer. */
  readonly name: string;
  readonly shape: BuiltShape;
  readonly trainable: boolean;
}

/** Inputs are layers, too. Each has the report's name: that of an op, with a companion's behind it. */
export interface BuiltLayer<Handle> {
  readonly name: string;
  readonly calls: readonly BuiltCall<Handle>[];
  readonly weights: readonly BuiltWeight[];
}

export interface BuiltNetwork<Handle> {
  readonly inputs: readonly BuiltTensor<Handle>[];
  /** In the order of the report's, with any others after them. */
  readonly outputs: readonly BuiltTensor<Handle>[];
  readonly layers: readonly BuiltLayer<Handle>[];
  /** The names of the engine's layers for a layer of the report, in order: its op, then its companions. */
  readonly layersOf: (layer: Layer) => readonly string[];
}
