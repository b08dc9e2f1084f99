/** What all of lowering shares: the names that are taken, and the model's shapes for comments. */
import type { Shape } from '../expressions/shape.js';
import type { Model } from '../graph/graph.js';
import type { Item } from '../spec/spec.js';
import type { Scope, Variable } from './expressions.js';
import { type Expr, type Identifiers, type Naming, variable } from './module.js';
import type { Program } from './program.js';

/** What the code of one spec in the module is made with. */
export class Context {
  /** The identifiers of the module and of the top level of the spec's function. */
  readonly identifiers: Identifiers;
  /** The spec's parameters and formulas. */
  readonly variables = new Map<string, Variable>();
  /** What the names begin with under which layers share weights; the network's own begin with nothing. */
  weightsPrefix?: string;
  private readonly shapes = new Map<Item, Shape[]>();

  constructor(
    readonly model: Model,
    readonly program: Program,
    readonly naming: Naming,
    /** The names of the types that the module declares. */
    readonly typeNames: Identifiers,
  ) {
    this.identifiers = naming.identifiers();
    for (const { node, output } of model.layers) this.addShape(node.item, output);
    for (const [item, edges] of model.graph.results) {
      if (item.kind === 'layer') continue;
      for (const edge of edges) if (edge.kind === 'output') this.addShape(item, model.layerOf.get(edge.node)?.output);
    }
  }

  private addShape(item: Item, shape: Shape | undefined): void {
    const known = this.shapes.get(item);
    if (known && shape) known.push(shape);
    else if (shape) this.shapes.set(item, [shape]);
  }

  /** The shapes that an item comes to in its uses. */
  shapesOf(item: Item): readonly Shape[] | undefined {
    return this.shapes.get(item);
  }

  /** A name for the type of a function's options, which no other spec's code in the module has. */
  takeType(name: string): string {
    return this.takeTypeName(this.naming.optionsType(name));
  }

  takeTypeName(name: string): string {
    const free = this.typeNames.take(name);
    this.identifiers.take(free);
    return free;
  }

  /** An identifier for a name of the spec. */
  take(name: string, identifiers = this.identifiers): string {
    return identifiers.take(this.naming.variable(name));
  }

  /** The scope of expressions over the spec's own names. */
  rootScope(tensor: Expr): Scope {
    return scopeOf(this.variables, tensor);
  }
}

/** The scope of expressions in which a tensor is at hand; locals come before variables. */
export function scopeOf(
  variables: ReadonlyMap<string, Variable>,
  tensor: Expr,
  notNull: ReadonlySet<string> = new Set(),
  locals: ReadonlyMap<string, Variable> = new Map(),
): Scope {
  return { find: (name) => locals.get(name) ?? variables.get(name), tensor, notNull };
}

/** What a function's one tensor is called where the spec does not name it. */
export const x: Expr = variable('x');
