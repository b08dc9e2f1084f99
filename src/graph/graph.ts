/** What flows after the spec: the graph that resolution makes of it, and the model that inference makes of the graph. */
import type { Value } from '../expressions/expression.js';
import type { Dim, Shape } from '../expressions/shape.js';
import type { Costs } from '../ops/apply.js';
import type { AttributeValues } from '../ops/attributes.js';
import type { Op, Outputs } from '../ops/op.js';
import type { TensorType } from '../ops/types.js';
import type { Weight } from '../ops/weights.js';
import type {
  Branch,
  DeclaredNumber,
  DeclaredShape,
  Formula,
  GroupItem,
  Item,
  LayerItem,
  Spec,
  Template,
  UseItem,
  WrittenValue,
} from '../spec/spec.js';
import type { Span } from '../text/source.js';

/**
 * Where a value comes from. Each output, input and hole is one object, so that edges are compared with `===` and are keys
 * of maps.
 */
export type Edge = NodeOutput | InputEdge | Hole;

/** An output of a node, by the name that the node's op gives it. */
export interface NodeOutput {
  readonly kind: 'output';
  readonly node: Node;
  readonly port: string;
}

/** An input of the network. */
export interface InputEdge {
  readonly kind: 'input';
  readonly name: string;
  readonly span: Span;
}

/** Nothing: what should give the value is faulty, which is reported. */
export interface Hole {
  readonly kind: 'hole';
}

/** What gives an edge: a node gives all of its outputs. */
export const giverOf = (edge: Edge): Node | InputEdge | Hole => (edge.kind === 'output' ? edge.node : edge);

/** What a name in an expression stands for. */
export type Binding =
  | { readonly kind: 'value'; readonly value: Value }
  /** Worked out with the shape at hand where it is used. */
  | { readonly kind: 'formula'; readonly formula: Formula; readonly environment: Environment }
  /** Worked out with the shape that the use of the block takes. */
  | {
      readonly kind: 'argument';
      readonly written: WrittenValue;
      readonly environment: Environment;
      readonly input: Edge;
    };

export type Environment = ReadonlyMap<string, Binding>;

/** An attribute with the names that it may mention. */
export interface BoundAttribute {
  readonly written: WrittenValue;
  readonly environment: Environment;
  /** The default that is made of it. */
  readonly transform?: { readonly written: WrittenValue; readonly environment: Environment };
  readonly isDefault: boolean;
}

/** An item on the way from the top level to a place in the expanded network, and which of its repetitions. */
export interface ItemStep {
  readonly item: Item;
  /** Absent where it has but one, or where all of them are meant. */
  readonly index?: number;
}

/** What a node is made of. */
interface NodeParts {
  readonly op: Op;
  readonly item: LayerItem;
  /** Its name, of which holes may wait for shapes: scopes, then its own. */
  readonly name: { readonly scope: string; readonly own?: Template; readonly environment: Environment };
  readonly inputs: readonly Edge[];
  readonly attributes: ReadonlyMap<string, BoundAttribute>;
  /** The uses that expanded it, the outermost first. */
  readonly uses: readonly UseItem[];
  /** The groups and uses that it stands in, and itself where it is repeated, the outermost first. */
  readonly path: readonly ItemStep[];
  /** Nodes with the same key share weights. */
  readonly weightsKey?: string | undefined;
}

/** One op of the expanded network. */
export class Node implements NodeParts {
  readonly op: Op;
  readonly item: LayerItem;
  readonly name: NodeParts['name'];
  readonly inputs: readonly Edge[];
  readonly attributes: ReadonlyMap<string, BoundAttribute>;
  readonly uses: readonly UseItem[];
  readonly path: readonly ItemStep[];
  readonly weightsKey: string | undefined;
  /** By its op's names, in their order. */
  readonly outputs: readonly [NodeOutput, ...NodeOutput[]];

  /** `index` is its number in the order of the graph. */
  constructor(
    readonly index: number,
    parts: NodeParts,
  ) {
    this.op = parts.op;
    this.item = parts.item;
    this.name = parts.name;
    this.inputs = parts.inputs;
    this.attributes = parts.attributes;
    this.uses = parts.uses;
    this.path = parts.path;
    this.weightsKey = parts.weightsKey;
    const [first, ...others] = parts.op.outputs;
    const output = (port: string): NodeOutput => ({ kind: 'output', node: this, port });
    this.outputs = [output(first), ...others.map(output)];
  }

  /** Its first output, for most ops the only one. */
  get output(): NodeOutput {
    return this.outputs[0];
  }
}

/** An input of a variant of the network. */
export interface NetworkInput extends TensorType {
  readonly name: string;
  readonly span: Span;
  readonly edge: InputEdge;
}

export const networkInput = (name: string, type: TensorType, span: Span): NetworkInput => {
  return { name, ...type, span, edge: { kind: 'input', name, span } };
};

/** An item's name in one of its expansions. */
export interface NamedItem {
  readonly item: Item;
  /** Absent where it depends on shapes. */
  readonly name?: string;
  /** The scopes around it, each with a slash. */
  readonly scope: string;
  /** Where the name stands: at the item, or at the use that renames it. */
  readonly span: Span;
  readonly edge: Edge;
}

/** What opens a scope. */
export interface NameScope {
  readonly item: UseItem | GroupItem | Branch;
  /** How many uses of blocks it stands in. */
  readonly depth: number;
}

/** Something declared about what an item comes to. */
export interface Declaration {
  readonly item: Item;
  readonly label: string;
  /** What the names of the item's layers begin with. */
  readonly scope: string;
  readonly edge: Edge;
  /** The nodes of the item are those from `first` up to and without `end`. */
  readonly first: number;
  readonly end: number;
  readonly output?: DeclaredShape;
  readonly params?: DeclaredNumber;
}

/** A network with every block expanded and every name wired. Nodes stand in an order in which each follows its inputs. */
export interface Graph {
  readonly spec: Spec;
  readonly parameters: ReadonlyMap<string, Value>;
  readonly inputs: readonly NetworkInput[];
  readonly nodes: readonly Node[];
  readonly declarations: readonly Declaration[];
  readonly endpoints: ReadonlyMap<string, Edge>;
  /** The way to the item that gives each end point. */
  readonly paths: ReadonlyMap<string, readonly ItemStep[]>;
  readonly outputs: ReadonlyMap<string, Edge>;
  /** The items that have names, in the order of expansion. */
  readonly named: readonly NamedItem[];
  /** By the names of the scopes, with slashes between them. */
  readonly scopes: ReadonlyMap<string, NameScope>;
  /** What each item comes to, once for each of its expansions. */
  readonly results: ReadonlyMap<Item, readonly Edge[]>;
  /** The end point at which the network was cut, and the way to the item that gives it. */
  readonly cut?: { readonly endpoint: string; readonly path: readonly ItemStep[] };
  /** What reaches an output, of which the network is made; absent where there are errors. */
  readonly kept?: ReadonlySet<Node | InputEdge | Hole>;
}

/** One op with its batch norm and activation, its name and its numbers known. */
export interface Layer extends Costs {
  readonly name: string;
  readonly node: Node;
  readonly op: Op;
  /** Names of layers or of inputs of the network. */
  readonly inputs: readonly string[];
  /** The shape of its first output, after the last of the op, its batch norm and its activation. */
  readonly output: Shape;
  /** The types of all of its outputs. */
  readonly outputs: Outputs;
  /** Checked values by attribute, defaults filled in. */
  readonly attributes: AttributeValues;
  /** Empty where an earlier layer's are shared. */
  readonly weights: readonly Weight[];
  /** The layer whose weights these are, where they are shared. */
  readonly sharedWith?: string;
}

/** What must hold of an unknown input for the shapes to be as reported. */
export interface Assumption {
  readonly layer: string;
  readonly condition: string;
}

export interface Totals {
  readonly layers: number;
  readonly params: Dim;
  readonly trainable_params: Dim;
  readonly non_trainable_params: Dim;
  readonly macs: Dim;
  readonly activations: Dim;
}

/** A network with all its shapes, weights and costs. */
export interface Model {
  readonly graph: Graph;
  readonly layers: readonly Layer[];
  readonly layerOf: ReadonlyMap<Node, Layer>;
  readonly endpoints: ReadonlyMap<string, string>;
  readonly outputs: ReadonlyMap<string, string>;
  readonly assumptions: readonly Assumption[];
  readonly totals: Totals;
}
