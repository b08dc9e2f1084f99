/** Where statements stand: in which function, in which scope of names, under which conditions and loops. */
import type { Expression } from '../../../expressions/expression.js';
import {
  type Body,
  type Default,
  type Item,
  indexName,
  itemsOf,
  type LayerItem,
  literal,
  type Name,
  type Template,
  type UseItem,
} from '../../../spec/spec.js';
import type { Doc } from '../../code/layout.js';
import type { Identifiers } from '../../code/lexical.js';
import type { Context } from '../context.js';
import { type CodeScope, conditionCode, namesNotNull, templateInside, type Variable } from '../expressions.js';
import { sourceOf } from '../program.js';
import { tensorType } from '../types.js';
import { type NamePiece, nameCode } from './layer-names.js';
import type { Local, Statement, Trimmings } from './statements.js';

/** What statements have to know of the function that they stand in. */
export interface FunctionDetails {
  readonly context: Context;
  readonly identifiers: Identifiers;
  readonly variables: ReadonlyMap<string, Variable>;
  /** The functions of defaults that are applied to what layers say. */
  readonly transforms: ReadonlyMap<Default, string>;
  /** Codes of renamed layers' names, by path. */
  readonly renamed?: ReadonlyMap<string, string>;
  /** The variable with the key under which weights are shared. */
  readonly weights?: string;
}

/** The function that statements stand in. */
export class FunctionPlace {
  /** What loops count with, by how many of them stand around. */
  private readonly indices: string[] = [];

  constructor(readonly details: FunctionDetails) {}

  local(name: string): Local {
    return { name: this.details.identifiers.take(name), sets: 0, isDeclared: false };
  }

  /** What the innermost of so many loops counts with. */
  indexAt(loops: number): string {
    this.indices[loops] ??= this.details.identifiers.take(indexName);
    return this.indices[loops];
  }
}

/** A layer that can be referred to. */
interface Reference {
  readonly code: string;
  /** Whether it may be switched off, and so undefined. */
  readonly isOptional: boolean;
  /** Whether it is an object with the outputs of a block. */
  readonly hasOutputs: boolean;
}

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
  /** Inside an `if` or a `for`: where to declare what is seen after it. */
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

  /** Whether it is inside an `if` or a `for` after which its layers are seen. */
  get isInside(): boolean {
    return this.is.outside !== undefined;
  }

  // -------------------------------------------------------------- places in it

  /** The place in a scope, whose names only what it holds can refer to. */
  enter(name: Template, body?: Body): Place {
    return this.but({
      scope: [...this.is.scope, ...this.namePieces(name, this.codeScope('x')), '/'],
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

  /** Declares a variable that stays undefined where its layer is switched off. */
  declare(local: Local, type = tensorType): void {
    this.declareIn(this.is.statements, local, type);
  }

  /** Declares it where it is seen after the `if` and the `for` around. */
  declareOutside(local: Local, type = tensorType): void {
    this.declareIn(this.is.outside ?? this.is.statements, local, type);
  }

  private declareIn(statements: Statement[], local: Local, type: string): void {
    statements.push({ kind: 'declare', local, type: `${type} | undefined` });
    local.isDeclared = true;
  }

  set(local: Local, value: Doc, trimmings: Trimmings = {}): void {
    local.sets += 1;
    this.is.statements.push({ kind: 'set', local, value, ...trimmings });
  }

  /** Sets a variable to what an item comes to, with its shapes beside it. */
  setItem(local: Local, item: LayerItem | UseItem, value: Doc): void {
    this.set(local, value, { item, comment: this.around.details.context.shapeComment(item) });
  }

  /** An `if` with the statements of another place; `tensor` is at hand in the condition. */
  pushIf(when: Expression, { is }: Place, tensor: string): void {
    this.is.statements.push({
      kind: 'if',
      condition: conditionCode(when, this.codeScope(tensor)),
      body: is.statements,
    });
  }

  pushFor(head: string, { is }: Place): void {
    this.is.statements.push({ kind: 'for', head, body: is.statements });
  }

  // -------------------------------------------------------------- names

  /** The names that an expression here may mention; `tensor` is at hand. */
  codeScope(tensor: string, locals?: ReadonlyMap<string, Variable>): CodeScope {
    const { loops, notNull } = this.is;
    const { context, variables } = this.around.details;
    const index: Variable | undefined = loops > 0 ? { code: this.around.indexAt(loops), type: 'number' } : undefined;
    const known = new Map([...(index ? [[indexName, index] as const] : []), ...(locals ?? [])]);
    return context.scope(variables, tensor, notNull, known);
  }

  /** The name of the scope as code, without its slash where a layer bears it. */
  scopeName(isWhole: boolean): string {
    return nameCode(this.is.scope, isWhole);
  }

  /** A layer's name as code: its own in the scope, that of the use that renames it, or the scope's. */
  layerName({ name }: LayerItem, codeScope: CodeScope): string {
    if (!name) return this.scopeName(true);
    const { renamed } = this.around.details;
    const text = literal(name);
    const code = text === undefined ? undefined : renamed?.get(this.is.path + text);
    const own = code === undefined ? this.namePieces(name, codeScope) : [{ code }];
    return nameCode([...this.is.scope, ...own], false);
  }

  private namePieces({ parts, span }: Template, codeScope: CodeScope): readonly NamePiece[] {
    return parts.map((part) =>
      typeof part === 'string' ? part : { code: templateInside({ parts: [part], span }, codeScope).slice(2, -1) },
    );
  }

  // -------------------------------------------------------------- references

  /** The name of an item that something refers to. */
  referredName(item: Item): string | undefined {
    const name = item.name && sourceOf(item.name);
    return name !== undefined && this.is.referred.has(name) ? name : undefined;
  }

  /** Makes code known under a layer's name. */
  define(name: string, code: string, { isOptional = false, hasOutputs = false } = {}): void {
    (this.is.references[0] as Map<string, Reference>).set(name, { code, isOptional, hasOutputs });
  }

  /** What a name refers to: a variable, and its member where that holds the outputs of a block. */
  find({ text }: Name): { readonly code: string; readonly member?: string | undefined; readonly isOptional: boolean } {
    const [name, output] = text.split('.') as [string, string?];
    const reference = this.is.references.find((names) => names.has(name))?.get(name);
    if (!reference) throw new Error(`the layer ${text} was not written before it is referred to`);
    const { code, isOptional, hasOutputs } = reference;
    return { code, isOptional, member: output ?? (hasOutputs ? 'output' : undefined) };
  }

  /** The code of an input, which may stand alone or in an expression. */
  inputCode(name: Name, isAlone = true): string {
    const { language } = this.around.details.context;
    const { code, member, isOptional } = this.find(name);
    if (member !== undefined) return `${code}.${member}`;
    if (!isOptional) return code;
    return isAlone ? language.readAs(code, tensorType) : language.cast(code, tensorType);
  }
}

/** The names of the layers that the items of a body, or outputs, refer to. */
export function referredIn(body: Body, outputs: readonly Name[] = []): ReadonlySet<string> {
  const inputs = [...itemsOf(body)].flatMap((item) => item.inputs ?? []);
  return new Set([...inputs, ...outputs].map(({ text }) => text.split('.')[0] as string));
}
