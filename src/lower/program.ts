/** What of a spec the code is made of: the items, blocks, parameters, formulas and defaults that the outputs need. */

import { type Expression, walk } from '../expressions/expression.js';
import { formulasIn } from '../graph/evaluation.js';
import type { Op } from '../ops/op.js';
import { holderOf, transformOf, usedBy } from '../spec/scoping.js';
import {
  type Block,
  type Body,
  type Default,
  type Formula,
  type Item,
  indexName,
  itemsOf,
  type LayerItem,
  type Name,
  type Parameter,
  type Spec,
  type Template,
  type UseItem,
  usedName,
} from '../spec/spec.js';

export type Owner = Spec | Block;
export type NamedFormula = Name & Formula;

/** A default that is applied to what layers say: `max(floor(filters * depth_multiplier), min_depth)`. */
export interface Transform {
  readonly standard: Default;
  readonly formula: Formula;
  readonly op: Op;
  readonly key: string;
}

export class Program {
  /** The blocks that are used, in the order of the spec. */
  readonly blocks: readonly Block[];
  /** Every item, with the block or spec that it stands in. */
  readonly items: readonly { readonly item: Item; readonly owner: Owner }[];
  /** The layers among them. */
  readonly layers: readonly LayerItem[];
  /** The other specs that are used, by what uses call them. */
  readonly used: ReadonlyMap<string, Program>;
  /** Whether some layers share weights, also in other specs, and the blocks whose layers do. */
  readonly sharesWeights: boolean;
  private readonly sharedBlocks = new Set<string>();
  /** Parameters and formulas that the items mention; formulas after those that they mention themselves. */
  private readonly mentioned = new Set<Parameter | NamedFormula>();

  constructor(readonly spec: Spec) {
    this.blocks = usedBlocks(spec);
    this.items = [spec, ...this.blocks].flatMap((owner) => [...itemsOf(owner.body)].map((item) => ({ item, owner })));
    this.layers = this.items.flatMap(({ item }) => (item.kind === 'layer' ? [item] : []));
    const names = new Set(this.items.flatMap(({ item }) => (item.kind === 'use' ? [usedName(item)] : [])));
    this.used = new Map([...spec.used].flatMap(([name, one]) => (names.has(name) ? [[name, new Program(one)]] : [])));
    this.sharesWeights =
      this.items.some(({ item }) => item.kind !== 'group' && item.weights !== undefined) ||
      [...this.used.values()].some((one) => one.sharesWeights);
    for (const { item, owner } of this.items) {
      this.mentionAll(item, owner);
      if (item.kind === 'use' && item.weights) this.share(item.block.text);
    }
  }

  parametersOf(owner: Owner): readonly Parameter[] {
    return [...owner.parameters.values()].filter((parameter) => this.mentioned.has(parameter));
  }

  /** Those that are mentioned, each after the ones that it mentions. */
  formulasOf(owner: Owner): readonly NamedFormula[] {
    const own = new Set<object>(owner.formulas.values());
    return [...this.mentioned].filter((one): one is NamedFormula => own.has(one));
  }

  /** The uses of a block, or of another spec, by what they call it. */
  usesOf(name: string): readonly { readonly item: UseItem; readonly owner: Owner }[] {
    return this.items.flatMap(({ item, owner }) =>
      item.kind === 'use' && usedName(item) === name ? [{ item, owner }] : [],
    );
  }

  /** The layers of a block that some use renames, by path. */
  renamedIn(block: Block): readonly string[] {
    return [...new Set(this.usesOf(block.name.text).flatMap(({ item }) => [...item.rename.keys()]))];
  }

  /** Whether some use opens no scope, so that the names of layers in it begin with whatever stands around. */
  isUsedWithoutScope(name: string): boolean {
    return this.usesOf(name).some(({ item }) => !item.name);
  }

  /** Whether some use of a block, or of one around it, shares its weights. */
  isShared(block: Block): boolean {
    return this.sharedBlocks.has(block.name.text);
  }

  /** The transforms that stand in the spec, or in a block. One that gives back what it takes is none. */
  transformsOf(owner: Owner): readonly Transform[] {
    const found = new Map<Default, Transform>();
    for (const { item, owner: around } of this.items) {
      if (item.kind !== 'layer' || (owner.kind === 'block' && around !== owner)) continue;
      for (const key of item.defaults.keys()) {
        const standard = transformOf(item, key);
        const isOwn = standard && (standard.block === undefined) === (owner.kind === 'spec');
        if (isOwn && standard.written.kind === 'formula')
          found.set(standard, { standard, formula: standard.written, op: item.op, key });
      }
    }
    return [...found.values()];
  }

  private share(name: string): void {
    if (this.sharedBlocks.has(name)) return;
    this.sharedBlocks.add(name);
    for (const item of itemsOf(this.block(name).body))
      if (item.kind === 'use' && this.spec.blocks.has(item.block.text)) this.share(item.block.text);
  }

  /** What a use uses. */
  usedBy(item: UseItem): Block | Spec {
    const used = usedBy(item, this.spec);
    if (!used) throw new Error(`${item.block.text} was not resolved`);
    return used;
  }

  private block(name: string): Block {
    const block = this.spec.blocks.get(name);
    if (!block) throw new Error(`the block ${name} was not resolved`);
    return block;
  }

  private mentionAll(item: Item, owner: Owner): void {
    const around = item.loops > (item.repeat ? 1 : 0) ? [indexName] : [];
    const locals = item.loops > 0 ? [indexName] : [];
    if (item.repeat) this.mention(item.repeat.expression, owner, around);
    if (item.when) this.mention(item.when.expression, owner, locals);
    const attributes = item.kind === 'layer' ? Object.keys(item.op.attributes) : [];
    for (const part of item.name?.parts ?? [])
      if (typeof part !== 'string') this.mention(part.expression, owner, [...attributes, ...locals]);
    if (item.kind === 'use') {
      for (const { written } of item.arguments.values())
        for (const { expression } of formulasIn(written)) this.mention(expression, owner, locals);
    } else if (item.kind === 'layer') {
      for (const written of item.own.values())
        for (const { expression } of formulasIn(written)) this.mention(expression, owner, locals);
      for (const [key, { written, block, loops }] of item.defaults) {
        for (const { expression } of formulasIn(written))
          this.mention(expression, block === undefined ? this.spec : owner, loops > 0 ? [key, indexName] : [key]);
      }
    }
  }

  private mention(expression: Expression, owner: Owner, locals: readonly string[] = []): void {
    for (const part of walk(expression)) {
      if (part.kind !== 'name' || locals.includes(part.name)) continue;
      const holder = holderOf(part.name, owner, this.spec);
      const declared = holder?.parameters.get(part.name) ?? holder?.formulas.get(part.name);
      if (!declared || !holder || this.mentioned.has(declared)) continue;
      if ('expression' in declared) this.mention(declared.expression, holder);
      this.mentioned.add(declared);
    }
  }
}

function usedBlocks(spec: Spec): readonly Block[] {
  const used = new Set<string>();
  const visit = (body: Body): void => {
    for (const item of itemsOf(body)) {
      const block = item.kind === 'use' && !used.has(item.block.text) ? spec.blocks.get(item.block.text) : undefined;
      if (!block) continue;
      used.add(block.name.text);
      visit(block.body);
    }
  };
  visit(spec.body);
  return [...spec.blocks.values()].filter(({ name }) => used.has(name.text));
}

/** A template's text with a stand-in for what varies. */
export const sourceOf = (template: Template): string =>
  template.parts.map((part) => (typeof part === 'string' ? part : '${}')).join('');
