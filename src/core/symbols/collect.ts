/** The symbols of a spec: what its core resolves, and the language's own words in its tree. */
import type { Graph } from '../../graph/graph.js';
import { findOp } from '../../ops/index.js';
import {
  type Body,
  type Branch,
  type Item,
  indexName,
  itemsOf,
  literal,
  type Name,
  type Spec,
  templateText,
  type UseItem,
} from '../../spec/spec.js';
import { partsOf, type WrittenName } from '../../text/names.js';
import { spanWithin } from '../../text/source.js';
import { entriesOf, type Tree } from '../../yaml/tree.js';
import type { Core, Named, Reference, Unit, Variable, VariableReference } from '../core.js';
import { partsOfPath, pathsIn } from '../paths.js';
import { coreOf, opWordOf } from '../resolver.js';
import { LanguageWords } from './language.js';
import { type GrowingSymbol, type Symbols, SymbolTable } from './table.js';

/** The symbols of a spec. With the graph, the end points in its repetitions are found as well. */
export function collectSymbols(spec: Spec, tree: Tree | undefined, graph?: Graph): Symbols {
  const table = new SymbolTable();
  const words = new LanguageWords(spec, table);
  new SymbolCollector(coreOf(spec), table, words, graph).collect();
  words.collect(tree);
  return table.list(spec.span);
}

class SymbolCollector {
  constructor(
    private readonly core: Core,
    private readonly table: SymbolTable,
    private readonly words: LanguageWords,
    private readonly graph: Graph | undefined,
  ) {}

  collect(): void {
    const { core, table } = this;
    table.of(core.spec.name, 'spec', undefined, core.spec.name);
    for (const { owner } of core.blocks) table.of(owner.name, 'block', undefined, owner.name);
    for (const unit of [...core.blocks, core.network]) this.collectUnit(unit);
    this.collectExpectations();
  }

  private collectUnit(unit: Unit): void {
    const { owner } = unit;
    for (const declared of unit.declared.values()) this.symbolOfVariable(declared);
    for (const { key } of owner.outputs.values()) this.table.of(key, 'output', this.ownerOf(unit), key);
    for (const named of unit.named.values()) this.symbolOfNamed(named, unit);
    this.collectBranches(owner.body, unit);
    for (const item of itemsOf(owner.body)) this.collectItem(item, unit);
    for (const reference of unit.variables.values()) this.referToVariable(reference, unit);
    for (const reference of [...unit.inputs.values(), ...unit.outputs.values()]) this.referToLayer(reference, unit);
  }

  // -------------------------------------------------------------- definitions

  /** The symbol of a block or of another spec; none of the spec itself. */
  private ownerOf({ owner }: Unit): GrowingSymbol | undefined {
    return owner === this.core.spec ? undefined : this.table.of(owner.name, owner.kind, undefined, owner.name);
  }

  private symbolOfVariable(variable: Variable): GrowingSymbol | undefined {
    const { table } = this;
    switch (variable.kind) {
      case 'parameter':
        return table.of(variable.declared, 'parameter', this.ownerOf(variable.unit), variable.declared);
      case 'formula': {
        const { declared, unit } = variable;
        const kind = declared.arguments.length > 0 ? 'function' : 'formula';
        return table.of(declared, kind, this.ownerOf(unit), declared.key);
      }
      case 'size':
        return table.of(variable.declared, 'size', this.ownerOf(variable.unit), variable.declared);
      case 'argument':
        return table.of(variable.name, 'argument', undefined, variable.name);
      case 'index':
        return variable.item && this.symbolOfIndex(variable.item);
      case 'coordinate':
        return undefined;
      case 'attribute':
        return variable.op && this.words.attributeOf(variable.op.name, variable.name);
    }
  }

  /** The index of a repeated item, which its `repeat` defines. */
  private symbolOfIndex(item: Item): GrowingSymbol {
    const key = entriesOf(item.tree).find((entry) => entry.key.text === 'repeat')?.key;
    return this.table.of(item, 'index', undefined, { text: indexName, span: key?.span ?? item.span });
  }

  private symbolOfNamed(named: Named, unit: Unit): GrowingSymbol {
    const owner = this.ownerOf(unit);
    if (named.kind === 'input') return this.table.of(named.name, 'input', owner, named.name);
    const [{ name, span }] = named.items;
    return this.table.of(named, 'layer', owner, { text: named.text, span: name?.span ?? span });
  }

  /** The symbol of an item that has a name. */
  private symbolOfItem(item: Item, unit: Unit): GrowingSymbol | undefined {
    const named = unit.named.get(item);
    if (named) return this.symbolOfNamed(named, unit);
    const { name } = item;
    return name && this.table.of(name, 'layer', this.ownerOf(unit), { text: templateText(name), span: name.span });
  }

  private symbolOfBranch(name: Name, unit: Unit): GrowingSymbol {
    return this.table.of(name, 'branch', this.ownerOf(unit), name);
  }

  private collectItem(item: Item, unit: Unit): void {
    const symbol = this.symbolOfItem(item, unit);
    if (symbol && item.name) this.table.define(symbol, { text: templateText(item.name), span: item.name.span });
    if (item.repeat) this.symbolOfIndex(item);
    if (item.endpoint) this.table.of(item.endpoint, 'endpoint', undefined, item.endpoint);
    if (item.kind === 'group') return this.collectBranches(item.body, unit);
    if (item.weights) this.referToWeights(item.weights);
    if (item.kind === 'use') this.collectUse(item, unit);
  }

  private collectBranches(body: Body, unit: Unit): void {
    for (const { name } of body.kind === 'branches' ? body.branches : []) if (name) this.symbolOfBranch(name, unit);
  }

  private collectUse(item: UseItem, unit: Unit): void {
    const { table } = this;
    const used = unit.uses.get(item)?.unit;
    const word = opWordOf(item) ?? item.block;
    // The path of a spec is not its name.
    const symbol = used
      ? table.of(used.owner.name, used.owner.kind, undefined, used.owner.name)
      : table.byName(findOp(word.text) ? 'op' : 'block', word.text);
    table.refer(symbol, { text: symbol.name, span: word.span });
    if (!used && findOp(word.text)) return;
    for (const { key } of item.arguments.values()) {
      const declared = used?.declared.get(key.text);
      const parameter = declared?.kind === 'parameter' ? this.symbolOfVariable(declared) : undefined;
      table.refer(parameter ?? table.byName('parameter', key.text, symbol), key);
    }
    if (item.until) this.referToEndpoint(item.until, used);
    for (const { key, to } of item.rename.values()) {
      this.referToPath(key, used);
      table.define(table.add('layer', to.text, this.ownerOf(unit)), to);
    }
  }

  // -------------------------------------------------------------- references

  private referToVariable({ name, formula, target }: VariableReference, unit: Unit): void {
    const place = { text: name.name, span: spanWithin(formula, name) };
    const known = target && this.symbolOfVariable(target);
    this.table.refer(known ?? this.table.byName('parameter', name.name, this.ownerOf(unit)), place);
  }

  /** `Layer` or `Use.output`. */
  private referToLayer({ name, target }: Reference, unit: Unit): void {
    const { table } = this;
    const [layer, output] = partsOf(name, '.');
    if (!layer) return;
    const symbol = target && this.symbolOfNamed(target, unit);
    table.refer(symbol ?? table.byName('layer', layer.text, this.ownerOf(unit)), layer);
    if (output)
      table.refer(this.symbolOfOutput(output, target, unit) ?? table.byName('output', output.text, symbol), output);
  }

  private symbolOfOutput({ text }: WrittenName, target: Named | undefined, unit: Unit): GrowingSymbol | undefined {
    const items = target?.kind === 'items' ? target.items : [];
    const used = items.flatMap((item) => (item.kind === 'use' ? (unit.uses.get(item)?.unit ?? []) : []));
    const giver = used.find(({ owner }) => owner.outputs.has(text)) ?? used[0];
    const key = giver?.owner.outputs.get(text)?.key;
    const owner = giver && this.table.of(giver.owner.name, giver.owner.kind, undefined, giver.owner.name);
    return key ? this.table.of(key, 'output', owner, key) : owner && this.table.byName('output', text, owner);
  }

  /** `Branch_1/Conv`, a path to a layer of a block. */
  private referToPath(path: Name, block: Unit | undefined): void {
    const owner = block && this.ownerOf(block);
    for (const { name, to } of partsOfPath(path, block ? pathsIn(block.owner.body) : new Map())) {
      const symbol = block && to.map((one) => this.symbolOfPart(one, block)).find((one) => one !== undefined);
      this.table.refer(symbol ?? this.table.byName('layer', name.text, owner), name);
    }
  }

  private symbolOfPart(one: Branch | Item, unit: Unit): GrowingSymbol | undefined {
    return one.kind === 'sequence' ? one.name && this.symbolOfBranch(one.name, unit) : this.symbolOfItem(one, unit);
  }

  /** The first mention of shared weights counts as their definition. */
  private referToWeights(name: Name): void {
    const symbol = this.table.byName('weights', name.text);
    if (symbol.definitions.length === 0) this.table.define(symbol, name);
    else this.table.refer(symbol, name);
  }

  /** An end point of this spec, or of another one. */
  private referToEndpoint(name: Name, other?: Unit): void {
    const { table } = this;
    const core = other?.owner.kind === 'spec' ? coreOf(other.owner) : this.core;
    const { network } = core;
    const items = core.units.flatMap(({ owner }) => [...itemsOf(owner.body)]);
    const declared = items.flatMap(({ endpoint }) => endpoint || []).find(({ text }) => text === name.text);
    // A name with an index in it is known by its values only.
    const path = core === this.core ? this.graph?.paths.get(name.text) : undefined;
    const unitOf = (item: Item) => core.units.find(({ owner }) => [...itemsOf(owner.body)].includes(item)) ?? network;
    const item =
      path?.at(-1)?.item ?? network.owner.body.items.find((one) => one.name && literal(one.name) === name.text);
    const owner = this.ownerOf(network);
    const symbol = declared
      ? table.of(declared, 'endpoint', core === this.core ? undefined : owner, declared)
      : item && this.symbolOfItem(item, unitOf(item));
    const known = symbol ?? table.byName('endpoint', name.text, owner);
    // One of a repeated item is not called as the item is.
    table.refer(known, { text: known.name, span: name.span });
  }

  private collectExpectations(): void {
    const { spec, network } = this.core;
    for (const { set, inputs, until } of spec.expectations) {
      for (const { key } of set.values()) {
        const declared = network.declared.get(key.text);
        const known = declared?.kind === 'parameter' ? this.symbolOfVariable(declared) : undefined;
        this.table.refer(known ?? this.table.byName('parameter', key.text), key);
      }
      for (const { key } of inputs?.values() ?? []) {
        if (!key) continue;
        const input = spec.inputs.get(key.text);
        const size = network.declared.get(key.text);
        const known = input
          ? this.table.of(input, 'input', undefined, input)
          : size?.kind === 'size' && this.symbolOfVariable(size);
        this.table.refer(known || this.table.byName('input', key.text), key);
      }
      if (until) this.referToEndpoint(until);
    }
  }
}
