/** The part of a network that computes one value from known values. */
import { type Layer, type Model, networkInput } from '../../graph/graph.js';
import { firstOutput } from '../../ops/apply.js';
import { computeLayer } from '../../ops/layer.js';
import type { DType } from '../../ops/types.js';
import { given, type Lazy, remembered } from '../../reference/lazy.js';
import { ReferenceAlgebra } from '../../reference/reference.js';
import { found } from '../../text/lookup.js';
import type { Tensor, Weights } from '../../weights/tensor.js';

/** Values by the names of inputs and layers, a batch of one. */
export type TensorsByName = ReadonlyMap<string, Tensor>;

export interface Subgraph {
  /** The known values, by name. */
  readonly inputs: TensorsByName;
  /** The layer that computes the value. */
  readonly last: Layer;
  /** The layers from the known values to the last, each after its inputs. */
  readonly layers: readonly Layer[];
}

/** The subgraphs of a model that compute values from one another, in the order of its layers. */
export function partsOf({ layers }: Model, values: TensorsByName): readonly Subgraph[] {
  const layerOf = new Map(layers.map((layer) => [layer.name, layer]));
  const order = new Map(layers.map(({ name }, index) => [name, index]));
  return layers.flatMap((last) => {
    if (!values.has(last.name)) return [];
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
    return [{ inputs, last, layers: inOrder }];
  });
}

/** The reference values of a subgraph. */
export function referenceOf({ inputs, last, layers }: Subgraph, model: Model, weights: Weights): Lazy {
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
    const y = computeLayer(new ReferenceAlgebra(), layer, layer.inputs.map(lazyOf), new Map(own));
    values.set(
      layer.name,
      remembered(y.shape, (index) => ({ value: y.value(index), spread: y.spread(index) })),
    );
  }
  return lazyOf(last.name);
}

/** The dtypes of inputs and layers. */
const dtypesIn = ({ graph, layers }: Model): ReadonlyMap<string, DType> =>
  new Map([
    ...graph.inputs.map(({ name, dtype }) => [name, dtype] as const),
    ...layers.map(({ name, op, outputs }) => [name, firstOutput(op, outputs).dtype] as const),
  ]);

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
  const dtypes = dtypesIn(model);
  const entries = [...inputs].map(([name, { shape }]) => {
    const type = { dtype: found(dtypes, name), shape: shape.slice(1), batched: true };
    return networkInput(nameOf(name), type, span);
  });
  return {
    model: { ...model, graph: { ...model.graph, inputs: entries }, layers: own },
    weights: held,
    inputs: new Map([...inputs].map(([name, tensor]) => [nameOf(name), tensor])),
  };
}
