/**
 * A spec with every name in it resolved, and nothing decided: conditions, repetition and uses are as written.
 *
 * What depends on values is left to expansion: which of several items of one name is there, what a name with `${...}`
 * in it is, and so which items are end points under such a name.
 */
import type { Application, NameExpression } from '../expressions/expression.js';
import type { Op } from '../ops/op.js';
import type { Block, DeclaredSize, Formula, Item, Name, NamedFormula, Parameter, Spec, UseItem } from '../spec/spec.js';
import type { Span } from '../text/source.js';

export interface Core {
  readonly spec: Spec;
  /** The spec itself, without its blocks. */
  readonly network: Unit<Spec>;
  /** In the order of the spec. */
  readonly blocks: readonly Unit<Block>[];
  /** The network, then the blocks. */
  readonly units: readonly Unit[];
  /** Names that refer to nothing. */
  readonly failed: {
    readonly references: readonly FailedReference[];
    readonly variables: readonly FailedVariable[];
  };
}

export type Owner = Spec | Block;

/** A block, or a spec without its blocks: each has its names to itself. */
export interface Unit<O extends Owner = Owner> {
  readonly owner: O;
  /** Its parameters, formulas and sizes, by name. */
  readonly declared: ReadonlyMap<string, Declared>;
  /** What its inputs and items define. An item without a name, or with `${...}` in it, is not among them. */
  readonly named: ReadonlyMap<Item | Name, Named>;
  /** The inputs that its items name. */
  readonly inputs: ReadonlyMap<Name, Reference>;
  /** By name. */
  readonly outputs: ReadonlyMap<string, Reference>;
  /** The names in its expressions; those in defaults of the spec are the network's. */
  readonly variables: ReadonlyMap<NameExpression, VariableReference>;
  /** A use of what is not there is not among them. */
  readonly uses: ReadonlyMap<UseItem, ResolvedUse>;
}

// ---------------------------------------------------------------- layers

/** What a reference in a unit can refer to. */
export type Named = NamedInput | NamedItems;

/** An input of a block or of the network. */
export interface NamedInput {
  readonly kind: 'input';
  readonly name: Name;
}

/** Items of one name in one scope: more than one if they exclude each other, so that at most one of them is there. */
export interface NamedItems {
  readonly kind: 'items';
  readonly text: string;
  readonly items: readonly [Item, ...Item[]];
}

/** `Layer` or `Use.output`, as an input of an item or as an output. */
export interface Reference {
  readonly name: Name;
  /** Absent if there is nothing of this name, which is then among those that failed. */
  readonly target?: Named;
  readonly output?: string;
}

export interface FailedReference {
  readonly unit: Unit;
  readonly reference: Reference;
  /** What can be referred to there, by name, the nearest first. */
  readonly visible: ReadonlyMap<string, Named>;
  /** The item of that name that is yet to come, or that the reference is in. */
  readonly later?: Span;
  readonly open?: Span;
}

// ---------------------------------------------------------------- expressions

/** A parameter, a formula or a size, and what declares it. */
export type Declared =
  | { readonly kind: 'parameter'; readonly declared: Parameter; readonly unit: Unit }
  | { readonly kind: 'formula'; readonly declared: NamedFormula; readonly unit: Unit }
  | { readonly kind: 'size'; readonly declared: DeclaredSize; readonly unit: Unit };

export type DeclaredFormula = Declared & { readonly kind: 'formula' };
export type DeclaredParameter = Declared & { readonly kind: 'parameter' };

/** What a name in an expression refers to. */
export type Variable =
  | Declared
  /** An argument of a function, in its expression. */
  | { readonly kind: 'argument'; readonly name: Name }
  /** The number of a repetition of an item; the item is absent in a default that no layer takes. */
  | { readonly kind: 'index'; readonly item: Item | undefined }
  /** The index of an element along an axis, in the expression of a constant. */
  | { readonly kind: 'coordinate'; readonly axis: number }
  /** An attribute of a layer, in the layer's name or in a default that is made of what the layer says. */
  | { readonly kind: 'attribute'; readonly op: Op | undefined; readonly name: string };

/** A name in an expression. */
export interface VariableReference {
  readonly name: NameExpression;
  readonly formula: Formula;
  /** The call of which it is the function. */
  readonly call?: Application;
  /** Absent if there is nothing of this name. */
  readonly target?: Variable;
}

export interface FailedVariable extends VariableReference {
  readonly unit: Unit;
  /** What could be mentioned there beside parameters and formulas. */
  readonly locals: readonly string[];
}

// ---------------------------------------------------------------- uses

/** What a use uses. */
export interface ResolvedUse {
  /** The block, or the network of another spec. */
  readonly unit: Unit;
  /** The layers of the block to which it gives a name, with their path in the block. */
  readonly renamed: ReadonlyMap<Item, { readonly path: string; readonly to: Name }>;
}

/** An item, and the unit that it is in. */
export interface Placed<T extends Item = Item> {
  readonly item: T;
  readonly unit: Unit;
}
