/** The values of a network by name: its inputs, and what its layers give. */
import { firstOutput } from '../ops/apply.js';
import { defaultOutput } from '../ops/outputs.js';
import type { TensorType } from '../ops/types.js';
import type { Layer, Model } from './graph.js';

/** A value that a layer gives. */
export interface LayerValue {
  readonly name: string;
  /** The output of the layer's op. */
  readonly output: string;
  readonly type: TensorType;
}

/** The name of an output: that of its layer for the first, with the output's own for another: `LSTM.state`. */
export const valueName = ({ name, op }: Pick<Layer, 'name' | 'op'>, output: string): string =>
  output === defaultOutput(op) ? name : `${name}.${output}`;

/** The values that a layer gives, the first one first. */
export function valuesOf(layer: Layer): readonly [LayerValue, ...LayerValue[]] {
  const { name, op, outputs } = layer;
  const first = { name, output: defaultOutput(op), type: firstOutput(op, outputs) };
  const others = Object.entries(outputs).flatMap(([output, type]) =>
    output === first.output ? [] : [{ name: valueName(layer, output), output, type }],
  );
  return [first, ...others];
}

/** The types of all values of a network, by name. */
export const typesOf = ({ graph, layers }: Pick<Model, 'graph' | 'layers'>): ReadonlyMap<string, TensorType> =>
  new Map<string, TensorType>([
    ...graph.inputs.map((input) => [input.name, input] as const),
    ...layers.flatMap((layer) => valuesOf(layer).map(({ name, type }) => [name, type] as const)),
  ]);

/** The layers of a network by the values that they give. */
export const layersByValue = ({ layers }: Pick<Model, 'layers'>): ReadonlyMap<string, Layer> =>
  new Map(layers.flatMap((layer) => valuesOf(layer).map(({ name }) => [name, layer] as const)));
