/** What is referred to, by the rules of scoping that resolution has. */
import { walk } from '../../expressions/expression.js';
import type { Graph } from '../../graph/graph.js';
import { findOp } from '../../ops/index.js';
import {
  type Block,
  type Formula,
  type Item,
  itemsOf,
  literal,
  type Name,
  type Spec,
  type Template,
  templateText,
  type UseItem,
  usedName,
  type WrittenValue,
} from '../../spec/spec.js';
import { subspan } from '../../text/source.js';
import { entriesOf, type Tree } from '../../yaml/tree.js';
import { findVariable } from '../names.js';
import { stepsOf } from './paths.js';
import { indexOf, type Locals, type SymbolPlace } from './scope.js';
import { type Growing, partsOf, type SymbolTable, type WrittenName } from './table.js';

/** Finds the symbols of references, and notes these as mentions. */
export class References {
  constructor(
    private readonly spec: Spec,
    private readonly graph: Graph | undefined,
    private readonly table: SymbolTable,
  ) {}

  /** `Layer` or `Use.output`. */
  layer(name: Name, { scope, ownerSymbol }: SymbolPlace): void {
    const [first, output] = partsOf(name, '.');
    if (!first) return;
    const visible = scope.find(first.text);
    this.table.refer(visible?.symbol ?? this.table.byName('layer', first.text, ownerSymbol), first);
    if (!output) return;
    const used = visible?.item?.kind === 'use' ? this.usedBy(visible.item) : undefined;
    const key = used?.outputs.get(output.text)?.key;
    const owner = used && this.table.of(used.name, used.kind, undefined, used.name);
    this.table.refer(
      key
        ? this.table.of(key, 'output', owner, key)
        : this.table.byName('output', output.text, owner ?? visible?.symbol),
      output,
    );
  }

  /** `Branch_1/Conv`, a way to a layer of a block. */
  path(name: Name, block: Block | Spec | undefined): void {
    const owner = block && this.table.of(block.name, block.kind, undefined, block.name);
    for (const { part, branch, item } of stepsOf(name, block?.body)) {
      const symbol = branch ? this.table.of(branch, 'branch', owner, branch) : item && this.symbolOf(item, owner);
      this.table.refer(symbol ?? this.table.byName('layer', part.text, owner), part);
    }
  }

  /** An end point of this spec, or of another one. */
  endpoint(name: Name, other?: Spec): void {
    const spec = other ?? this.spec;
    const owner = other && this.table.of(other.name, 'spec', undefined, other.name);
    const items = [spec, ...spec.blocks.values()].flatMap(({ body }) => [...itemsOf(body)]);
    const declared = items.flatMap(({ endpoint }) => endpoint || []).find(({ text }) => text === name.text);
    const path = other ? undefined : this.graph?.paths.get(name.text);
    const item = path?.at(-1)?.item ?? spec.body.items.find((one) => one.name && literal(one.name) === name.text);
    const symbol = declared ? this.table.of(declared, 'endpoint', owner, declared) : item && this.symbolOf(item, owner);
    const known = symbol ?? this.table.byName('endpoint', name.text, owner);
    // One of a repeated item is not called as the item is.
    this.table.refer(known, { text: known.name, span: name.span });
  }

  template({ parts }: Template, place: SymbolPlace, locals: Locals): void {
    for (const part of parts) if (typeof part !== 'string') this.formula(part, place, locals);
  }

  formula({ expression, span, exact }: Formula, { owner, ownerSymbol }: SymbolPlace, locals?: Locals): void {
    for (const part of walk(expression)) {
      if (part.kind !== 'name') continue;
      const place = { text: part.name, span: exact ? subspan(span, part.start, part.end) : span };
      const local = locals?.get(part.name);
      const [declared, whose] = findVariable(part.name, owner, this.spec) ?? [];
      const kind = declared && 'expression' in declared ? 'formula' : 'parameter';
      const owning = whose === this.spec ? undefined : ownerSymbol;
      const known = local ?? (declared && this.table.of(declared, kind, owning, declared));
      this.table.refer(known ?? this.table.byName('parameter', part.name, ownerSymbol), place);
    }
  }

  /** The names that an item's own name may mention before others: attributes of its op, and the index. */
  attributesOf(op: string, place: SymbolPlace): Locals {
    const owner = this.table.byName('op', op);
    const attributes = Object.keys(findOp(op)?.attributes ?? {}).map(
      (name) => [name, this.table.byName('attribute', name, owner)] as const,
    );
    return new Map([...attributes, ...indexOf(place)]);
  }

  /** Refers to an attribute, and to its settings below it. */
  attribute(op: string, name: string, key: WrittenName, tree: Tree, written: WrittenValue): void {
    this.table.refer(this.table.byName('attribute', name, this.table.byName('op', op)), key);
    if (written.kind !== 'settings') return;
    for (const { key: inner, value } of entriesOf(tree)) {
      const entry = written.entries.get(inner.text);
      if (entry) this.attribute(op, `${name}.${inner.text}`, inner, value, entry);
    }
  }

  usedBy(item: UseItem): Block | Spec | undefined {
    return this.spec.blocks.get(item.block.text) ?? this.spec.used.get(usedName(item));
  }

  /** The symbol of an item that has a name. */
  symbolOf({ name }: Item, owner: Growing | undefined): Growing | undefined {
    return name && this.table.of(name, 'layer', owner, { text: templateText(name), span: name.span });
  }
}
