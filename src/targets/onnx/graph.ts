/** Builds an ONNX graph: its nodes, and their constants. */

import { isKnown, type Shape } from '../../expressions/shape.js';
import type { Layer, Model } from '../../graph/graph.js';
import type { DType } from '../../ops/types.js';
import type { Weight } from '../../ops/weights.js';
import { itemAt } from '../../text/lookup.js';
import { positionAt } from '../../text/source.js';
import { initialWeight } from '../../weights/initial.js';
import type { Weights } from '../../weights/tensor.js';
import { transpose } from '../../weights/transpose.js';
import { type AttributeValue, elementType, type InitializerTensor, type NodeProto } from './proto.js';

/**
 * The place of a value's channels: last, as in a spec and in TensorFlow, or first after the batch, as ONNX's ops take
 * them.
 */
export type DataFormat = 'last' | 'first';

/** A value of the graph. Its shape is the spec's, without the batch and with the channels last. */
export interface GraphValue {
  readonly name: string;
  readonly shape: Shape;
  readonly layout: DataFormat;
  /** float32 by default. */
  readonly dtype?: DType;
}

/** How the values of a dtype are stored. */
const tableTypes = {
  float32: { dataType: elementType.float, array: Float32Array },
  int32: { dataType: elementType.int32, array: Int32Array },
  bool: { dataType: elementType.bool, array: Uint8Array },
} as const;

export class GraphBuilder {
  nodes: NodeProto[] = [];
  readonly initializers = new Map<string, InitializerTensor>();
  private readonly makers = new Map<string, string>();
  private readonly taken = new Map<string, number>();
  private readonly turned = new Map<string, GraphValue>();
  private readonly layers: ReadonlyMap<string, Layer>;
  private scope = '';
  private place = '';

  constructor(
    model: Model,
    private readonly weights: Weights,
  ) {
    this.layers = new Map(model.layers.map((layer) => [layer.name, layer]));
  }

  /** Further nodes belong to this layer. */
  enter({ name, node }: Layer): void {
    const { source, start } = node.item.span;
    this.scope = `${name}/`;
    this.place = `${source.file}:${positionAt(source, start).line}`;
  }

  /** Adds a node, named after its layer and op type; gives the name of its first output. */
  node(
    opType: string,
    input: readonly string[],
    attribute: Readonly<Record<string, AttributeValue>> = {},
    output: readonly [string, ...string[]] = [this.name(opType)],
  ): string {
    const [name] = output;
    this.makers.set(name, opType);
    this.nodes.push({ name, opType, input, output, attribute, docString: this.place });
    return name;
  }

  /** The nodes that a function adds, which are those of a loop's body. */
  body(add: () => void): readonly NodeProto[] {
    const outer = this.nodes;
    this.nodes = [];
    add();
    const inner = this.nodes;
    this.nodes = outer;
    return inner;
  }

  /** The op type of the node that gives a value; undefined for an input of the network. */
  makerOf({ name }: Pick<GraphValue, 'name'>): string | undefined {
    return this.makers.get(name);
  }

  /** The weights of a layer's op, which may be another layer's. */
  weightsOf(layer: Layer): readonly Weight[] {
    return this.ownerOf(layer).weights.filter(({ name }) => !name.startsWith('BatchNorm/'));
  }

  private ownerOf(layer: Layer): Layer {
    return this.layers.get(layer.sharedWith ?? layer.name) ?? layer;
  }

  /** A weight of a layer, transposed by `order` and then reshaped, if given. */
  weight(layer: Layer, name: string, order?: readonly number[], reshaped?: readonly number[]): string {
    const owner = this.ownerOf(layer);
    const weight = owner.weights.find((one) => one.name === name);
    if (!weight) throw new Error(`${owner.name} has no weight ${name}`);
    const full = `${owner.name}/${name}`;
    const sizes = weight.shape.filter(isKnown);
    const axes = order ?? sizes.map((_, axis) => axis);
    const dims = reshaped ?? axes.map((axis) => itemAt(sizes, axis));
    const tensor = () => this.weights.get(full) ?? initialWeight(owner, weight);
    const bytes = () => bytesOf(transpose(tensor().data, sizes, axes));
    return this.constant(full, { dims, dataType: elementType.float, bytes });
  }

  /** A constant that is computed from several weights of a layer. */
  combined(
    layer: Layer,
    name: string,
    parts: readonly string[],
    dims: readonly number[],
    combine: (values: readonly Float32Array[]) => readonly number[],
  ): string {
    const owner = this.ownerOf(layer);
    const tensors = () =>
      parts.map((part) => {
        const weight = owner.weights.find((one) => one.name === part);
        if (!weight) throw new Error(`${owner.name} has no weight ${part}`);
        return (this.weights.get(`${owner.name}/${part}`) ?? initialWeight(owner, weight)).data;
      });
    const bytes = () => bytesOf(Float32Array.from(combine(tensors())));
    return this.constant(`${owner.name}/${name}`, { dims, dataType: elementType.float, bytes });
  }

  /** A constant of integers, named below the layer. */
  integers(name: string, values: readonly number[]): string {
    const bytes = () => bytesOf(BigInt64Array.from(values, BigInt));
    return this.constant(this.scope + name, { dims: [values.length], dataType: elementType.int64, bytes });
  }

  /** A constant of floats, named below the layer; a scalar without dimensions. */
  floats(name: string, values: ArrayLike<number>, dims: readonly number[] = [values.length]): string {
    const bytes = () => bytesOf(Float32Array.from(values));
    return this.constant(this.scope + name, { dims, dataType: elementType.float, bytes });
  }

  /** A constant of a dtype, named below the layer. */
  table(name: string, dims: readonly number[], values: () => Float64Array, dtype: DType): string {
    const { dataType, array } = tableTypes[dtype];
    return this.constant(this.scope + name, { dims, dataType, bytes: () => bytesOf(array.from(values())) });
  }

  private constant(name: string, constant: Omit<InitializerTensor, 'name'>): string {
    const known = this.initializers.get(name);
    if (known && known.dataType !== constant.dataType) throw new Error(`two constants are called ${name}`);
    if (!known) this.initializers.set(name, { name, ...constant });
    return name;
  }

  /** A value in a data format. A value without further axes is the same in both. */
  inLayout(value: GraphValue, layout: DataFormat): GraphValue {
    const rank = value.shape.length;
    if (value.layout === layout || rank < 2) return { ...value, layout };
    const known = this.turned.get(value.name);
    if (known) return known;
    const others = Array.from({ length: rank - 1 }, (_, index) => index + 1);
    const perm = layout === 'first' ? [0, rank, ...others] : [0, ...others.map((axis) => axis + 1), 1];
    const name = this.node('Transpose', [value.name], { perm });
    const turned = { ...value, name, layout };
    this.turned.set(value.name, turned);
    return turned;
  }

  /** A unique name, from the op type, below the layer's. */
  name(opType: string): string {
    const name = this.scope + opType;
    const count = this.taken.get(name) ?? 0;
    this.taken.set(name, count + 1);
    return count === 0 ? name : `${name}_${count}`;
  }
}

/** The sizes of a value in memory, batch included: numbers, or names and formulas of unknown sizes. */
export function dimsOf({ shape, layout }: GraphValue): readonly (number | string)[] {
  const sizes = shape.map((dim) => (isKnown(dim) ? dim : String(dim)));
  return ['batch', ...(layout === 'first' ? [...sizes.slice(-1), ...sizes.slice(0, -1)] : sizes)];
}

/** Elements as ONNX stores them, little-endian, like all machines of Node. */
function bytesOf({
  buffer,
  byteOffset,
  byteLength,
}: Float32Array | Int32Array | Uint8Array | BigInt64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
