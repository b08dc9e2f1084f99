/** What all of lowering shares: the names that are taken, and the model's shapes for comments. */
import type { Declared, Unit, Variable } from '../core/core.js';
import { indexNames } from '../expressions/index-function.js';
import type { Shape } from '../expressions/shape.js';
import type { Model } from '../graph/graph.js';
import type { Item } from '../spec/spec.js';
import { itemAt } from '../text/lookup.js';
import type { CodeVariable, ExpressionScope } from './expressions.js';
import type { Freezing } from './freezing.js';
import { type Expr, type Identifiers, type Naming, variable } from './module.js';
import type { Program } from './program.js';
import { number } from './types.js';
import type { WeightsKeys } from './weights-keys.js';

/** What the code of one spec in the module is made with. */
export class Context {
  /** The identifiers of the module and of the top level of the spec's function. */
  readonly identifiers: Identifiers;
  /** The parameters and formulas of the spec and its blocks. */
  readonly variables = new Map<Declared, CodeVariable>();
  /** In the function of another spec: what the keys begin with under which its layers share weights. */
  keyOfUse?: readonly (string | Expr)[];
  private readonly shapes = new Map<Item, Shape[]>();

  constructor(
    readonly model: Model,
    readonly program: Program,
    readonly naming: Naming,
    /** The names of the types that the module declares. */
    readonly typeNames: Identifiers,
    readonly weightsKeys: WeightsKeys,
    readonly freezing: Freezing,
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

  /** The shapes of an item's output in the uses of what it is in. */
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

  /** The scope of a unit's expressions, in which `in` refers to a tensor. */
  scopeIn(
    { variables }: Unit,
    tensor: Expr,
    { index, attribute, argument }: LocalVariables = {},
    notNull: ExpressionScope['notNull'] = new Set(),
  ): ExpressionScope {
    const find = (variable: Variable): CodeVariable | undefined => {
      if (variable.kind === 'index') return variable.item && index?.(variable.item);
      if (variable.kind === 'attribute') return attribute?.(variable.name);
      if (variable.kind === 'coordinate')
        return { name: itemAt(indexNames, variable.axis), type: number, axis: variable.axis };
      if (variable.kind === 'argument') return argument?.(variable.name.text);
      return this.variables.get(variable);
    };
    return {
      find(name) {
        const variable = variables.get(name)?.target;
        const code = variable && find(variable);
        if (!code) throw new Error(`the name ${name.name} was not resolved`);
        return code;
      },
      tensor,
      notNull,
    };
  }
}

/** The variables of what only some expressions may mention. */
export interface LocalVariables {
  index?(repeated: Item): CodeVariable;
  attribute?(name: string): CodeVariable | undefined;
  argument?(name: string): CodeVariable;
}

/** The name of a function's only tensor, if the spec has none for it. */
export const tensorName = 'x';
export const x: Expr = variable(tensorName);
