/** Items as statements: calls in a row, branches side by side, conditions as `if`, repetitions as `for`. */
import { type Expression, walk } from '../../expression.js';
import {
  type Body,
  type Branches,
  type Default,
  type Item,
  indexName,
  isAskedEach,
  isOfSpec,
  itemsOf,
  type LayerItem,
  listedOutputs,
  literal,
  mayBeAbsent,
  type Name,
  readsPrevious,
  type Template,
  type UseItem,
  usedName,
} from '../../spec.js';
import { array, call, type Doc, layOut, object, toLines, width } from '../code/layout.js';
import { camelCase, type Identifiers, quote, templateText } from '../code/lexical.js';
import { type Context, pairType, tensorType, typeText } from './context.js';
import { takesTensor } from './definitions.js';
import {
  boundCode,
  type CodeScope,
  conditionCode,
  namesNotNull,
  templateInside,
  type Variable,
  writtenCode,
} from './expressions.js';
import { itemMark } from './marks.js';
import { attributeCode, type OpFunctions } from './op-functions.js';
import { isIdentity, sourceOf } from './program.js';

/** The names of the layers that the items of a body, or outputs, refer to. */
export function referredIn(body: Body, outputs: readonly Name[] = []): ReadonlySet<string> {
  const inputs = [...itemsOf(body)].flatMap((item) => item.inputs ?? []);
  return new Set([...inputs, ...outputs].map(({ text }) => text.split('.')[0] as string));
}

/** What calls of a block's function have to know. */
export interface BlockFunction {
  readonly name: string;
  /** What its options are called: parameters by name, renamed layers by path. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly renamed: ReadonlyMap<string, string>;
  /** Whether names begin with a prefix that ends in a slash, instead of a scope that does not. */
  readonly takesPrefix: boolean;
  /** The option under which weights are shared. */
  readonly weights?: string;
}

/** A variable; whether it is a `const` or a `let` shows at the end. */
export interface Local {
  readonly name: string;
  sets: number;
  isDeclared: boolean;
}

type Statement =
  | ({
      readonly kind: 'set';
      readonly local: Local;
      readonly value: Doc;
    } & Trimmings)
  | { readonly kind: 'declare'; readonly local: Local; readonly type: string }
  | { readonly kind: 'if'; readonly condition: string; readonly body: readonly Statement[] }
  | { readonly kind: 'for'; readonly head: string; readonly body: readonly Statement[] };

/** What else there is to say of a variable that is set. */
interface Trimmings {
  readonly type?: string;
  readonly comment?: string | undefined;
  /** The item that it is set for. */
  readonly item?: LayerItem | UseItem;
}

/** A layer that can be referred to. */
interface Reference {
  readonly code: string;
  /** Whether it may be switched off, and so undefined. */
  readonly isOptional: boolean;
  /** Whether it is an object with the outputs of a block. */
  readonly hasOutputs: boolean;
}

/** What a name begins with: text, or code that gives it. */
export type NamePiece = string | { readonly code: string };

/** The function that statements stand in. */
export interface FunctionPlace {
  readonly identifiers: Identifiers;
  readonly variables: ReadonlyMap<string, Variable>;
  readonly transforms: ReadonlyMap<Default, string>;
  /** The names of its own scope that are referred to. */
  readonly referred: ReadonlySet<string>;
  /** Codes of renamed layers' names, by path. */
  readonly renamed: ReadonlyMap<string, string>;
  /** The variable with the key under which weights are shared. */
  readonly weights?: string;
}

/** Where in the function they stand. */
interface Place {
  readonly scope: readonly NamePiece[];
  /** The scopes as they are written, for renames. */
  readonly path: string;
  readonly references: ReadonlyMap<string, Reference>[];
  /** The names of the scope that are referred to. */
  readonly referred: ReadonlySet<string>;
  readonly notNull: ReadonlySet<string>;
  readonly statements: Statement[];
  /** Inside an `if` or a `for`: where to declare what is seen after it. */
  readonly outside?: Statement[] | undefined;
  /** How many loops stand around. */
  readonly loops: number;
}

export class BodyWriter {
  private readonly top: Place;
  /** What loops count with, by how many of them stand around. */
  private readonly indices: string[] = [];

  constructor(
    private readonly at: FunctionPlace,
    scope: readonly NamePiece[],
    private readonly context: Context,
    private readonly ops: OpFunctions,
    private readonly blocks: ReadonlyMap<string, BlockFunction>,
  ) {
    this.top = {
      scope,
      path: '',
      references: [new Map()],
      referred: at.referred,
      notNull: new Set(),
      statements: [],
      loops: 0,
    };
  }

  // -------------------------------------------------------------- what callers write

  local(name: string): Local {
    return { name: this.at.identifiers.take(name), sets: 0, isDeclared: false };
  }

  /** Makes a variable known under the name of a layer or an input. */
  define(name: string, code: string): void {
    this.defineIn(this.top, name, { code, isOptional: false, hasOutputs: false });
  }

  set(local: Local, value: Doc, comment?: string): void {
    this.assign(this.top, local, value, { comment });
  }

  /** Writes a block's body, whose result `into` then holds. */
  writeBody(body: Body, input: string, into: Local): void {
    this.body(body, input, into, this.top);
  }

  /** Writes the items of the network; what they come to is found by name. */
  writeItems(items: readonly Item[], input: string, into: Local): void {
    this.sequence(items, input, into, this.top, false);
  }

  /** The code of a layer that was written, and whether it may be undefined. */
  resultOf(name: Name): { readonly code: string; readonly isOptional: boolean } {
    const { reference, output } = this.find(name, this.top);
    const member = output ?? (reference.hasOutputs ? 'output' : undefined);
    return {
      code: member === undefined ? reference.code : `${reference.code}${reference.isOptional ? '?.' : '.'}${member}`,
      isOptional: reference.isOptional,
    };
  }

  /** The statements as lines; a result that is set once and last is returned as it is. */
  print(indentation: number, result?: Local, outputs: readonly (readonly [string, Doc])[] = []): readonly string[] {
    const { statements } = this.top;
    const last = statements.at(-1);
    if (!result) return this.printAll(statements, indentation);
    if (outputs.length === 0 && result.sets === 1 && last?.kind === 'set' && last.local === result) {
      return [
        ...this.printAll(statements.slice(0, -1), indentation),
        ...marked(last.item, toLines(last.value, indentation, 'return ', commentAfter(last.comment))),
      ];
    }
    const returned = outputs.length === 0 ? result.name : object([['output', result.name], ...outputs]);
    return [...this.printAll(statements, indentation), ...toLines(returned, indentation, 'return ', ';')];
  }

  // -------------------------------------------------------------- sequences and branches

  private body(body: Body, input: string, into: Local, place: Place): void {
    if (body.kind === 'sequence') this.sequence(body.items, input, into, place, true);
    else this.branches(body, input, into, place);
  }

  /** Items in a row share one variable; an item that nothing follows on has one of its own. */
  private sequence(items: readonly Item[], input: string, into: Local, place: Place, givesResult: boolean): void {
    let current = input;
    for (const [index, item] of items.entries()) {
      const isRead = isReadByNext(items, index, givesResult);
      const target = isRead ? into : this.local(camelCase(item.name ? sourceOf(item.name) : item.kind));
      if (isRead && mayBeAbsent(item) && current !== into.name) {
        this.assign(place, into, current);
        current = into.name;
      }
      if (item.repeat) this.repeated(item, item.repeat.expression, current, target, place, isRead);
      else if (item.when) this.conditional(item, item.when.expression, current, target, place, isRead);
      else this.unconditional(item, current, target, place, isRead);
      if (isRead) current = into.name;
    }
    if (givesResult && current !== into.name) this.assign(place, into, current);
  }

  private branches({ branches, join }: Branches, input: string, into: Local, place: Place): void {
    const results = branches.map((branch, index) => {
      if (branch.items.length === 0) return input;
      const letter = String.fromCharCode(65 + (index % 26));
      const local = this.local(branch.name ? camelCase(branch.name.text) : `${into.name}${letter}`);
      const inside = branch.name
        ? this.enter({ parts: [branch.name.text], span: branch.span }, place, { kind: 'sequence', items: branch.items })
        : place;
      this.sequence(branch.items, input, local, inside, true);
      return local.name;
    });
    this.assignItem(place, into, join, this.layer(join, results, place));
    const name = this.referredName(join, place);
    if (name !== undefined) this.keep(name, into, place);
  }

  private unconditional(item: Item, current: string, target: Local, place: Place, isShared: boolean): void {
    const name = this.referredName(item, place);
    const outputs = this.item(item, current, target, place, isShared);
    if (name === undefined) return;
    if (outputs)
      this.defineIn(place, name, { code: outputs, isOptional: place.outside !== undefined, hasOutputs: true });
    else if (isShared || place.outside) this.keep(name, target, place);
    else this.defineIn(place, name, { code: target.name, isOptional: false, hasOutputs: false });
  }

  /** Keeps the value that a variable has now under a layer's name. */
  private keep(name: string, { name: code }: Local, place: Place): void {
    const copy = this.local(camelCase(name));
    if (place.outside) this.declare(place.outside, copy, tensorType);
    this.assign(place, copy, code);
    this.defineIn(place, name, { code: copy.name, isOptional: place.outside !== undefined, hasOutputs: false });
  }

  private conditional(
    item: Item,
    when: Parameters<typeof conditionCode>[0],
    current: string,
    target: Local,
    place: Place,
    isShared: boolean,
  ): void {
    const name = this.referredName(item, place);
    const inside: Place = {
      ...place,
      statements: [],
      outside: place.outside ?? place.statements,
      notNull: new Set([...place.notNull, ...namesNotNull(when)]),
    };
    // What is referred to is kept in a variable that stays undefined where the item is switched off.
    const kept = !isShared ? target : name === undefined ? undefined : this.local(camelCase(name));
    if (kept) this.declare(place.outside ?? place.statements, kept, tensorType);
    const outputs = this.item(item, current, target, inside, true);
    if (kept && kept !== target) this.assign(inside, kept, target.name);
    place.statements.push({
      kind: 'if',
      condition: conditionCode(when, this.scope(place, current)),
      body: inside.statements,
    });
    if (name === undefined || !kept) return;
    this.defineIn(
      place,
      name,
      outputs
        ? { code: outputs, isOptional: true, hasOutputs: true }
        : { code: kept.name, isOptional: true, hasOutputs: false },
    );
  }

  /** Writes an item into a variable; gives the variable with a block's outputs, where it has several. */
  private item(item: Item, current: string, target: Local, place: Place, isRead: boolean): string | undefined {
    const inputs = item.inputs?.map((name) => this.inputCode(name, place)) ?? [current];
    return this.once(item, inputs, target, place, isRead);
  }

  // -------------------------------------------------------------- repetitions

  /** Writes an item that is repeated: each of its repetitions takes the result of the one before. */
  private repeated(
    item: Item,
    repeat: Expression,
    current: string,
    target: Local,
    place: Place,
    isRead: boolean,
  ): void {
    const when = item.when?.expression;
    const isEach = isAskedEach(item);
    const around = when && !isEach ? this.under(when, place) : place;
    const name = this.referredName(item, place);
    // Where it may come to nothing, the next item takes what was there before; so what it takes waits for the first.
    const isSure = readsPrevious(item) || (!isEach && repeat.kind === 'literal' && repeat.value !== 0);
    const [named, ...others] = item.inputs?.map((input) => this.inputCode(input, around, isSure)) ?? [];
    const first = named === undefined || item.first !== undefined ? current : named;
    const inside: Place = {
      ...around,
      references: [new Map(), ...place.references],
      statements: [],
      outside: name === undefined ? undefined : (place.outside ?? place.statements),
      loops: item.loops,
    };
    const each = when && isEach ? this.under(when, inside) : inside;
    const run = isSure || !isRead ? target : this.local(camelCase(item.name ? sourceOf(item.name) : item.kind));
    let input = run.name;
    if (!isSure) {
      this.declare(around.statements, run, tensorType);
      const next = this.local('x');
      this.assign(each, next, `${run.name} ?? ${first}`);
      input = next.name;
    } else if (first !== run.name) this.assign(around, run, first);
    const outputs = this.once(item, [input, ...others], run, each, true);
    this.keepRun(name, run, outputs, each, place);
    const times = boundCode(repeat, this.scope({ ...around, loops: item.loops - 1 }, first));
    const index = this.indexAt(item.loops);
    const head = `for (let ${index} = ${item.first ?? 0}; ${index} < ${times}; ${index} += 1) {`;
    if (each !== inside) this.pushIf(when as Expression, inside, each, run.name);
    around.statements.push({ kind: 'for', head, body: inside.statements });
    if (run !== target) this.assign(around, target, `${run.name} ?? ${target.name}`);
    if (around !== place) this.pushIf(when as Expression, place, around, current);
  }

  /** The place under a condition. */
  private under(when: Expression, place: Place): Place {
    return { ...place, statements: [], notNull: new Set([...place.notNull, ...namesNotNull(when)]) };
  }

  private pushIf(when: Expression, place: Place, { statements: body }: Place, tensor: string): void {
    place.statements.push({ kind: 'if', condition: conditionCode(when, this.scope(place, tensor)), body });
  }

  /** Keeps what a run comes to under its name, where something refers to that; it stays undefined where there is none. */
  private keepRun(name: string | undefined, run: Local, outputs: string | undefined, each: Place, place: Place): void {
    if (name === undefined) return;
    if (outputs) return this.defineIn(place, name, { code: outputs, isOptional: true, hasOutputs: true });
    const kept = this.local(camelCase(name));
    this.declare(each.outside as Statement[], kept, tensorType);
    this.assign(each, kept, run.name);
    this.defineIn(place, name, { code: kept.name, isOptional: true, hasOutputs: false });
  }

  /** What the innermost of so many loops counts with. */
  private indexAt(loops: number): string {
    this.indices[loops] ??= this.at.identifiers.take(indexName);
    return this.indices[loops];
  }

  private once(
    item: Item,
    inputs: readonly string[],
    target: Local,
    place: Place,
    isRead: boolean,
  ): string | undefined {
    if (item.kind === 'use') return this.use(item, inputs, target, place, isRead);
    if (item.kind === 'layer') this.assignItem(place, target, item, this.layer(item, inputs, place));
    else this.body(item.body, inputs[0] as string, target, item.name ? this.enter(item.name, place, item.body) : place);
    return undefined;
  }

  /** The place in a scope, whose names only what it holds can refer to. */
  private enter(name: Template, place: Place, body?: Body): Place {
    return {
      ...place,
      scope: [...place.scope, ...this.namePieces(name, this.scope(place, 'x')), '/'],
      path: `${place.path}${sourceOf(name)}/`,
      references: [new Map(), ...place.references],
      referred: body ? referredIn(body) : new Set(),
      outside: undefined,
    };
  }

  // -------------------------------------------------------------- calls

  private layer(item: LayerItem, inputs: readonly string[], place: Place): Doc {
    const { op } = item;
    const { name: callee, options } = this.ops.functionOf(item);
    const input = inputs[0] as string;
    const named = this.attributesInName(item, input, place);
    const fields = [...options].flatMap(([key, option]): (readonly [string, Doc])[] => {
      const written = item.own.get(key) ?? item.defaults.get(key)?.written;
      if (!written || written === option.standard) return [];
      return [[option.key, named.get(key)?.code ?? this.attribute(item, key, input, place)]];
    });
    const name = this.layerName(item, place, this.scope(place, input, named));
    const x = op.inputs.most > 1 ? array(inputs) : input;
    return call(callee, [x, this.owner(item, name), ...(fields.length > 0 ? [object(fields)] : [])]);
  }

  /** An attribute's value: what the layer says, or what a default makes of that, or a default. */
  private attribute(item: LayerItem, key: string, input: string, place: Place): Doc {
    const own = item.own.get(key);
    const standard = item.defaults.get(key);
    if (!own) {
      const { written, loops } = standard as Default;
      const isGlobal = isOfSpec(standard as Default);
      const scope = isGlobal ? this.context.rootScope(input) : this.scope({ ...place, loops }, input);
      return attributeCode(written, key, item.op, scope);
    }
    const value = attributeCode(own, key, item.op, this.scope(place, input));
    if (!standard || isIdentity(standard, key)) return value;
    const { expression } = standard.written as Default['written'] & { kind: 'formula' };
    return call(this.at.transforms.get(standard) as string, [
      value,
      ...(takesTensor(expression, this.at.variables) ? [input] : []),
      ...(standard.loops > 0 ? [this.indexAt(standard.loops)] : []),
    ]);
  }

  /** Attributes that the layer's own name mentions become constants before the call. */
  private attributesInName(item: LayerItem, input: string, place: Place): ReadonlyMap<string, Variable> {
    const constants = new Map<string, Variable>();
    const mentioned = (item.name?.parts ?? []).flatMap((part) =>
      typeof part === 'string' ? [] : [...walk(part.expression)],
    );
    for (const part of mentioned) {
      const attribute =
        part.kind === 'name' && Object.hasOwn(item.op.attributes, part.name)
          ? item.op.attributes[part.name]
          : undefined;
      if (part.kind !== 'name' || !attribute || constants.has(part.name)) continue;
      const key = part.name;
      const isGiven = item.own.has(key) || item.defaults.has(key);
      const value = isGiven
        ? this.attribute(item, key, input, place)
        : JSON.stringify(attribute.default).replaceAll('"', "'").replaceAll(',', ', ');
      const isPair = attribute.type.type === 'pair';
      const local = this.local(camelCase(key));
      const type = isPair ? pairType : typeText(attribute.type);
      this.assign(
        place,
        local,
        isPair && (item.own.get(key) ?? item.defaults.get(key)?.written)?.kind === 'formula'
          ? array([value, value])
          : value,
        isPair ? { type: pairType } : {},
      );
      constants.set(key, { code: local.name, type });
    }
    return constants;
  }

  private layerName(item: LayerItem, place: Place, scope: CodeScope): string {
    if (!item.name) return nameCode(place.scope, true);
    const text = literal(item.name);
    const renamed = text === undefined ? undefined : this.at.renamed.get(place.path + text);
    return nameCode(
      [...place.scope, ...(renamed === undefined ? this.namePieces(item.name, scope) : [{ code: renamed }])],
      false,
    );
  }

  private namePieces(name: Template, scope: CodeScope): readonly NamePiece[] {
    return name.parts.map((part) =>
      typeof part === 'string'
        ? part
        : { code: templateInside({ parts: [part], span: name.span }, scope).slice(2, -1) },
    );
  }

  /** A layer's name, or that of the layer whose weights it shares. */
  private owner(item: LayerItem, name: string): Doc {
    if (!item.op.weights) return name;
    if (item.weights) return call('owner', [this.weightsKey(item.weights), name]);
    return this.at.weights === undefined ? name : call('owner', [this.innerKey(item, this.at.weights), name]);
  }

  /** The key under which a name shares weights. */
  private weightsKey({ text }: Name): string {
    const { weightsPrefix } = this.context;
    return weightsPrefix === undefined ? quote(text) : `\`\${${weightsPrefix}} ${text}\``;
  }

  /** The key of what stands inside a use that shares its weights. */
  private innerKey(item: LayerItem | UseItem, weights: string): string {
    const indices = Array.from({ length: item.loops }, (_, loop) => ` \${${this.indexAt(loop + 1)}}`);
    return `${weights} && \`\${${weights}} ${item.id}${indices.join('')}\``;
  }

  private use(
    item: UseItem,
    inputs: readonly string[],
    target: Local,
    place: Place,
    isRead: boolean,
  ): string | undefined {
    const block = this.context.program.usedBy(item);
    const listed = listedOutputs(block);
    const {
      name: callee,
      parameters,
      renamed,
      takesPrefix,
      weights,
    } = this.blocks.get(usedName(item)) as BlockFunction;
    const scope = this.scope(place, inputs[0] as string);
    const inside = item.name ? this.enter(item.name, place) : place;
    const fields = [...parameters].flatMap(([name, key]): (readonly [string, Doc])[] => {
      const given = item.arguments.get(name)?.written;
      const type = block.parameters.get(name)?.type;
      return given ? [[key, writtenCode(given, type?.type === 'boolean' ? type : undefined, scope)]] : [];
    });
    for (const [path, { to }] of item.rename) fields.push([renamed.get(path) as string, quote(to.text)]);
    if (weights !== undefined && item.weights) fields.push([weights, this.weightsKey(item.weights)]);
    else if (weights !== undefined && this.at.weights !== undefined)
      fields.push([weights, this.innerKey(item, this.at.weights)]);
    const value = call(callee, [
      ...inputs,
      nameCode(inside.scope, !takesPrefix),
      ...(fields.length > 0 ? [object(fields)] : []),
    ]);
    if (listed.size === 0) {
      this.assignItem(place, target, item, value);
      return undefined;
    }
    const all = this.local(`${camelCase(item.name ? sourceOf(item.name) : block.name.text)}Outputs`);
    if (place.outside) this.declare(place.outside, all, `ReturnType<typeof ${callee}>`);
    this.assignItem(place, all, item, value);
    if (isRead) this.assign(place, target, `${all.name}.output`);
    return all.name;
  }

  // -------------------------------------------------------------- names

  private scope(place: Place, tensor: string, locals?: ReadonlyMap<string, Variable>): CodeScope {
    const { loops, notNull } = place;
    const index: Variable | undefined = loops > 0 ? { code: this.indexAt(loops), type: 'number' } : undefined;
    const known = new Map([...(index ? [[indexName, index] as const] : []), ...(locals ?? [])]);
    return this.context.scope(this.at.variables, tensor, notNull, known);
  }

  /** The name of an item that something refers to. */
  private referredName(item: Item, { referred }: Place): string | undefined {
    const name = item.name && sourceOf(item.name);
    return name !== undefined && referred.has(name) ? name : undefined;
  }

  private defineIn(place: Place, name: string, reference: Reference): void {
    (place.references[0] as Map<string, Reference>).set(name, reference);
  }

  private find({ text }: Name, place: Place): { readonly reference: Reference; readonly output?: string | undefined } {
    const [name, output] = text.split('.') as [string, string?];
    const reference = place.references.find((names) => names.has(name))?.get(name);
    if (!reference) throw new Error(`the layer ${text} was not written before it is referred to`);
    return { reference, output };
  }

  /** The code of an input, which may stand alone or in an expression. */
  private inputCode(name: Name, place: Place, isAlone = true): string {
    const { reference, output } = this.find(name, place);
    const member = output ?? (reference.hasOutputs ? 'output' : undefined);
    if (member !== undefined) return `${reference.code}.${member}`;
    if (!reference.isOptional) return reference.code;
    return isAlone ? this.context.readAs(reference.code, tensorType) : this.context.cast(reference.code, tensorType);
  }

  // -------------------------------------------------------------- statements

  /** Declares a variable that stays undefined where its layer is switched off. */
  private declare(statements: Statement[], local: Local, type: string): void {
    statements.push({ kind: 'declare', local, type: `${type} | undefined` });
    local.isDeclared = true;
  }

  private assign(place: Place, local: Local, value: Doc, trimmings: Trimmings = {}): void {
    local.sets += 1;
    place.statements.push({ kind: 'set', local, value, ...trimmings });
  }

  /** Sets a variable to what an item comes to, with its shapes beside it. */
  private assignItem(place: Place, local: Local, item: LayerItem | UseItem, value: Doc): void {
    this.assign(place, local, value, { item, comment: this.context.shapeComment(item) });
  }

  private printAll(statements: readonly Statement[], indentation: number): readonly string[] {
    return statements.flatMap((statement) => this.printStatement(statement, indentation));
  }

  private printStatement(statement: Statement, indentation: number): readonly string[] {
    if (statement.kind === 'set') return this.printSet(statement, indentation);
    if (statement.kind === 'if') return this.printIf(statement, indentation);
    if (statement.kind === 'for') return this.printBody(statement.head, statement.body, indentation);
    const {
      local: { name },
      type,
    } = statement;
    return this.context.javascript ? [`/** @type {${type}} */`, `let ${name};`] : [`let ${name}: ${type};`];
  }

  /** A condition with a single short statement is one line. */
  private printIf({ condition, body }: Statement & { kind: 'if' }, indentation: number): readonly string[] {
    const [only, ...more] = body;
    const head = `if (${condition}) `;
    if (only?.kind === 'set' && more.length === 0 && only.local.isDeclared) {
      const code = `${only.local.name} = ${layOut(only.value, indentation)};`;
      if (!code.includes('\n') && indentation + head.length + code.length <= width)
        return marked(only.item, [`${head}${code}${commentAfter(only.comment).slice(1)}`]);
    }
    return this.printBody(`${head}{`, body, indentation);
  }

  private printBody(head: string, body: readonly Statement[], indentation: number): readonly string[] {
    return [head, ...this.printAll(body, indentation + 2).map((line) => `  ${line}`), '}'];
  }

  private printSet(
    { local, value, comment, type, item }: Statement & { kind: 'set' },
    indentation: number,
  ): readonly string[] {
    const keyword = local.isDeclared ? '' : local.sets === 1 ? 'const ' : 'let ';
    local.isDeclared = true;
    const annotation = type !== undefined && !this.context.javascript ? `: ${type}` : '';
    const head = `${keyword}${local.name}${annotation} = `;
    const [last = '', ...others] = [...toLines(value, indentation, head, ';')].reverse();
    const lines = marked(item, [...others.reverse(), `${last}${commentAfter(comment).slice(1)}`]);
    return type !== undefined && this.context.javascript ? [`/** @type {${type}} */`, ...lines] : lines;
  }
}

/** Lines that say of which item they are. */
function marked(item: LayerItem | UseItem | undefined, [first = '', ...others]: readonly string[]): readonly string[] {
  return [item ? itemMark(item) + first : first, ...others];
}

/** The end of a statement, with the comment beside it. */
const commentAfter = (comment: string | undefined): string => (comment === undefined ? ';' : `; // ${comment}`);

/** A name as code; one that bears its scope's name ends before the last slash. */
export function nameCode(pieces: readonly NamePiece[], bearsScope: boolean): string {
  const last = pieces.at(-1);
  const kept = !bearsScope
    ? pieces
    : last === '/'
      ? pieces.slice(0, -1)
      : typeof last === 'object'
        ? [...pieces.slice(0, -1), { code: `${last.code}.slice(0, -1)` }]
        : pieces;
  const [only] = kept;
  if (kept.length === 1 && typeof only === 'object') return only.code;
  if (kept.every((piece) => typeof piece === 'string')) return quote(kept.join(''));
  return `\`${kept.map((piece) => (typeof piece === 'string' ? templateText(piece) : `\${${piece.code}}`)).join('')}\``;
}

/** Whether the result of an item is read by what follows in its row: the next item that names no input of its own. */
function isReadByNext(items: readonly Item[], index: number, givesResult: boolean): boolean {
  for (const next of items.slice(index + 1)) {
    if (readsPrevious(next)) return true;
    if (!mayBeAbsent(next)) return false;
  }
  return givesResult;
}
