/** Compares a network that an engine built with the model that it was generated from. */

import type { Layer, Model } from '../../graph/graph.js';
import { type LayerValue, typesOf, valuesOf } from '../../graph/values.js';
import { placeOfOutput } from '../../ops/outputs.js';
import { takesNothing } from '../../ops/ports.js';
import { found } from '../../text/lookup.js';
import { positionAt, type Span } from '../../text/source.js';
import type { BuiltLayer, BuiltNetwork, BuiltTensor } from './built.js';
import { layersOf, sizesOf } from './load.js';
import type { Run } from './run.js';
import type { TensorsByName } from './subgraph.js';

/** A difference between the network and the report. */
export interface Discrepancy {
  /** The layer's name, or the network's for a difference of the whole. */
  readonly layer: string;
  /** What differs: `output`, `inputs`, a weight. */
  readonly what: string;
  readonly expected: string;
  readonly actual: string;
  /** The line of the spec. */
  readonly line: number;
}

const none = 'none';

/** The differences of a network from its model, and the tensor of each layer of the report. */
export interface Compared<Handle> {
  readonly differences: readonly Discrepancy[];
  readonly tensors: ReadonlyMap<string, Handle>;
}

/**
 * Compares each layer: output shape, inputs, and the names, shapes and trainability of weights; then the inputs and
 * outputs of the network, and layers that only one side has.
 */
export function compare<Handle>(model: Model, network: BuiltNetwork<Handle>): Compared<Handle> {
  return new NetworkComparison(model, network).run();
}

/**
 * Compares the outputs of a forward pass with a model of known sizes: each has the right shape and finite values, which
 * are those of its layer, if known.
 */
export function compareRun(model: Model, { outputs }: Run, values: TensorsByName): readonly Discrepancy[] {
  const types = typesOf(model);
  return [...model.outputs].flatMap(([name, layer], index) => {
    const output = outputs[index];
    const expected = textOf(sizesOf(found(types, layer).shape));
    const actual = output
      ? `${textOf(output.shape)}${output.isFinite ? '' : ' with values that are not finite'}`
      : none;
    if (!output || expected !== actual) return [ofNetwork(model, `computed ${name}`, expected, actual)];
    const distance = distanceOf(values.get(layer)?.data ?? output.values, output.values);
    return distance < outputTolerance
      ? []
      : [ofNetwork(model, `computed ${name}`, `the values of ${layer}`, `off by ${distance}`)];
  });
}

/** The maximum distance between values of two passes, relative to the largest of an output if that is above 1. */
const outputTolerance = 1e-5;

/** The maximum distance between two values, relative to the largest value if that is above 1. */
function distanceOf(expected: ArrayLike<number>, actual: ArrayLike<number>): number {
  let [greatest, distance] = [1, expected.length === actual.length ? 0 : Number.POSITIVE_INFINITY];
  for (let index = 0; index < expected.length; index += 1) {
    const one = expected[index] ?? Number.NaN;
    const other = actual[index] ?? Number.NaN;
    greatest = Math.max(greatest, Math.abs(one));
    // NaN counts as a difference.
    if (!(Math.abs(one - other) <= distance)) distance = Math.abs(one - other);
  }
  return distance / greatest;
}

/** Compares the computed shapes of layers, a batch of one, with a model of known sizes. */
export function compareShapes({ layers }: Model, values: TensorsByName): readonly Discrepancy[] {
  return layers.flatMap((layer) =>
    valuesOf(layer).flatMap(({ name, type }) => {
      const value = values.get(name);
      const [expected, actual] = [textOf(sizesOf([1, ...type.shape])), textOf(value?.shape ?? [])];
      if (!value || expected === actual) return [];
      const { source, start } = layer.node.item.span;
      return [{ layer: name, what: 'computed shape', expected, actual, line: positionAt(source, start).line }];
    }),
  );
}

/** A difference of the network as a whole. */
export function ofNetwork({ graph }: Model, what: string, expected: string, actual: string): Discrepancy {
  const { text, span } = graph.spec.name;
  return { layer: text, what, expected, actual, line: positionAt(span.source, span.start).line };
}

class NetworkComparison<Handle> {
  private readonly differences: Discrepancy[] = [];
  private readonly layers: ReadonlyMap<string, BuiltLayer<Handle>>;
  /** The number of applications of each of the engine's layers so far. */
  private readonly applied = new Map<string, number>();
  /** The report's names for tensors. */
  private readonly names = new Map<BuiltTensor<Handle>, string>();
  private readonly tensors = new Map<string, Handle>();

  constructor(
    private readonly model: Model,
    private readonly network: BuiltNetwork<Handle>,
  ) {
    this.layers = new Map(network.layers.map((layer) => [layer.name, layer]));
  }

  run(): Compared<Handle> {
    const { model, network } = this;
    const { graph } = model;
    for (const { name, shape, dtype, span } of graph.inputs) {
      const given = network.inputs.find((input) => input.layer === name);
      this.applied.set(name, 1);
      this.expect(name, 'output', textOf(sizesOf(shape)), given ? textOf(given.shape) : none, span);
      if (given) this.expect(name, 'dtype', dtype, given.dtype, span);
    }
    for (const layer of model.layers) this.compareLayer(layer);
    const { name } = graph.spec;
    const inputs = graph.inputs.map((input) => input.name);
    this.expect(name.text, 'inputs', listOf(inputs), listOf(network.inputs.map(this.nameOf)), name.span);
    this.expect(
      name.text,
      'outputs',
      listOf([...model.outputs.values()]),
      listOf(network.outputs.map(this.nameOf)),
      name.span,
    );
    for (const { name: layer, calls } of network.layers) {
      const applied = this.applied.get(layer) ?? 0;
      this.expect(layer, 'layer', timesText(applied), timesText(calls.length), name.span);
    }
    const { differences, tensors } = this;
    return { differences, tensors };
  }

  private compareLayer(layer: Layer): void {
    const { span } = layer.node.item;
    const isFirst = layer.sharedWith === undefined;
    const chain: BuiltLayer<Handle>[] = [];
    let before: BuiltTensor<Handle> | undefined;
    const others: BuiltTensor<Handle>[] = [];
    for (const name of this.network.layersOf(layer)) {
      const index = this.applied.get(name) ?? 0;
      this.applied.set(name, index + 1);
      const built = this.layers.get(name);
      const call = built?.calls[index];
      if (!built || !call) {
        this.expect(layer.name, `layer ${name}`, timesText(index + 1), timesText(index), span);
        return;
      }
      const inputs = before ? [this.nameOf(before)] : layer.inputs;
      // What takes nothing is tied to any tensor with a batch.
      if (before || !takesNothing(layer.op.inputs))
        this.expect(
          layer.name,
          before ? `inputs of ${name}` : 'inputs',
          listOf(inputs),
          listOf(call.inputs.map(this.nameOf)),
          span,
        );
      const [output, ...more] = call.outputs;
      if (!output) return;
      this.names.set(output, name);
      chain.push(built);
      // Batch norm and activation follow the first output.
      if (!before) others.push(...more);
      before = output;
    }
    const [first, ...more] = valuesOf(layer);
    this.compareOutput(layer, 'output', first, before);
    // Code that uses the first output alone has no others.
    if (others.length > 0)
      for (const value of more) {
        const tensor = others[placeOfOutput(layer.op, value.output) - 1];
        this.compareOutput(layer, `output ${value.output}`, value, tensor);
      }
    if (isFirst) this.compareWeights(layer, chain);
  }

  private compareOutput(
    layer: Layer,
    what: string,
    { name, type }: LayerValue,
    tensor: BuiltTensor<Handle> | undefined,
  ): void {
    if (tensor) {
      this.tensors.set(name, tensor.handle);
      this.names.set(tensor, name);
    }
    const actual = textOf(tensor?.shape ?? []);
    this.expect(layer.name, what, textOf(sizesOf(type.shape)), actual, layer.node.item.span);
  }

  private compareWeights(layer: Layer, chain: readonly BuiltLayer<Handle>[]): void {
    const expected = new Map(
      layer.weights.map(({ name, shape, trainable }) => [
        `${layer.name}/${name}`,
        weightText(sizesOf(shape), trainable),
      ]),
    );
    const actual = new Map(
      chain.flatMap(({ weights }) =>
        weights.map(({ name, shape, trainable }) => [name, weightText(shape, trainable)] as const),
      ),
    );
    for (const name of new Set([...expected.keys(), ...actual.keys()]))
      this.expect(layer.name, name, expected.get(name) ?? none, actual.get(name) ?? none, layer.node.item.span);
  }

  /** The report's name of a tensor, or else that of its layer. */
  private readonly nameOf = (tensor: BuiltTensor<Handle>): string => this.names.get(tensor) ?? tensor.layer;

  private expect(layer: string, what: string, expected: string, actual: string, span: Span): void {
    if (expected === actual) return;
    this.differences.push({ layer, what, expected, actual, line: positionAt(span.source, span.start).line });
  }
}

/** The report's names for layers of TensorFlow.js: that of the layer that owns the weights. */
export function reportNames({ layers }: Model): (layer: string) => string {
  const names = new Map(
    layers.flatMap((layer) => layersOf(layer).map((name) => [name, layer.sharedWith ?? layer.name])),
  );
  return (layer) => names.get(layer) ?? layer;
}

/** `[35, 35, 256]`, with ? for unknown sizes. */
const textOf = (shape: readonly (number | null)[]): string => `[${shape.map((dim) => dim ?? '?').join(', ')}]`;
const weightText = (shape: readonly (number | null)[], trainable: boolean): string =>
  `${textOf(shape)}${trainable ? '' : ', not trainable'}`;
const timesText = (count: number): string =>
  count === 0 ? none : `applied ${count === 1 ? 'once' : `${count} times`}`;
const listOf = (names: readonly string[]): string => names.join(', ');
