/** The words of the language in the tree of a spec: its ops and their attributes. */
import { holesOf } from '../../graph/evaluation.js';
import { findOp } from '../../ops/index.js';
import { type Item, itemsOf, type Spec, type WrittenValue } from '../../spec/spec.js';
import type { WrittenName } from '../../text/names.js';
import { entriesOf, type Tree, valueAt } from '../../yaml/tree.js';
import { opWordOf } from '../resolver.js';
import type { GrowingSymbol, SymbolTable } from './table.js';

export class LanguageWords {
  /** By where their values start. */
  private readonly defaults: ReadonlyMap<number, WrittenValue>;

  constructor(
    private readonly spec: Spec,
    private readonly table: SymbolTable,
  ) {
    const written = spec.defaults.map((one) => one.default.written);
    this.defaults = new Map(written.map((one) => [one.span.start, one]));
  }

  /** Collects the references to ops and attributes in a spec, of which the tree is given. */
  collect(tree: Tree | undefined): void {
    const { spec } = this;
    const root = tree?.kind === 'mapping' ? tree : undefined;
    const blocks = entriesOf(root && valueAt(root, 'blocks')).map(({ value }) => value);
    const items = [spec, ...spec.blocks.values()].flatMap(({ body }) => [...itemsOf(body)]);
    for (const item of items) this.collectItem(item);
    const groups = items.flatMap((item) => (item.kind === 'group' ? (item.tree ?? []) : []));
    for (const one of [root, ...blocks, ...groups]) this.collectDefaults(one);
    this.collectConventions();
    const expect = root && valueAt(root, 'expect');
    for (const one of expect?.kind === 'list' ? expect.items : [expect])
      for (const { key } of one?.kind === 'mapping' ? entriesOf(valueAt(one, 'counts')) : [])
        if (findOp(key.text)) this.table.refer(this.opOf(key.text), key);
  }

  attributeOf(op: string, name: string): GrowingSymbol {
    return this.table.byName('attribute', name, this.opOf(op));
  }

  private opOf(name: string): GrowingSymbol {
    return this.table.byName('op', name);
  }

  private collectItem(item: Item): void {
    const word = opWordOf(item);
    if (item.kind === 'layer') {
      if (word) this.table.refer(this.opOf(item.op.name), word);
      this.collectAttributes(item.op.name, item.own, item.tree);
    } else if (item.kind === 'use' && word && findOp(word.text)) {
      // Of a layer that could not be read.
      const written = [...item.arguments].map(([name, { written: value }]) => [name, value] as const);
      this.collectAttributes(word.text, new Map(written), item.tree);
    }
  }

  private collectAttributes(op: string, values: ReadonlyMap<string, WrittenValue>, tree: Tree | undefined): void {
    for (const { key, value } of entriesOf(tree)) {
      const written = values.get(key.text);
      if (written) this.referToAttribute(op, key.text, key, value, written);
    }
  }

  /** Refers to an attribute, and to its settings below it. */
  private referToAttribute(op: string, name: string, key: WrittenName, tree: Tree, written: WrittenValue): void {
    this.table.refer(this.attributeOf(op, name), key);
    if (written.kind !== 'settings') return;
    for (const { key: inner, value } of entriesOf(tree)) {
      const entry = written.entries.get(inner.text);
      if (entry) this.referToAttribute(op, `${name}.${inner.text}`, inner, value, entry);
    }
  }

  /** The defaults at the head of a spec, a block or a group. */
  private collectDefaults(tree: Tree | undefined): void {
    for (const { key, value } of entriesOf(tree?.kind === 'mapping' ? valueAt(tree, 'defaults') : undefined)) {
      this.table.refer(this.opOf(key.text), key);
      for (const { key: attribute, value: standard } of entriesOf(value)) {
        const written = this.defaults.get(standard.span.start);
        if (written) this.referToAttribute(key.text, attribute.text, attribute, standard, written);
      }
    }
  }

  private collectConventions(): void {
    for (const { key, template } of this.spec.conventions.values()) {
      const op = findOp(key.text);
      if (!op) continue;
      this.table.refer(this.opOf(op.name), key);
      for (const { expression, span } of holesOf(template)) {
        if (expression.kind !== 'name' || !Object.hasOwn(op.attributes, expression.name)) continue;
        this.table.refer(this.attributeOf(op.name, expression.name), { text: expression.name, span });
      }
    }
  }
}
