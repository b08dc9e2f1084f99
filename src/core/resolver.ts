/** Resolves the names of a spec, each once, by the rules of scoping. */
import { type Application, type Expression, type NameExpression, unreadable, walk } from '../expressions/expression.js';
import { indexNames } from '../expressions/index-function.js';
import { formulasIn, formulasInShape } from '../graph/evaluation.js';
import { findOp, ops } from '../ops/index.js';
import type { Op } from '../ops/op.js';
import { defaultOutput, mayHaveOutput, namedOutputs } from '../ops/outputs.js';
import {
  type Body,
  type Default,
  type Formula,
  type Item,
  indexName,
  type LayerItem,
  listedOutputs,
  literal,
  type Name,
  type Sequence,
  type Spec,
  type UseItem,
  usedName,
  type WrittenShape,
  type WrittenValue,
} from '../spec/spec.js';
import { type Scalar, scalarAt } from '../yaml/tree.js';
import type {
  Core,
  Declared,
  FailedReference,
  FailedVariable,
  Named,
  Owner,
  Reference,
  ResolvedUse,
  Unit,
  Variable,
  VariableReference,
} from './core.js';
import { isLayer, pathsIn, splitReference } from './paths.js';
import { Scope, seenIn } from './scope.js';

const cores = new WeakMap<Spec, Core>();

/** The core of a spec; that of another one that it uses is made once as well. What can't be resolved is not reported here. */
export function coreOf(spec: Spec): Core {
  const core = cores.get(spec) ?? resolveNames(spec);
  cores.set(spec, core);
  return core;
}

function resolveNames(spec: Spec): Core {
  const network = new GrowingUnit(spec);
  const blocks = new Map([...spec.blocks.values()].map((block) => [block, new GrowingUnit(block)]));
  const failed: Failed = { references: [], variables: [] };
  const unitOf = (item: UseItem): Unit | undefined => {
    const block = spec.blocks.get(item.block.text);
    const used = block ? undefined : spec.used.get(usedName(item));
    return block ? blocks.get(block) : used && coreOf(used).network;
  };
  const units = [network, ...blocks.values()];
  for (const unit of units) new Resolver(unit, network, unitOf, failed).resolve();
  for (const { op, attribute, default: standard, isTaken } of spec.defaults) {
    const block = spec.blocks.get(standard.block ?? '');
    const unit = (block && blocks.get(block)) ?? network;
    if (!isTaken) new Resolver(unit, network, unitOf, failed).resolveUntaken(findOp(op), attribute, standard);
  }
  return { spec, network, blocks: [...blocks.values()], units, failed };
}

interface Failed {
  readonly references: FailedReference[];
  readonly variables: FailedVariable[];
}

/** A unit that is being resolved. */
class GrowingUnit<O extends Owner = Owner> implements Unit<O> {
  readonly declared: ReadonlyMap<string, Declared>;
  readonly named = new Map<Item | Name, Named>();
  readonly inputs = new Map<Name, Reference>();
  readonly outputs = new Map<string, Reference>();
  readonly variables = new Map<NameExpression, VariableReference>();
  readonly uses = new Map<UseItem, ResolvedUse>();

  constructor(readonly owner: O) {
    const declared = new Map<string, Declared>();
    for (const one of owner.parameters.values())
      declared.set(one.text, { kind: 'parameter', declared: one, unit: this });
    // Of a parameter and a formula with one name, the parameter is meant.
    for (const one of owner.formulas.values())
      if (!declared.has(one.text)) declared.set(one.text, { kind: 'formula', declared: one, unit: this });
    if (owner.kind === 'spec')
      for (const one of owner.sizes.values())
        if (!declared.has(one.text)) declared.set(one.text, { kind: 'size', declared: one, unit: this });
    this.declared = declared;
  }
}

/** What is around an item. */
interface Around {
  readonly scope: Scope;
  /** The repeated items around, the outermost first. */
  readonly repeated: readonly Item[];
}

/** What expressions may mention before parameters and formulas. */
type Locals = ReadonlyMap<string, Variable>;

const none: Locals = new Map();

/** The indices of an element. */
const coordinates: Locals = new Map(indexNames.map((name, axis) => [name, { kind: 'coordinate', axis }]));

/** What the value of an attribute may mention: the indices of an element, if it is the expression of a table. */
const withCoordinates = (op: Op | undefined, key: string, written: WrittenValue, locals: Locals): Locals =>
  op?.attributes[key]?.type.type === 'table' && written.kind === 'formula'
    ? new Map([...locals, ...coordinates])
    : locals;

class Resolver {
  private readonly indices = new Map<Item, Variable>();
  private readonly defaults = new Set<Default>();

  constructor(
    private readonly unit: GrowingUnit,
    private readonly network: GrowingUnit,
    private readonly unitOf: (item: UseItem) => Unit | undefined,
    private readonly failed: Failed,
  ) {}

  resolve(): void {
    const { unit } = this;
    const { owner } = unit;
    const scope = new Scope();
    for (const input of owner.inputs.values()) unit.named.set(input, scope.defineInput(input));
    if (owner.kind === 'spec') for (const { shape } of owner.inputs.values()) this.mentionInShape(shape, none);
    for (const formula of owner.formulas.values())
      this.mentionIn(formula, new Map(formula.arguments.map((name) => [name.text, { kind: 'argument', name }])));
    this.resolveBody(owner.body, { scope, repeated: [] });
    for (const [name, { layer }] of owner.outputs) unit.outputs.set(name, this.refer(layer, scope));
  }

  // -------------------------------------------------------------- items

  private resolveBody(body: Body, place: Around): void {
    if (body.kind === 'sequence') this.resolveSequence(body, place);
    else for (const branch of body.branches) this.resolveSequence(branch, branch.name ? inside(place) : place);
    if (body.join) this.resolveItem(body.join, place);
  }

  private resolveSequence({ items }: Pick<Sequence, 'items'>, place: Around): void {
    place.scope.expect(items);
    for (const item of items) this.resolveItem(item, place);
  }

  private resolveItem(item: Item, around: Around): void {
    const { scope } = around;
    scope.begin(item);
    const repeated = item.loops > around.repeated.length ? [...around.repeated, item] : around.repeated;
    const index = this.indexOf(repeated.at(-1));
    if (item.repeat) this.mentionIn(item.repeat, this.indexOf(around.repeated.at(-1)));
    if (item.when) this.mentionIn(item.when, index);
    if (item.trainable) this.mentionIn(item.trainable, index);
    if (item.output) this.mentionInShape(item.output, this.indexOf(around.repeated.at(-1)));
    for (const name of item.inputs ?? []) this.unit.inputs.set(name, this.refer(name, scope));
    if (item.kind === 'use') this.resolveUse(item, index);
    if (item.kind === 'layer') this.resolveLayer(item, repeated);
    if (item.kind === 'group') {
      const place = { scope, repeated };
      this.resolveBody(item.body, item.name || item.repeat ? inside(place) : place);
    }
    this.resolveName(item, index);
    const named = scope.defineItem(item);
    if (named) this.unit.named.set(item, named);
  }

  private resolveLayer({ op, own, defaults }: LayerItem, repeated: readonly Item[]): void {
    for (const [key, written] of own)
      this.mentionAll(written, withCoordinates(op, key, written, this.indexOf(repeated.at(-1))));
    for (const [attribute, standard] of defaults) {
      const index = standard.loops > 0 ? this.indexOf(repeated[standard.loops - 1]) : none;
      this.resolveDefault(op, attribute, standard, index);
    }
  }

  private resolveDefault(op: Op | undefined, attribute: string, standard: Default, index: Locals): void {
    if (this.defaults.has(standard)) return;
    this.defaults.add(standard);
    const own = new Map([[attribute, attributeOf(op, attribute)], ...index]);
    const locals = withCoordinates(op, attribute, standard.written, own);
    this.mentionAll(standard.written, locals, standard.block === undefined ? this.network : this.unit);
  }

  /** Resolves a default that no layer takes. */
  resolveUntaken(op: Op | undefined, attribute: string, standard: Default): void {
    const index: Locals = standard.loops > 0 ? new Map([[indexName, { kind: 'index', item: undefined }]]) : none;
    this.resolveDefault(op, attribute, standard, index);
  }

  private resolveUse(item: UseItem, index: Locals): void {
    const unit = this.unitOf(item);
    for (const [name, { written }] of item.arguments) {
      // An argument that is no parameter may be meant as something else, such as the name of a layer.
      const isKnown = !unit || unit.owner.parameters.has(name);
      this.mentionAll(written, index, this.unit, isKnown ? undefined : []);
    }
    if (unit) this.unit.uses.set(item, { unit, renamed: renamedBy(item, unit) });
  }

  /** Resolves what the holes of an item's name mention. */
  private resolveName(item: Item, index: Locals): void {
    const { name } = item;
    if (!name || literal(name) !== undefined) return;
    const locals = new Map([...this.attributesOf(item), ...index]);
    for (const part of name.parts) if (typeof part !== 'string') this.mentionIn(part, locals);
  }

  /** The attributes that an item's name may mention: those of any op if it is not known what the item is. */
  private attributesOf(item: Item): Locals {
    if (item.kind === 'group' || (item.kind === 'use' && this.unit.uses.has(item))) return none;
    const known = item.kind === 'layer' ? item.op : findOp(opWordOf(item)?.text ?? '');
    const all = item.kind === 'layer' ? [item.op] : Object.values<Op>(ops);
    const names = all.flatMap(({ attributes }) => Object.keys(attributes));
    return new Map(names.map((name) => [name, attributeOf(known, name)]));
  }

  /** The index of a repeated item. */
  private indexOf(item: Item | undefined): Locals {
    if (!item) return none;
    const index = this.indices.get(item) ?? { kind: 'index', item };
    this.indices.set(item, index);
    return new Map([[indexName, index]]);
  }

  // -------------------------------------------------------------- references

  private mentionAll(written: WrittenValue, locals: Locals, unit?: GrowingUnit, failed?: FailedVariable[]): void {
    for (const formula of formulasIn(written)) this.mentionIn(formula, locals, unit, failed);
  }

  private mentionInShape(shape: WrittenShape, locals: Locals): void {
    for (const formula of formulasInShape(shape)) this.mentionIn(formula, locals);
  }

  /** Resolves the names in an expression of a unit. */
  private mentionIn(formula: Formula, locals: Locals, unit = this.unit, failed = this.failed.variables): void {
    if (formula.expression.kind === 'literal') return;
    const calls = new Map<Expression, Application>();
    for (const name of walk(formula.expression)) {
      if (name.kind === 'apply') calls.set(name.function, name);
      if (name.kind !== 'name' || name === unreadable) continue;
      const call = calls.get(name);
      const target = locals.get(name.name) ?? unit.declared.get(name.name) ?? this.network.declared.get(name.name);
      const reference: VariableReference = { name, formula, ...(call ? { call } : {}), ...(target ? { target } : {}) };
      unit.variables.set(name, reference);
      if (!target) failed.push({ ...reference, unit, locals: [...locals.keys()] });
    }
  }

  /** What `Layer` or `Use.output` refers to in a scope. */
  private refer(name: Name, scope: Scope): Reference {
    const [text, written] = splitReference(name.text);
    const target = scope.find(text);
    const output = written !== undefined && target && isDefault(target, written) ? undefined : written;
    const reference: Reference = { name, ...(target ? { target } : {}), ...(output === undefined ? {} : { output }) };
    if (!target || (output !== undefined && !this.hasOutput(target, output))) {
      const [later, open] = [scope.findLater(name.text), scope.findOpen(name.text)];
      const found = { ...(later ? { later } : {}), ...(open ? { open } : {}) };
      this.failed.references.push({ unit: this.unit, reference, visible: scope.all(), ...found });
    }
    return reference;
  }

  /** Whether anything of a name may have an output; what could not be read may have any. */
  private hasOutput(target: Named, output: string): boolean {
    if (target.kind === 'input') return false;
    return target.items.some((item) => mayGive(item, output, this.unit));
  }
}

/** The outputs by which an item can be asked for beside its name; undefined if it is not known what it is. */
export function outputsOf(item: Item, { uses }: Unit): readonly string[] | undefined {
  if (item.kind === 'group') return [];
  if (item.kind === 'layer') return namedOutputs(item.op);
  const use = uses.get(item);
  return use && [...new Set([...listedOutputs(use.unit.owner).keys(), ...tapsOf(use.unit).keys()])];
}

/** What uses of another spec can be asked for: the items that its outputs could name, by name and by end point. */
function tapsOf(unit: Unit): ReadonlyMap<string, Named> {
  const { owner, named } = unit;
  if (owner.kind === 'block') return new Map();
  const known = taps.get(unit);
  if (known) return known;
  const seen = owner.body.items.flatMap((item) => [item, ...seenIn(item)]);
  const targets = seen.flatMap((item) => {
    const target = named.get(item);
    return target?.kind === 'items' ? [{ item, target }] : [];
  });
  const found = new Map([
    ...targets.map(({ target }) => [target.text, target] as const),
    ...targets.flatMap(({ item: { endpoint }, target }) => (endpoint ? [[endpoint.text, target] as const] : [])),
  ]);
  taps.set(unit, found);
  return found;
}

const taps = new WeakMap<Unit, ReadonlyMap<string, Named>>();

/** What an output of a use leads to in what is used. */
export function outputIn(unit: Unit, output: string): Reference | undefined {
  const listed = listedOutputs(unit.owner).has(output) ? unit.outputs.get(output) : undefined;
  const target = tapsOf(unit).get(output);
  return listed ?? (target && { name: { text: output, span: unit.owner.name.span }, target });
}

/** Whether an item may have an output of a name. */
export const mayGive = (item: Item, output: string, unit: Unit): boolean =>
  item.kind === 'layer' ? mayHaveOutput(item.op, output) : (outputsOf(item, unit)?.includes(output) ?? true);

/** Whether an output is the one that the name of a layer alone means. */
const isDefault = (target: Named, output: string): boolean =>
  target.kind === 'items' &&
  target.items.every(
    (item) => item.kind === 'layer' && mayHaveOutput(item.op, output) && defaultOutput(item.op) === output,
  );

/** A place in an item that its names are not seen outside of. */
const inside = ({ scope, repeated }: Around): Around => ({ scope: new Scope(scope), repeated });

/** The word for the op of an item, which may be all that is written of it. */
export function opWordOf({ tree }: Item): Scalar | undefined {
  return tree?.kind === 'mapping' ? scalarAt(tree, 'op') : tree?.kind === 'scalar' ? tree : undefined;
}

const attributeOf = (op: Op | undefined, name: string): Variable => {
  return { kind: 'attribute', op: op && Object.hasOwn(op.attributes, name) ? op : undefined, name };
};

function renamedBy({ rename }: UseItem, { owner: { body } }: Unit): ResolvedUse['renamed'] {
  if (rename.size === 0) return new Map();
  return new Map(
    [...pathsIn(body)].flatMap(([path, named]) => {
      const to = rename.get(path)?.to;
      return to ? named.filter(isLayer).map((layer) => [layer, { path, to }] as const) : [];
    }),
  );
}
