/** Finds the symbols of a spec by a walk over what was read, which has their meaning, and its tree, which has their keys. */
import { formulasIn } from '../../graph/evaluation.js';
import type { Graph } from '../../graph/graph.js';
import { findOp } from '../../ops/index.js';
import {
  type Block,
  type Body,
  type Default,
  type Item,
  indexName,
  type LayerItem,
  literal,
  type Name,
  type Sequence,
  type Spec,
  templateText,
  type UseItem,
  type WrittenValue,
} from '../../spec/spec.js';
import { entriesOf, type Mapping, type Scalar, scalarAt, type Tree, valueAt } from '../../yaml/tree.js';
import { References } from './references.js';
import { indexOf, type SymbolPlace, SymbolScope } from './scope.js';
import { type Growing, type Symbols, SymbolTable } from './table.js';

/** The symbols of a spec. With the graph, the end points in its repetitions are found as well. */
export function collectSymbols(spec: Spec, tree: Tree | undefined, graph?: Graph): Symbols {
  return new Collector(spec, tree?.kind === 'mapping' ? tree : undefined, graph).collect();
}

class Collector {
  private readonly table = new SymbolTable();
  private readonly references: References;
  /** By where its value starts. */
  private readonly defaults: ReadonlyMap<number, Default>;

  constructor(
    private readonly spec: Spec,
    private readonly tree: Mapping | undefined,
    graph: Graph | undefined,
  ) {
    this.references = new References(spec, graph, this.table);
    this.defaults = new Map(spec.defaults.map((one) => [one.default.written.span.start, one.default]));
  }

  collect(): Symbols {
    const { spec, tree, table } = this;
    table.of(spec.name, 'spec', undefined, spec.name);
    const blocks = entriesOf(tree && valueAt(tree, 'blocks'));
    const trees = new Map(blocks.map(({ key, value }) => [key.text, value]));
    const places = [...spec.blocks.values()].map((block) => {
      const ownerSymbol = table.of(block.name, 'block', undefined, block.name);
      const place: SymbolPlace = { owner: block, ownerSymbol, scope: new SymbolScope(), indices: [] };
      this.declare(block, trees.get(block.name.text), place);
      return { block, place };
    });
    const top: SymbolPlace = { owner: spec, scope: new SymbolScope(), indices: [] };
    this.declare(spec, tree, top);
    for (const { block, place } of places) this.walkDefinition(block, trees.get(block.name.text), place);
    this.walkDefinition(spec, tree, top);
    this.walkConventions();
    this.walkExpectations();
    return table.list(spec.span);
  }

  // -------------------------------------------------------------- definitions

  /** Defines what a spec or a block declares at its head. */
  private declare(owner: Spec | Block, tree: Tree | undefined, { ownerSymbol, scope }: SymbolPlace): void {
    const { table } = this;
    for (const parameter of owner.parameters.values()) table.of(parameter, 'parameter', ownerSymbol, parameter);
    const keys = new Map(
      entriesOf(tree?.kind === 'mapping' ? valueAt(tree, 'formulas') : undefined).map(({ key }) => [key.text, key]),
    );
    for (const formula of owner.formulas.values())
      table.of(formula, 'formula', ownerSymbol, keys.get(formula.text) ?? formula);
    for (const { key } of owner.outputs.values()) table.of(key, 'output', ownerSymbol, key);
    for (const input of owner.inputs.values())
      scope.define(input.text, { symbol: table.of(input, 'input', ownerSymbol, input) });
  }

  private walkDefinition(owner: Spec | Block, tree: Tree | undefined, place: SymbolPlace): void {
    for (const formula of owner.formulas.values()) this.references.formula(formula, place);
    this.walkDefaults(tree, place);
    this.walkBody(owner.body, place);
    for (const { layer } of owner.outputs.values()) this.references.layer(layer, place);
  }

  private walkBody(body: Body, place: SymbolPlace): void {
    if (body.kind === 'sequence') return this.walkSequence(body, place);
    for (const branch of body.branches) {
      if (!branch.name) this.walkSequence(branch, place);
      else {
        this.table.of(branch.name, 'branch', place.ownerSymbol, branch.name);
        this.walkSequence(branch, { ...place, scope: new SymbolScope(place.scope) });
      }
    }
    this.walkItem(body.join, place);
  }

  private walkSequence({ items }: Sequence, place: SymbolPlace): void {
    for (const item of items) this.walkItem(item, place);
  }

  // -------------------------------------------------------------- items

  private walkItem(item: Item, around: SymbolPlace): void {
    const repeat = item.repeat && this.defineIndex(item);
    const place = repeat ? { ...around, indices: [...around.indices, repeat] } : around;
    if (item.repeat) this.references.formula(item.repeat, around, indexOf(around));
    if (item.when) this.references.formula(item.when, place, indexOf(place));
    for (const input of item.inputs ?? []) this.references.layer(input, around);
    if (item.kind === 'group') this.walkGroup(item, place);
    else {
      if (item.weights) this.mentionWeights(item.weights);
      if (item.kind === 'layer') this.walkLayer(item, place);
      else this.walkUse(item, place);
    }
    if (item.endpoint) this.table.of(item.endpoint, 'endpoint', undefined, item.endpoint);
    this.defineItem(item, around);
  }

  private walkGroup(item: Item & { kind: 'group' }, place: SymbolPlace): void {
    this.walkDefaults(item.tree, place);
    const isOpen = !item.name && !item.repeat;
    this.walkBody(item.body, isOpen ? place : { ...place, scope: new SymbolScope(place.scope) });
    if (item.name) this.references.template(item.name, place, indexOf(place));
  }

  private walkLayer(item: LayerItem, place: SymbolPlace): void {
    const word = opOf(item);
    if (word) this.table.refer(this.table.byName('op', item.op.name), word);
    this.walkAttributes(item.op.name, item.own, item.tree, place);
    if (item.name) this.references.template(item.name, place, this.references.attributesOf(item.op.name, place));
  }

  private walkAttributes(
    op: string,
    values: ReadonlyMap<string, WrittenValue>,
    tree: Tree | undefined,
    place: SymbolPlace,
  ): void {
    for (const { key, value } of entriesOf(tree)) {
      const written = values.get(key.text);
      if (!written) continue;
      this.references.attribute(op, key.text, key, value, written);
      for (const formula of formulasIn(written)) this.references.formula(formula, place, indexOf(place));
    }
  }

  private walkUse(item: UseItem, place: SymbolPlace): void {
    const used = this.references.usedBy(item);
    const word = opOf(item) ?? item.block;
    const op = findOp(word.text);
    const symbol = used
      ? this.table.of(used.name, used.kind, undefined, used.name)
      : this.table.byName(op ? 'op' : 'block', word.text);
    // The path of a spec is not its name.
    this.table.refer(symbol, { text: symbol.name, span: word.span });
    if (item.name)
      this.references.template(item.name, place, op ? this.references.attributesOf(op.name, place) : indexOf(place));
    if (op && !used) {
      const values = [...item.arguments].map(([name, { written }]) => [name, written] as const);
      return this.walkAttributes(op.name, new Map(values), item.tree, place);
    }
    for (const { key, written } of item.arguments.values()) {
      const parameter = used?.parameters.get(key.text);
      const owner = used?.kind === 'spec' || used?.kind === 'block' ? symbol : undefined;
      this.table.refer(
        parameter
          ? this.table.of(parameter, 'parameter', owner, parameter)
          : this.table.byName('parameter', key.text, symbol),
        key,
      );
      for (const formula of formulasIn(written)) this.references.formula(formula, place, indexOf(place));
    }
    if (item.until) this.references.endpoint(item.until, used?.kind === 'spec' ? used : undefined);
    for (const { key, to } of item.rename.values()) {
      this.references.path(key, used);
      this.table.define(this.table.add('layer', to.text, place.ownerSymbol), to);
    }
  }

  /** Defines an item's name; one that is not written out can't be referred to. */
  private defineItem(item: Item, { scope, ownerSymbol }: SymbolPlace): void {
    const name = item.name && literal(item.name);
    const earlier = name === undefined ? undefined : scope.findOwn(name)?.symbol;
    const symbol = earlier ?? this.references.symbolOf(item, ownerSymbol);
    if (!symbol || !item.name) return;
    if (earlier) this.table.define(earlier, { text: templateText(item.name), span: item.name.span });
    if (name !== undefined) scope.define(name, { symbol, item });
  }

  /** The index of a repeated item, which its `repeat` brings. */
  private defineIndex({ tree, span }: Item): Growing {
    const key = entriesOf(tree).find((entry) => entry.key.text === 'repeat')?.key;
    const symbol = this.table.add('index', indexName);
    this.table.define(symbol, { text: indexName, span: key?.span ?? span });
    return symbol;
  }

  private mentionWeights(name: Name): void {
    const symbol = this.table.byName('weights', name.text);
    if (symbol.definitions.length === 0) this.table.define(symbol, name);
    else this.table.refer(symbol, name);
  }

  // -------------------------------------------------------------- references

  // -------------------------------------------------------------- what is said of many

  /** The defaults at the head of a spec, a block or a group. */
  private walkDefaults(tree: Tree | undefined, place: SymbolPlace): void {
    for (const { key, value } of entriesOf(tree?.kind === 'mapping' ? valueAt(tree, 'defaults') : undefined)) {
      const op = this.table.byName('op', key.text);
      this.table.refer(op, key);
      for (const { key: attribute, value: standard } of entriesOf(value)) {
        const written = this.defaults.get(standard.span.start)?.written;
        if (!written) continue;
        this.references.attribute(key.text, attribute.text, attribute, standard, written);
        const itself = [attribute.text, this.table.byName('attribute', attribute.text, op)] as const;
        const locals = new Map([itself, ...indexOf(place)]);
        for (const formula of formulasIn(written)) this.references.formula(formula, place, locals);
      }
    }
  }

  private walkConventions(): void {
    for (const { key, template } of this.spec.conventions.values()) {
      const op = findOp(key.text);
      if (!op) continue;
      this.table.refer(this.table.byName('op', op.name), key);
      for (const part of template.parts) {
        if (typeof part === 'string' || part.expression.kind !== 'name') continue;
        const { name } = part.expression;
        const symbol = this.table.byName('attribute', name, this.table.byName('op', op.name));
        if (Object.hasOwn(op.attributes, name)) this.table.refer(symbol, { text: name, span: part.span });
      }
    }
  }

  private walkExpectations(): void {
    const { spec, table } = this;
    for (const { set, inputs, until } of spec.expectations) {
      for (const { key } of set.values()) {
        const parameter = spec.parameters.get(key.text);
        table.refer(
          parameter ? table.of(parameter, 'parameter', undefined, parameter) : table.byName('parameter', key.text),
          key,
        );
      }
      for (const { key } of inputs?.values() ?? []) {
        const input = key && spec.inputs.get(key.text);
        if (key) table.refer(input ? table.of(input, 'input', undefined, input) : table.byName('input', key.text), key);
      }
      if (until) this.references.endpoint(until);
    }
    const expect = this.tree && valueAt(this.tree, 'expect');
    for (const one of expect?.kind === 'list' ? expect.items : [expect])
      for (const { key } of one?.kind === 'mapping' ? entriesOf(valueAt(one, 'counts')) : [])
        if (findOp(key.text)) table.refer(table.byName('op', key.text), key);
  }
}

/** The word that names an item's op, be it a mapping or the word alone. */
function opOf({ tree }: Item): Scalar | undefined {
  if (tree?.kind === 'mapping') return scalarAt(tree, 'op');
  return tree?.kind === 'scalar' ? tree : undefined;
}
