/**
 * A network as a module of code, of no one language: what `lower` makes of a spec and printers write.
 *
 * A block is a function, a condition an `if`, a repetition a loop, a parameter an option with its default. Layers are
 * calls that name an op and its attributes: which class that is, an engine's printer knows. Identifiers are already
 * those of the language, which it gives out through `Naming`.
 */
import type { BinaryOperator, BuiltinName, SizeName, Value } from '../expressions/expression.js';
import type { Shape } from '../expressions/shape.js';
import type { Bounds } from '../ops/attributes.js';
import type { Op } from '../ops/op.js';
import type { DType } from '../ops/types.js';
import type { Block, LayerItem, Spec, UseItem } from '../spec/spec.js';
import type { Span } from '../text/source.js';
import type { LayerFacts } from './facts.js';
import type { Type } from './types.js';

// ---------------------------------------------------------------- names

/** Gives each name of a scope once; a name that is taken gets a number. */
export interface Identifiers {
  take(name: string): string;
}

/** How a language, and what its target declares, name things. */
export interface Naming {
  /** The identifiers of a scope within another, or of the module; those that are hidden can have another meaning in it. */
  identifiers(around?: Identifiers, hidden?: readonly string[]): Identifiers;
  /** `Mixed_5b` as a variable: `mixed5b`, or `mixed_5b`. */
  variable(name: string): string;
  /** The type of the options of a function: `MaxPool2dOptions`. */
  optionsType(name: string): string;
  /** The function that builds a network. */
  factory(spec: Spec): string;
  /** What separates a scope from a name in it: a slash, if the engine takes that. */
  readonly separator: string;
  /** Whether each of several inputs has an option for its shape. */
  readonly shapeOfEach: boolean;
  /** Whether parameters of functions hide options of the factory that the functions do not read. */
  readonly mayHideOptions: boolean;
  /** What the target declares in the module. */
  readonly reserved: readonly string[];
}

// ---------------------------------------------------------------- expressions

export type Expr =
  | { readonly kind: 'literal'; readonly value: number | boolean | string | null }
  /** A variable, with its type if that is known and not a number. */
  | { readonly kind: 'variable'; readonly name: string; readonly type?: Type }
  /** The first of several tensors. */
  | { readonly kind: 'first'; readonly of: string }
  /** The tensors of a list with two or more, between those of a layer. */
  | { readonly kind: 'all'; readonly list: string; readonly first: string; readonly others: string }
  /** A size of a tensor; infinite if unknown, so that `min(in.height, 8)` is then 8. */
  | { readonly kind: 'size'; readonly tensor: Expr; readonly size: SizeName }
  | { readonly kind: 'not' | 'negate'; readonly operand: Expr }
  /** Whether a value that need not be a boolean counts as true. */
  | { readonly kind: 'truth'; readonly of: Expr }
  | { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Expr; readonly right: Expr }
  | { readonly kind: 'conditional'; readonly condition: Expr; readonly whenTrue: Expr; readonly whenFalse: Expr }
  /** The first, or the second if the first is absent. */
  | { readonly kind: 'or-else'; readonly value: Expr; readonly otherwise: Expr }
  /** A value that is known here to be of a narrower type than its variable. */
  | { readonly kind: 'narrowed'; readonly value: Expr; readonly type: Type }
  | { readonly kind: 'math'; readonly function: BuiltinName; readonly arguments: readonly Expr[] }
  /** A function of the indices of an element. */
  | { readonly kind: 'function'; readonly parameters: readonly string[]; readonly body: Expr }
  | { readonly kind: 'list'; readonly items: readonly Expr[] }
  | { readonly kind: 'settings'; readonly entries: readonly Entry[] }
  /** Sizes by names that are not the language's. */
  | { readonly kind: 'sizes'; readonly entries: readonly Entry[] }
  /** An initializer or a regularizer. */
  | {
      readonly kind: 'named';
      readonly role: 'initializer' | 'regularizer';
      readonly name: string;
      readonly settings: readonly Entry[];
    }
  /** Text with holes. */
  | { readonly kind: 'text'; readonly parts: readonly (string | Expr)[] }
  /** So many numbers as text: `1x7`. */
  | { readonly kind: 'size-text'; readonly size: Expr; readonly length: 2 | 3 }
  /** A prefix of names without the separator at its end. */
  | { readonly kind: 'without-separator'; readonly prefix: Expr }
  /** An output by name or number; absent where what has the outputs is. */
  | {
      readonly kind: 'output';
      readonly of: string;
      readonly name: string;
      readonly isOptional: boolean;
      /** Whether it is one of an array whose length is not known. */
      readonly isOpen?: boolean;
    }
  /** A call of a function of the module, with options by name. */
  | Call
  | LayerCall;

export type Entry = readonly [key: string, value: Expr];

export interface Call {
  readonly kind: 'call';
  readonly callee: string;
  readonly arguments: readonly Expr[];
  readonly options: readonly Entry[];
}

/** A layer: the function of an op applied to tensors under a name. */
export interface LayerCall {
  readonly kind: 'layer';
  readonly op: Op;
  readonly callee: string;
  readonly inputs: readonly Expr[];
  /** Whether the function takes them as a list. */
  readonly takesList: boolean;
  readonly name: Expr;
  /** Whether training changes its weights; absent if it does. */
  readonly trainable?: Expr;
  /** The key under which it shares its weights. */
  readonly weights?: Expr;
  /** By attribute: those that are options of the function and not their defaults. */
  readonly attributes: readonly { readonly key: string; readonly option: string; readonly value: Expr }[];
}

export const variable = (name: string): Expr => ({ kind: 'variable', name });
export const literal = (value: number | boolean | string | null): Expr => ({ kind: 'literal', value });
export const list = (items: readonly Expr[]): Expr => ({ kind: 'list', items });

// ---------------------------------------------------------------- statements

/** A variable of a function. */
export interface Local {
  readonly name: string;
  /** In how many places it is set. */
  sets: number;
}

export type Statement =
  | {
      readonly kind: 'set';
      readonly local: Local;
      readonly value: Expr;
      /** Present if it does not follow from the value. */
      readonly type?: Type;
      /** The item that it is set to, and the shapes that it has in its uses. */
      readonly item?: LayerItem | UseItem;
      readonly shapes?: readonly Shape[] | undefined;
    }
  | { readonly kind: 'declare'; readonly local: Local; readonly type: Type }
  /** An empty list of tensors, another tensor of a list, and what is done if a list has two or more. */
  | { readonly kind: 'list'; readonly name: string }
  | { readonly kind: 'append'; readonly list: string; readonly value: Expr }
  | {
      readonly kind: 'if-several';
      readonly list: string;
      /** Variables for its members. */
      readonly first: string;
      readonly others: string;
      readonly body: readonly Statement[];
    }
  | { readonly kind: 'if'; readonly condition: Expr; readonly body: readonly Statement[] }
  | {
      readonly kind: 'for';
      readonly index: string;
      readonly first: number;
      readonly end: Expr;
      readonly body: readonly Statement[];
    };

// ---------------------------------------------------------------- declarations

/** An option of a function. */
export interface Option {
  readonly key: string;
  readonly type: Type;
  /** Absent where every call gives it. */
  readonly default?: Value;
  /** What it is for, in the spec's words; or what layer it names. */
  readonly summary?: string;
  readonly role: 'parameter' | 'rename' | 'weights' | 'trainable';
}

/** A formula, a function, or a default that is made of what a layer says: a constant, or a function of its parameters. */
export interface Definition {
  readonly kind: 'formula' | 'function' | 'default';
  /** The name in the spec, or the op and the attribute. */
  readonly of: string;
  readonly name: string;
  readonly span: Span;
  readonly parameters: readonly (readonly [name: string, type: Type])[];
  readonly value: Expr;
}

/** The function of an op, with the attributes in which the network's layers differ as options. */
export interface OpFunction {
  readonly op: Op;
  readonly name: string;
  readonly optionsType: string;
  readonly options: ReadonlyMap<string, OpOption>;
  /** Attributes that are the same in every layer. */
  readonly constants: ReadonlyMap<string, Constant>;
  /** Whether it takes a list of tensors, and not one tensor. */
  readonly takesList: boolean;
  /** Whether some calls freeze their layer. */
  readonly mayFreeze: boolean;
  /** The outputs that it gives, if layers are asked for others than the first. */
  readonly outputs?: FunctionOutputs;
  /** What is known of the layers that call it. */
  readonly layers: readonly LayerFacts[];
}

/** What a function of several outputs gives: an object of them by name, or an array of them by number. */
export type FunctionOutputs =
  | { readonly kind: 'named'; readonly names: readonly string[] }
  /** Without `count` if calls differ in it, or if it is not known. */
  | { readonly kind: 'numbered'; readonly count?: number };

export interface Constant {
  readonly value: Expr;
  /** What a word can be: one, or those that the spec's parameters can make it. */
  readonly words: readonly string[];
}

/** An attribute in which layers differ. */
export interface OpOption {
  readonly key: string;
  readonly type: Type;
  readonly isOptional: boolean;
  /** The spec's default, or else the op's. */
  readonly standard?: Constant;
  readonly words: readonly string[];
}

/** A function of tensors: of a block, or of another spec. */
export interface TensorFunction {
  readonly owner: Block | Spec;
  readonly name: string;
  /** The variables of its inputs. */
  readonly inputs: readonly string[];
  /** The variable that the names of its layers begin with. */
  readonly scope: string;
  readonly optionsType: string;
  readonly options: readonly Option[];
  readonly definitions: readonly Definition[];
  readonly body: readonly Statement[];
  readonly result: Local;
  /** What it gives beside its result. */
  readonly outputs: readonly Entry[];
}

/** What the function of a spec holds before its own statements. */
export interface Parts {
  readonly definitions: readonly Definition[];
  /** The functions of activations, by word; and of these the words that layers call. */
  readonly activations: ReadonlyMap<string, string>;
  readonly activationLayers: readonly string[];
  readonly ops: readonly OpFunction[];
  readonly blocks: readonly TensorFunction[];
}

/** Another spec, as a function that holds all that is its own. */
export interface SpecFunction extends TensorFunction {
  readonly parts: Parts;
}

/** A parameter of the network, as an option of the factory. */
export interface FactoryOption extends Option {
  readonly parameter: string;
  readonly variable: string;
  /** What its values must be. */
  readonly rule: { readonly isWhole: boolean; readonly bounds: Bounds; readonly nullable: boolean };
}

/** The names under which the code of a network is called. */
export interface FactoryNames {
  readonly factory: string;
  readonly optionsType: string;
  /** What the options are called, by parameter of the spec. */
  readonly options: ReadonlyMap<string, string>;
  /** The option for the shape of the only input, or for shapes by input. */
  readonly shape: string;
  /** The option for the shape of each of several inputs, in a language that has those. */
  readonly shapes: ReadonlyMap<string, string>;
}

export interface Factory {
  readonly names: FactoryNames;
  readonly options: readonly FactoryOption[];
  readonly inputs: readonly {
    readonly name: string;
    readonly shape: Shape;
    readonly dtype: DType;
    readonly local: Local;
  }[];
  readonly outputs: readonly { readonly name: string; readonly shape: Shape }[];
  readonly parts: Parts;
  readonly body: readonly Statement[];
  /** What the model gives; some may be absent. */
  readonly results: readonly { readonly name: string; readonly value: Expr; readonly isOptional: boolean }[];
  /** The variable that holds those that are there. */
  readonly present?: string;
}

export interface Module {
  readonly spec: Spec;
  readonly factory: Factory;
  /** Other specs that it uses, each after those that it uses itself. */
  readonly used: readonly SpecFunction[];
  readonly sharesWeights: boolean;
  /** Whether every variant has the same layers. */
  readonly isFixed: boolean;
}
