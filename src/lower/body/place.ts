/** Where statements stand: in which function, in which scope of names, under which conditions and loops. */
import type { Expression } from '../../expressions/expression.js';
import { partsOf, referredIn } from '../../spec/scoping.js';
import {
  type Body,
  type Default,
  type Item,
  indexName,
  type LayerItem,
  literal,
  type Name,
  type Template,
  type UseItem,
} from '../../spec/spec.js';
import { type Context, scopeOf, x } from '../context.js';
import { lowerCondition, lowerHole, namesNotNull, type Scope, text, type Variable } from '../expressions.js';
import { type Expr, type Identifiers, type Local, type Statement, variable } from '../module.js';
import { sourceOf } from '../program.js';
import { number, type Type, tensor } from '../types.js';

/** What statements need to know about the enclosing function. */
export interface FunctionDetails {
  readonly context: Context;
  readonly identifiers: Identifiers;
  readonly variables: ReadonlyMap<string, Variable>;
  /** The functions of defaults that are applied to what layers say. */
  readonly transforms: ReadonlyMap<Default, string>;
  /** The variables with the names of renamed layers, by path. */
  readonly renamed?: ReadonlyMap<string, string>;
  /** The variable with the key under which weights are shared. */
  readonly weights?: string;
}

/** The enclosing function. */
export class FunctionPlace {
  /** What loops count with, by how many of them stand around. */
  private readonly indices: string[] = [];

  constructor(readonly details: FunctionDetails) {}

  /** A variable that is called like something in the spec. */
  local(name: string): Local {
    return this.variant(this.details.context.naming.variable(name));
  }

  /** A variable that is called like another one, or by a name of the code's own. */
  variant(identifier: string): Local {
    return { name: this.details.identifiers.take(identifier), sets: 0 };
  }

  /** What the innermost of so many loops counts with. */
  indexAt(loops: number): string {
    this.indices[loops] ??= this.details.identifiers.take(indexName);
    return this.indices[loops];
  }
}

/** A layer that can be referred to. */
interface Reference {
  readonly variable: string;
  /** Whether it may be switched off, and so absent. */
  readonly isOptional: boolean;
  /** Whether it holds the outputs of a block. */
  readonly hasOutputs: boolean;
}

/** What the name of a layer is made of. */
export type NamePiece = string | Expr;

/** What stands around statements. */
interface Surroundings {
  readonly scope: readonly NamePiece[];
  /** The scopes as they are written, for renames. */
  readonly path: string;
  /** The layers that can be referred to, by name, those of the innermost scope first. */
  readonly references: readonly Map<string, Reference>[];
  /** The names of the scope that are referred to. */
  readonly referred: ReadonlySet<string>;
  readonly notNull: ReadonlySet<string>;
  readonly statements: Statement[];
  /** Inside an `if` or a loop: where to declare what is seen after it. */
  readonly outside?: Statement[] | undefined;
  /** How many loops stand around. */
  readonly loops: number;
}

export class Place {
  private constructor(
    readonly around: FunctionPlace,
    private readonly is: Surroundings,
  ) {}

  /** The top level of a function, in a scope; `referred` are the names of its own that something refers to. */
  static top(around: FunctionPlace, scope: readonly NamePiece[], referred: ReadonlySet<string>): Place {
    const references = [new Map<string, Reference>()];
    return new Place(around, { scope, path: '', references, referred, notNull: new Set(), statements: [], loops: 0 });
  }

  get statements(): readonly Statement[] {
    return this.is.statements;
  }

  /** Whether it is inside an `if` or a loop after which its layers are seen. */
  get isInside(): boolean {
    return this.is.outside !== undefined;
  }

  // -------------------------------------------------------------- places in it

  /** The place in a scope, whose names only what it holds can refer to. */
  enter(name: Template, body?: Body): Place {
    return this.but({
      scope: [...this.is.scope, ...namePieces(name, this.scope(x)), this.around.details.context.naming.separator],
      path: `${this.is.path}${sourceOf(name)}/`,
      references: [new Map(), ...this.is.references],
      referred: body ? referredIn(body) : new Set(),
      outside: undefined,
    });
  }

  /** The place under a condition. */
  under(when: Expression): Place {
    return this.but({ statements: [], notNull: new Set([...this.is.notNull, ...namesNotNull(when)]) });
  }

  /** The same, where what it holds is seen outside of it, in a place that is around. */
  seenFrom({ is }: Place): Place {
    return this.but({ outside: is.outside ?? is.statements });
  }

  /** The place in the innermost of so many loops, whose names nothing after it refers to. */
  inLoop(loops: number): Place {
    return this.but({
      references: [new Map(), ...this.is.references],
      statements: [],
      outside: undefined,
      loops,
    });
  }

  /** The same with fewer loops around it. */
  withLoops(loops: number): Place {
    return this.but({ loops });
  }

  private but(changes: Partial<Surroundings>): Place {
    return new Place(this.around, { ...this.is, ...changes });
  }

  // -------------------------------------------------------------- statements

  /** Declares a variable that stays absent where its layer is switched off. */
  declare(local: Local, type: Type = tensor): void {
    declareIn(this.is.statements, local, type);
  }

  /** Declares it where it is seen after the `if` and the loop around. */
  declareOutside(local: Local, type: Type = tensor): void {
    declareIn(this.is.outside ?? this.is.statements, local, type);
  }

  set(local: Local, value: Expr, type?: Type): void {
    this.push(local, { kind: 'set', local, value, ...(type ? { type } : {}) });
  }

  /** Sets a variable to what an item comes to, with its shapes beside it. */
  setItem(local: Local, item: LayerItem | UseItem, value: Expr): void {
    const shapes = this.around.details.context.shapesOf(item);
    this.push(local, { kind: 'set', local, value, item, shapes });
  }

  private push(local: Local, statement: Statement): void {
    local.sets += 1;
    this.is.statements.push(statement);
  }

  /** An `if` with the statements of another place; a tensor is at hand in the condition. */
  pushIf(when: Expression, { is }: Place, at: Expr): void {
    this.is.statements.push({ kind: 'if', condition: lowerCondition(when, this.scope(at)), body: is.statements });
  }

  pushFor(index: string, first: number, end: Expr, { is }: Place): void {
    this.is.statements.push({ kind: 'for', index, first, end, body: is.statements });
  }

  // -------------------------------------------------------------- names

  /** The names that an expression here may mention; a tensor is at hand. */
  scope(at: Expr, locals: ReadonlyMap<string, Variable> = new Map()): Scope {
    const { loops, notNull } = this.is;
    const index = loops > 0 ? ([[indexName, { name: this.around.indexAt(loops), type: number }]] as const) : [];
    return scopeOf(this.around.details.variables, at, notNull, new Map([...index, ...locals]));
  }

  /** The name of the scope, without the separator at its end where a layer takes it. */
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
  layerName({ name }: LayerItem, scope: Scope): Expr {
    if (!name) return this.scopeName(true);
    const plain = literal(name);
    const renamed = plain === undefined ? undefined : this.around.details.renamed?.get(this.is.path + plain);
    const own = renamed === undefined ? namePieces(name, scope) : [variable(renamed)];
    return nameOf([...this.is.scope, ...own]);
  }

  // -------------------------------------------------------------- references

  /** The name of an item that something refers to. */
  referredName(item: Item): string | undefined {
    const name = item.name && sourceOf(item.name);
    return name !== undefined && this.is.referred.has(name) ? name : undefined;
  }

  /** Makes a variable known under a layer's name. */
  define(name: string, code: string, { isOptional = false, hasOutputs = false } = {}): void {
    this.is.references[0]?.set(name, { variable: code, isOptional, hasOutputs });
  }

  /** What a name refers to, and whether it may be absent. */
  find(reference: Name): { readonly value: Expr; readonly isOptional: boolean } {
    const [name, output] = partsOf(reference);
    const found = this.is.references.find((names) => names.has(name))?.get(name);
    if (!found) throw new Error(`the layer ${reference.text} was not written before it is referred to`);
    const { variable: of, isOptional, hasOutputs } = found;
    const member = output ?? (hasOutputs ? 'output' : undefined);
    const value = member === undefined ? variable(of) : { kind: 'output' as const, of, name: member, isOptional };
    return { value, isOptional };
  }

  /** An input, which is there where it is taken. */
  input(name: Name): Expr {
    const { value, isOptional } = this.find(name);
    if (value.kind === 'output') return { ...value, isOptional: false };
    return isOptional ? { kind: 'narrowed', value, type: tensor } : value;
  }
}

function declareIn(statements: Statement[], local: Local, type: Type): void {
  statements.push({ kind: 'declare', local, type: [...type, 'absent'] });
}

const namePieces = ({ parts }: Template, scope: Scope): readonly NamePiece[] =>
  parts.map((part) => (typeof part === 'string' ? part : lowerHole(part.expression, scope)));

/** A name of pieces. */
function nameOf(pieces: readonly NamePiece[]): Expr {
  const [only] = pieces;
  return pieces.length === 1 && typeof only === 'object' ? only : text(pieces);
}
