/** What all writers share: the language, the model's shapes for comments, and what the module has to declare. */

import type { Shape } from '../../expressions/shape.js';
import type { Model } from '../../graph/graph.js';
import type { Item } from '../../spec/spec.js';
import type { Field, Language } from '../code/language.js';
import { Identifiers } from '../code/lexical.js';
import { shapesText } from '../code/words.js';
import type { CodeScope, Variable } from './expressions.js';
import type { CustomLayer } from './ops/layers.js';
import type { Program } from './program.js';

/** A declaration, line by line. */
export interface Part {
  readonly lines: readonly string[];
}

/** What the code of all specs in a module declares together. */
export class Declarations {
  /** Types that the module declares, and their names. */
  readonly types: Part[] = [];
  readonly typeNames = new Identifiers();
  readonly customLayers = new Set<CustomLayer>();
  /** Whether something asks for the number of elements of a tensor. */
  usesSizeOf = false;
  /** Whether some convolution may leave gaps between its windows. */
  crops = false;
  readonly argumentTypes = new Set<'Initializer' | 'Regularizer'>();
}

export class Context {
  /** The identifiers of the module and of the factory's top level. */
  readonly identifiers = new Identifiers();
  /** The spec's parameters and formulas. */
  readonly variables = new Map<string, Variable>();
  /** What the names begin with under which layers share weights; the network's own begin with nothing. */
  weightsPrefix?: string;
  private readonly shapes = new Map<Item, Shape[]>();

  constructor(
    readonly model: Model,
    readonly program: Program,
    readonly language: Language,
    readonly declarations = new Declarations(),
  ) {
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

  /** The shapes that an item comes to in its uses, as the comment beside its call. */
  shapeComment(item: Item): string | undefined {
    const shapes = this.shapes.get(item);
    return shapes && shapesText(shapes);
  }

  /** A name for a type, which no other spec's code in the module has. */
  takeType(name: string): string {
    const free = this.declarations.typeNames.take(name);
    this.identifiers.take(free);
    return free;
  }

  /** The scope of expressions over the spec's own names. */
  rootScope(tensor: string): CodeScope {
    return this.scope(this.variables, tensor);
  }

  /** The scope of expressions in which a tensor is at hand. */
  scope(
    variables: ReadonlyMap<string, Variable>,
    tensor: string,
    notNull: ReadonlySet<string> = new Set(),
    locals?: ReadonlyMap<string, Variable>,
  ): CodeScope {
    return {
      find: (name) => locals?.get(name) ?? variables.get(name),
      tensor,
      notNull,
      cast: (code, type) => this.language.cast(code, type),
    };
  }

  /** Declares the type of an options object. */
  declareType(name: string, fields: readonly Field[], about?: string): void {
    this.declarations.types.push({ lines: this.language.objectType(name, fields, about) });
  }
}
