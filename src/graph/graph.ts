/** What the phases after reading produce: resolution a graph, inference a model. */
import type { NameExpression, Value } from '../expressions/expression.js';
import type { Dim, Shape } from '../expressions/shape.js';
import type { Costs } from '../ops/apply.js';
import type { AttributeValues } from '../ops/attributes.js';
import type { Op, Outputs } from '../ops/op.js';
import { defaultOutput } from '../ops/outputs.js';
import type { TensorType } from '../ops/types.js';
import type { Weight } from '../ops/weights.js';
import type {
  Branch,
  DeclaredNumber,
  GroupItem,
  Item,
  LayerItem,
  NamedFormula,
  Spec,
  Template,
  UseItem,
  WrittenShape,
  WrittenValue,
} from '../spec/spec.js';
import type { Span } from '../text/source.js';

/**
 * The source of a value. Each output, input and hole is one object, so that edges are compared with `===` and are keys
 * of maps.
 */
export type Edge = NodeOutput | InputEdge | Hole;

/** An output of a node, by its name in the node's op. */
export interface NodeOutput {
  readonly kind: 'output';
  readonly node: Node;
  readonly port: string;
  /** The first reference to it; absent if none names it. */
  readonly reference?: Span;
}

/** An input of the network. */
export interface InputEdge {
  readonly kind: 'input';
  readonly name: string;
  readonly span: Span;
}

/** A value that is missing because of a mistake, which was reported. */
export interface Hole {
  readonly kind: 'hole';
}

/** The source of an edge; a node is the source of all of its outputs. */
export const giverOf = (edge: Edge): Node | InputEdge | Hole => (edge.kind === 'output' ? edge.node : edge);

/** For expressions that no input belongs to. */
export const noEdge: Edge = { kind: 'hole' };

/** What a name in an expression refers to. */
export type Binding =
  | { readonly kind: 'value'; readonly value: Value }
  /** Evaluated with the shape at the place of its use. */
  | { readonly kind: 'formula'; readonly formula: NamedFormula; readonly environment: Environment }
  /** Evaluated with the input shape of the block's use. */
  | {
      readonly kind: 'argument';
      readonly written: WrittenValue;
      readonly environment: Environment;
      readonly input: Edge;
    }
  /** The index of an element of a table. */
  | { readonly kind: 'coordinate'; readonly axis: number }
  /** A size of the network, as one of its inputs has it. */
  | { readonly kind: 'dimension'; readonly edge: Edge; readonly axis: number };

/** What the names in expressions are at a place. */
export interface Environment {
  find(name: NameExpression): Binding | undefined;
}

/** An attribute, with the environment of the names in it. */
export interface BoundAttribute {
  readonly written: WrittenValue;
  readonly environment: Environment;
  /** The default that transforms it. */
  readonly transform?: { readonly written: WrittenValue; readonly environment: Environment };
  readonly isDefault: boolean;
}

/** An item on the path from the top level to a place in the expanded network, and its repetition. */
export interface ItemStep {
  readonly item: Item;
  /** Absent if it is not repeated, or if all repetitions are meant. */
  readonly index?: number;
}

/** The parts of a node. */
interface NodeParts {
  readonly op: Op;
  readonly item: LayerItem;
  /** Its scopes and its own name, which may depend on shapes. */
  readonly name: { readonly scope: string; readonly own?: Template; readonly environment: Environment };
  readonly inputs: readonly Edge[];
  readonly attributes: ReadonlyMap<string, BoundAttribute>;
  /** The uses that expanded it, outermost first. */
  readonly uses: readonly UseItem[];
  /** The groups and uses around it, and itself if it is repeated, outermost first. */
  readonly path: readonly ItemStep[];
  /** Nodes with the same key share weights. */
  readonly weightsKey?: string | undefined;
  /** Whether training changes its weights. */
  readonly isTrainable: boolean;
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
  readonly isTrainable: boolean;
  private readonly edges = new Map<string, NodeOutput>();

  /** `index` is its position in the graph. */
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
    this.isTrainable = parts.isTrainable;
  }

  /** Its first output; most ops have only one. */
  get output(): NodeOutput {
    return this.outputOf(defaultOutput(this.op));
  }

  /** One of its outputs, which is the same object each time; `reference` is where it is named. */
  outputOf(port: string, reference?: Span): NodeOutput {
    const known = this.edges.get(port);
    if (known) return known;
    const edge: NodeOutput = { kind: 'output', node: this, port, ...(reference ? { reference } : {}) };
    this.edges.set(port, edge);
    return edge;
  }

  /** The outputs that were asked for, of which inference finds out whether they exist. */
  get requested(): readonly NodeOutput[] {
    return [...this.edges.values()];
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
  /** Absent if it depends on shapes. */
  readonly name?: string;
  /** The scopes around it, each with a slash. */
  readonly scope: string;
  /** The span of the name: at the item, or at the use that renames it. */
  readonly span: Span;
  readonly edge: Edge;
}

/** What opens a scope. */
export interface NameScope {
  readonly item: UseItem | GroupItem | Branch;
  /** The number of uses of blocks around it. */
  readonly depth: number;
}

/** A use of another spec, and what it is given. */
export interface SpecUse {
  readonly item: UseItem;
  readonly spec: Spec;
  readonly inputs: readonly Edge[];
  readonly path: readonly ItemStep[];
}

/** A declaration about the result of an item. */
export interface Declaration {
  readonly item: Item;
  readonly label: string;
  /** The prefix of the names of the item's layers. */
  readonly scope: string;
  readonly edge: Edge;
  /** What the names in the declared shape are, and the input of the item. */
  readonly environment: Environment;
  readonly input: Edge;
  /** The item's nodes are those from `first` up to, but not including, `end`. */
  readonly first: number;
  readonly end: number;
  readonly output?: WrittenShape;
  readonly params?: DeclaredNumber;
}

/** A network with every block expanded and every name resolved. Each node comes after its inputs. */
export interface Graph {
  readonly spec: Spec;
  readonly parameters: ReadonlyMap<string, Value>;
  readonly inputs: readonly NetworkInput[];
  readonly nodes: readonly Node[];
  readonly declarations: readonly Declaration[];
  readonly specUses: readonly SpecUse[];
  readonly endpoints: ReadonlyMap<string, Edge>;
  /** The path to the item that gives each end point. */
  readonly paths: ReadonlyMap<string, readonly ItemStep[]>;
  readonly outputs: ReadonlyMap<string, Edge>;
  /** The items with names, in the order of expansion. */
  readonly named: readonly NamedItem[];
  /** By name, with slashes between scopes. */
  readonly scopes: ReadonlyMap<string, NameScope>;
  /** The result of each item, once for each of its expansions. */
  readonly results: ReadonlyMap<Item, readonly Edge[]>;
  /** The end point at which the network was cut, and the path to its item. */
  readonly cut?: { readonly endpoint: string; readonly path: readonly ItemStep[] };
  /** The sources that reach an output and so belong to the network; absent if there are errors. */
  readonly kept?: ReadonlySet<Node | InputEdge | Hole>;
}

/** One op with its batch norm and activation, inferred. */
export interface Layer extends Costs {
  readonly name: string;
  readonly node: Node;
  readonly op: Op;
  /** Names of layers or of inputs of the network. */
  readonly inputs: readonly string[];
  /** The shape of its first output, after batch norm and activation. */
  readonly output: Shape;
  /** The types of all outputs. */
  readonly outputs: Outputs;
  /** Checked values by attribute, with defaults. */
  readonly attributes: AttributeValues;
  /** Empty if an earlier layer's weights are shared. */
  readonly weights: readonly Weight[];
  /** The layer whose weights it shares. */
  readonly sharedWith?: string;
}

/** A condition on an unknown input under which the shapes hold. */
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
  /** The modules whose last layer is not known, in a part of a network with errors. */
  readonly unfinished?: ReadonlySet<string>;
}
