/** The part of a network that computes one value from known values. */
import { type Layer, type Model, networkInput } from '../../graph/graph.js';
import { layersByValue, typesOf, valueName } from '../../graph/values.js';
import { computeLayer } from '../../ops/layer.js';
import { given, type Lazy, remembered } from '../../reference/lazy.js';
import { ReferenceAlgebra } from '../../reference/reference.js';
import { found } from '../../text/lookup.js';
import type { Tensor, Weights } from '../../weights/tensor.js';

/** Values by the names of inputs and layers, a batch of one. */
export type TensorsByName = ReadonlyMap<string, Tensor>;

export interface Subgraph {
  /** The known values, by name. */
  readonly inputs: TensorsByName;
  /** The name of the value, and the layer that computes it. */
  readonly name: string;
  readonly last: Layer;
  /** The layers from the known values to the last, each after its inputs. */
  readonly layers: readonly Layer[];
}

/** The subgraphs of a model that compute values from one another, in the order of its layers. */
export function partsOf(model: Model, values: TensorsByName): readonly Subgraph[] {
  const { layers } = model;
  const layerOf = layersByValue(model);
  const order = new Map(layers.map(({ name }, index) => [name, index]));
  return [...layerOf].flatMap(([whole, last]) => {
    if (!values.has(whole)) return [];
    const inputs = new Map<string, Tensor>();
    const between = new Set([last]);
    for (const layer of between) {
      for (const name of layer.inputs) {
        const value = values.get(name);
        const before = layerOf.get(name);
        if (value) inputs.set(name, value);
        else if (before) between.add(before);
      }
    }
    const inOrder = [...between].sort((a, b) => (order.get(a.name) ?? 0) - (order.get(b.name) ?? 0));
    return [{ inputs, name: whole, last, layers: inOrder }];
  });
}

/** The reference values of a subgraph. */
export function referenceOf({ inputs, name: whole, layers }: Subgraph, model: Model, weights: Weights): Lazy {
  const owners = new Map(model.layers.map((layer) => [layer.name, layer]));
  const values = new Map<string, Lazy>();
  for (const [name, { shape, data }] of inputs) values.set(name, given(shape.slice(1), data));
  const lazyOf = (name: string): Lazy => {
    const value = values.get(name);
    if (!value) throw new Error(`${name} is computed before what it takes`);
    return value;
  };
  for (const layer of layers) {
    const owner = owners.get(layer.sharedWith ?? layer.name) ?? layer;
    const own = owner.weights.flatMap(({ name }) => {
      const tensor = weights.get(`${owner.name}/${name}`);
      return tensor ? [[name, given(tensor.shape, tensor.data)] as const] : [];
    });
    const outputs = computeLayer(new ReferenceAlgebra(), layer, layer.inputs.map(lazyOf), new Map(own));
    for (const [output, y] of Object.entries(outputs))
      values.set(
        valueName(layer, output),
        remembered(y.shape, (index) => ({ value: y.value(index), spread: y.spread(index) })),
      );
  }
  return lazyOf(whole);
}

/** A subgraph as a model with its weights and inputs; inputs get names that no layer has. */
export function modelOf(
  { inputs, layers }: Subgraph,
  model: Model,
  weights: Weights,
): { readonly model: Model; readonly weights: Weights; readonly inputs: TensorsByName } {
  const names = new Map([...inputs.keys()].map((name, index) => [name, `:${index}`]));
  const nameOf = (name: string) => names.get(name) ?? name;
  const owners = new Map(model.layers.map((layer) => [layer.name, layer]));
  const held = new Map<string, Tensor>();
  const own = layers.map(({ sharedWith, ...layer }): Layer => {
    const owner = owners.get(sharedWith ?? layer.name) ?? layer;
    for (const { name } of owner.weights) {
      const tensor = weights.get(`${owner.name}/${name}`);
      if (tensor) held.set(`${layer.name}/${name}`, tensor);
    }
    return { ...layer, weights: owner.weights, inputs: layer.inputs.map(nameOf) };
  });
  const { span } = model.graph.spec.name;
  const types = typesOf(model);
  const entries = [...inputs].map(([name, { shape }]) => {
    const type = { dtype: found(types, name).dtype, shape: shape.slice(1), batched: true };
    return networkInput(nameOf(name), type, span);
  });
  return {
    model: { ...model, graph: { ...model.graph, inputs: entries }, layers: own },
    weights: held,
    inputs: new Map([...inputs].map(([name, tensor]) => [nameOf(name), tensor])),
  };
}
