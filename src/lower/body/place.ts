/** Where statements are: in which function, in which scope of names, under which conditions and loops. */
import type { Named, NamedItems, Reference, Unit } from '../../core/core.js';
import type { Expression } from '../../expressions/expression.js';
import { type Default, type Item, indexName, type LayerItem, type Template, type UseItem } from '../../spec/spec.js';
import { type Context, x } from '../context.js';
import type { TransformFunction } from '../definitions.js';
import {
  type CodeVariable,
  type ExpressionScope,
  lowerBoolean,
  lowerCondition,
  lowerHole,
  notNullWhere,
  text,
} from '../expressions.js';
import { type Expr, type Identifiers, type Local, literal, type Statement, variable } from '../module.js';
import { number, type Type, tensor } from '../types.js';

/** What statements need to know about the enclosing function. */
export interface FunctionDetails {
  readonly context: Context;
  readonly unit: Unit;
  readonly identifiers: Identifiers;
  readonly transforms: ReadonlyMap<Default, TransformFunction>;
  /** The variables with the names of renamed layers. */
  readonly renamedLayers?: ReadonlyMap<Item, string>;
  /** The variable with the key under which weights are shared. */
  readonly weights?: string;
  /** The variable that says whether training changes the weights. */
  readonly trainable?: string;
}

/** The enclosing function. */
export class FunctionPlace {
  /** Its first input, to which layers that take nothing are tied. */
  tie: Expr = literal(null);
  /** What loops count with, by how many of them are around. */
  private readonly indices: string[] = [];
  private readonly referred = new Map<Named, Set<string | undefined>>();
  private readonly kept = new Map<Named, Kept>();
  private readonly shared = new Map<Named, Map<string | undefined, Local>>();

  /** `references` are those in the function, to its inputs and layers. */
  constructor(
    readonly details: FunctionDetails,
    references: readonly Reference[],
  ) {
    for (const { target, output } of references) {
      if (!target) continue;
      const outputs = this.referred.get(target) ?? new Set();
      this.referred.set(target, outputs.add(output));
    }
  }

  /** A variable that is called like something in the spec. */
  local(name: string): Local {
    return this.variant(this.details.context.naming.variable(name));
  }

  /** A variable that is called like another one, or by a name of the code's own. */
  variant(identifier: string): Local {
    return { name: this.details.identifiers.take(identifier), sets: 0 };
  }

  /** The counter of the innermost loop, by the number of loops. */
  indexAt(loops: number): string {
    this.indices[loops] ??= this.details.identifiers.take(indexName);
    return this.indices[loops];
  }

  // -------------------------------------------------------------- references

  /** The name of an item that something refers to. */
  referredName(item: Item): NamedItems | undefined {
    const named = this.details.unit.named.get(item);
    return named?.kind === 'items' && this.referred.has(named) ? named : undefined;
  }

  /** The outputs of what has a name that are referred to; undefined is the item itself. */
  outputsOf(named: Named): Iterable<string | undefined> {
    return this.referred.get(named) ?? [];
  }

  /** Keeps in a variable what the only item of a name, or an input, is. */
  keep(named: Named, code: string, { isOptional = false, outputs }: KeepOptions = {}): void {
    this.kept.set(named, { variable: code, isOptional, outputs });
  }

  /** The variable of items that exclude each other, or of an output of them; `place` is that of one of them. */
  sharedBy(named: NamedItems, output: string | undefined, place: CodePlace): Local {
    const locals = this.shared.get(named) ?? new Map<string | undefined, Local>();
    this.shared.set(named, locals);
    const known = locals.get(output);
    if (known) return known;
    const local = this.local(output === undefined ? named.text : `${named.text}_${output}`);
    locals.set(output, local);
    place.declareOutside(local);
    return local;
  }

  /** What is referred to, and whether it may be absent. */
  find({ name, target, output }: Reference): { readonly value: Expr; readonly isOptional: boolean } {
    const shared = target && this.shared.get(target)?.get(output);
    if (shared) return { value: variable(shared.name), isOptional: true };
    const kept = target && this.kept.get(target);
    if (!kept) throw new Error(`the layer ${name.text} was not written before it is referred to`);
    const { variable: of, isOptional, outputs } = kept;
    const member = outputs && outputOf(of, outputs, output);
    return { value: member ? { ...member, isOptional } : variable(of), isOptional };
  }
}

/** The outputs of a call that gives more than one tensor. */
export interface CallOutputs {
  /** What is called: in code, and in the spec. */
  readonly callee: string;
  readonly of: string;
  /** The one that goes on to the next item. */
  readonly standard: string;
  /** Whether they are an array whose length is not known. */
  readonly isOpen: boolean;
}

/** A variable with an item that can be referred to. */
interface Kept {
  readonly variable: string;
  /** Whether the item may be switched off, and so absent. */
  readonly isOptional: boolean;
  /** The outputs that it holds, if it holds more than one tensor. */
  readonly outputs: CallOutputs | undefined;
}

type KeepOptions = Partial<Pick<Kept, 'isOptional' | 'outputs'>>;

/** An output of a call that a variable holds; the standard one by default. */
export const outputOf = (of: string, { standard, isOpen }: CallOutputs, name = standard): Expr & { kind: 'output' } => {
  return { kind: 'output', of, name, isOptional: false, ...(isOpen ? { isOpen } : {}) };
};

/** What the name of a layer is made of. */
export type NamePiece = string | Expr;

/** What is around statements. */
interface Surroundings {
  readonly scope: readonly NamePiece[];
  readonly notNull: ReadonlySet<CodeVariable>;
  /** Whether training changes the weights in it; absent if it does. */
  readonly trainable?: Expr;
  readonly statements: Statement[];
  /** Inside an `if` or a loop: where to declare what is seen after it. */
  readonly outside?: Statement[] | undefined;
}

export class CodePlace {
  private constructor(
    readonly around: FunctionPlace,
    private readonly is: Surroundings,
  ) {}

  /** The top level of a function, in a scope. */
  static top(around: FunctionPlace, scope: readonly NamePiece[]): CodePlace {
    const { trainable } = around.details;
    const trained = trainable === undefined ? {} : { trainable: variable(trainable) };
    return new CodePlace(around, { scope, notNull: new Set(), statements: [], ...trained });
  }

  get statements(): readonly Statement[] {
    return this.is.statements;
  }

  get trainable(): Expr | undefined {
    return this.is.trainable;
  }

  /** Whether it is inside an `if` or a loop after which its layers are seen. */
  get isInside(): boolean {
    return this.is.outside !== undefined;
  }

  // -------------------------------------------------------------- places in it

  /** The place in a scope; only what is in it can refer to its names. */
  enter(name: Template): CodePlace {
    const pieces = namePieces(name, this.scope(x));
    return this.but({
      scope: [...this.is.scope, ...pieces, this.around.details.context.naming.separator],
      outside: undefined,
    });
  }

  /** The place under a condition. */
  under(when: Expression): CodePlace {
    return this.but({ statements: [], notNull: new Set([...this.is.notNull, ...notNullWhere(when, this.scope(x))]) });
  }

  /** The place in an item, which may be frozen. */
  inItem({ trainable }: Item): CodePlace {
    if (!trainable) return this;
    const around = this.is.trainable;
    const own = lowerBoolean(trainable.expression, this.scope(x));
    return this.but({ trainable: around ? { kind: 'binary', operator: 'and', left: around, right: own } : own });
  }

  /** The same, if what it holds is seen outside of it, in a place that is around. */
  seenFrom({ is }: CodePlace): CodePlace {
    return this.but({ outside: is.outside ?? is.statements });
  }

  /** The place in the innermost loop; nothing after the loop refers to its names. */
  inLoop(loops: number): CodePlace {
    this.around.indexAt(loops);
    return this.but({ statements: [], outside: undefined });
  }

  private but(changes: Partial<Surroundings>): CodePlace {
    return new CodePlace(this.around, { ...this.is, ...changes });
  }

  // -------------------------------------------------------------- statements

  /** Declares a variable that stays absent where its layer is switched off. */
  declare(local: Local): void {
    declareIn(this.is.statements, local, tensor);
  }

  /** Declares it so that it is visible after the surrounding `if` and loop. */
  declareOutside(local: Local, type: Type = tensor): void {
    declareIn(this.is.outside ?? this.is.statements, local, type);
  }

  set(local: Local, value: Expr, type?: Type): void {
    this.push(local, { kind: 'set', local, value, ...(type ? { type } : {}) });
  }

  /** Sets a variable to the result of an item, with its shapes for the comment. */
  setItem(local: Local, item: LayerItem | UseItem, value: Expr): void {
    const shapes = this.around.details.context.shapesOf(item);
    this.push(local, { kind: 'set', local, value, item, shapes });
  }

  private push(local: Local, statement: Statement): void {
    local.sets += 1;
    this.is.statements.push(statement);
  }

  /** An `if` with the statements of another place; `in` refers to a tensor in the condition. */
  pushIf(when: Expression, { is }: CodePlace, at: Expr): void {
    this.is.statements.push({ kind: 'if', condition: lowerCondition(when, this.scope(at)), body: is.statements });
  }

  /** A new list of tensors. */
  list(): string {
    const { name } = this.around.variant('outputs');
    this.is.statements.push({ kind: 'list', name });
    return name;
  }

  append(list: string, value: Expr): void {
    this.is.statements.push({ kind: 'append', list, value });
  }

  /** What is done with the tensors of a list if it has two or more. */
  ifSeveral(list: string, body: (all: Expr, place: CodePlace) => void): void {
    const [first, others] = [this.around.variant('first').name, this.around.variant('others').name];
    const inside = this.but({ statements: [] }).seenFrom(this);
    body({ kind: 'all', list, first, others }, inside);
    this.is.statements.push({ kind: 'if-several', list, first, others, body: inside.is.statements });
  }

  pushFor(index: string, first: number, end: Expr, { is }: CodePlace): void {
    this.is.statements.push({ kind: 'for', index, first, end, body: is.statements });
  }

  // -------------------------------------------------------------- names

  /** The names that an expression of a unit may mention here, beside them attributes; `in` refers to a tensor. */
  scope(
    at: Expr,
    attributes: ReadonlyMap<string, CodeVariable> = new Map(),
    unit: Unit = this.around.details.unit,
  ): ExpressionScope {
    const index = ({ loops }: Item) => ({ name: this.around.indexAt(loops), type: number });
    const locals = { index, attribute: (name: string) => attributes.get(name) };
    return this.around.details.context.scopeIn(unit, at, locals, this.is.notNull);
  }

  /** The name of the scope; without its final separator if a layer has it. */
  scopeName(isWhole: boolean): Expr {
    return nameOf(isWhole ? this.withoutSeparator() : this.is.scope);
  }

  /** The scope without its end, which is a piece of its own, or, in a prefix, the end of that. */
  private withoutSeparator(): readonly NamePiece[] {
    const { scope } = this.is;
    const last = scope.at(-1);
    if (last === this.around.details.context.naming.separator) return scope.slice(0, -1);
    return typeof last === 'object' ? [...scope.slice(0, -1), { kind: 'without-separator', prefix: last }] : scope;
  }

  /** A layer's name: its own in the scope, that of the use that renames it, or the scope's. */
  layerName(item: LayerItem, scope: ExpressionScope): Expr {
    if (!item.name) return this.scopeName(true);
    const renamed = this.around.details.renamedLayers?.get(item);
    const own = renamed === undefined ? namePieces(item.name, scope) : [variable(renamed)];
    return nameOf([...this.is.scope, ...own]);
  }

  /** An input, which is there if it is taken. */
  input(reference: Reference): Expr {
    const { value, isOptional } = this.around.find(reference);
    if (value.kind === 'output') return { ...value, isOptional: false };
    return isOptional ? { kind: 'narrowed', value, type: tensor } : value;
  }
}

function declareIn(statements: Statement[], local: Local, type: Type): void {
  statements.push({ kind: 'declare', local, type: [...type, 'absent'] });
}

const namePieces = ({ parts }: Template, scope: ExpressionScope): readonly NamePiece[] =>
  parts.map((part) => (typeof part === 'string' ? part : lowerHole(part.expression, scope)));

/** A name of pieces. */
function nameOf(pieces: readonly NamePiece[]): Expr {
  const [only] = pieces;
  return pieces.length === 1 && typeof only === 'object' ? only : text(pieces);
}
