/** What of a spec the code is made of: the items, blocks, parameters, formulas and defaults that the outputs need. */
import type { Core, Declared, DeclaredFormula, DeclaredParameter, Placed, Unit } from '../core/core.js';
import { coreOf } from '../core/resolver.js';
import { type Expression, walk } from '../expressions/expression.js';
import { formulasIn, formulasOfItem } from '../graph/evaluation.js';
import type { Op } from '../ops/op.js';
import { transformOf, writtenFor } from '../spec/defaults.js';
import {
  type Block,
  type Default,
  type Formula,
  type Item,
  itemsOf,
  type LayerItem,
  type Spec,
  type Template,
  type UseItem,
  type WrittenValue,
} from '../spec/spec.js';
import { groupBy } from '../text/group-by.js';
import { found } from '../text/lookup.js';

/** What is written, and the unit in which the names in it are resolved. */
export interface Located {
  readonly written: WrittenValue;
  readonly unit: Unit;
}

/** A default that is applied to what layers say: `max(floor(filters * depth_multiplier), min_depth)`. */
export interface Transform {
  readonly standard: Default;
  readonly formula: Formula;
  readonly op: Op;
  readonly key: string;
}

export class Program {
  readonly spec: Spec;
  readonly network: Unit<Spec>;
  /** The blocks that are used, in the order of the spec. */
  readonly blocks: readonly Unit<Block>[];
  readonly items: readonly Placed[];
  readonly layers: readonly Placed<LayerItem>[];
  readonly uses: readonly Placed<UseItem>[];
  /** The other specs that are used. */
  readonly used: ReadonlyMap<Unit, Program>;
  /** Whether some layers share weights, also in other specs. */
  readonly sharesWeights: boolean;
  /** The ops of layers that are asked for another output than the first. */
  readonly askedForMore: ReadonlySet<Op>;
  /** The outputs that uses are asked for, by what they use. */
  readonly askedOfUses: ReadonlyMap<Unit, ReadonlySet<string>>;
  /** What the items mention; formulas after those that they mention themselves. */
  private readonly mentioned = new Set<Declared>();

  constructor(core: Core) {
    const { spec, network } = core;
    this.spec = spec;
    this.network = network;
    const units = unitsUsedBy(network);
    this.blocks = core.blocks.filter((unit) => units.has(unit));
    this.items = [network, ...this.blocks].flatMap((unit) =>
      [...itemsOf(unit.owner.body)].map((item) => ({ item, unit })),
    );
    this.layers = this.items.flatMap(({ item, unit }) => (item.kind === 'layer' ? [{ item, unit }] : []));
    this.uses = this.items.flatMap(({ item, unit }) => (item.kind === 'use' ? [{ item, unit }] : []));
    const others = [...spec.used.values()].map(coreOf).filter((other) => units.has(other.network));
    this.used = new Map(others.map((other) => [other.network, new Program(other)]));
    this.sharesWeights =
      this.items.some(({ item }) => item.kind !== 'group' && item.weights !== undefined) ||
      [...this.used.values()].some((one) => one.sharesWeights);
    this.askedOfUses = outputsAsked([network, ...this.blocks]);
    this.askedForMore = new Set(
      [network, ...this.blocks].flatMap(({ inputs, outputs }) =>
        [...inputs.values(), ...outputs.values()].flatMap(({ target, output }) =>
          target?.kind === 'items' && output !== undefined
            ? target.items.flatMap((item) => (item.kind === 'layer' ? [item.op] : []))
            : [],
        ),
      ),
    );
    for (const one of this.items) this.mentionAll(one);
  }

  parametersOf({ declared }: Unit): readonly DeclaredParameter[] {
    return [...declared.values()].filter((one) => one.kind === 'parameter').filter((one) => this.mentioned.has(one));
  }

  /** Those that are mentioned, each after the ones that it mentions. */
  formulasOf(unit: Unit): readonly DeclaredFormula[] {
    return [...this.mentioned].filter((one) => one.kind === 'formula').filter((one) => one.unit === unit);
  }

  /** What a use uses. */
  unitUsedBy({ item, unit }: Placed<UseItem>): Unit {
    return found(unit.uses, item).unit;
  }

  /** The uses of a block, or of another spec. */
  usesOf(used: Unit): readonly Placed<UseItem>[] {
    return this.uses.filter((use) => this.unitUsedBy(use) === used);
  }

  /** The layers of a block that some use renames, by path. */
  renamedIn(block: Unit): ReadonlyMap<string, readonly Item[]> {
    const renamed = this.usesOf(block).flatMap(({ item, unit }) => [...found(unit.uses, item).renamed]);
    const byPath = groupBy(renamed, ([, { path }]) => path);
    return new Map([...byPath].map(([path, some]) => [path, [...new Set(some.map(([layer]) => layer))]]));
  }

  /** Whether some use opens no scope, so that the names of layers in it begin with those of the scopes around. */
  isUsedWithoutScope(used: Unit): boolean {
    return this.usesOf(used).some(({ item }) => !item.name);
  }

  /** The parameters of the network that a unit reads, also through the spec's defaults. */
  networkParametersIn(unit: Unit): ReadonlySet<Declared> {
    const read = new Set<Declared>();
    const add = (formulas: Iterable<Formula>, { variables }: Unit) => {
      for (const { expression } of formulas)
        for (const name of walk(expression)) {
          const target = name.kind === 'name' ? variables.get(name)?.target : undefined;
          if (target?.kind === 'parameter' && target.unit === this.network) read.add(target);
        }
    };
    for (const formula of unit.owner.formulas.values()) add([formula], unit);
    for (const { item } of this.items.filter((one) => one.unit === unit)) {
      add(formulasOfItem(item), unit);
      for (const { written, block } of item.kind === 'layer' ? item.defaults.values() : [])
        add(formulasIn(written), block === undefined ? this.network : unit);
    }
    return read;
  }

  /** The written value of a layer's attribute, and the unit that resolves its names. */
  writtenFor({ item, unit }: Placed<LayerItem>, key: string): Located | undefined {
    const written = writtenFor(item, key);
    const isOfNetwork = !item.own.has(key) && item.defaults.get(key)?.block === undefined;
    return written && { written, unit: isOfNetwork ? this.network : unit };
  }

  /** The transforms that are written in the spec, or in a block. */
  transformsOf(owner: Unit): readonly Transform[] {
    const found = new Map<Default, Transform>();
    for (const { item, unit } of this.layers) {
      if (owner !== this.network && unit !== owner) continue;
      for (const key of item.defaults.keys()) {
        const standard = transformOf(item, key);
        const isOwn = standard && (standard.block === undefined) === (owner === this.network);
        if (isOwn && standard.written.kind === 'formula')
          found.set(standard, { standard, formula: standard.written, op: item.op, key });
      }
    }
    return [...found.values()];
  }

  private mentionAll({ item, unit }: Placed): void {
    for (const formula of formulasOfItem(item)) this.mention(formula.expression, unit);
    for (const { written, block } of item.kind === 'layer' ? item.defaults.values() : [])
      for (const formula of formulasIn(written))
        this.mention(formula.expression, block === undefined ? this.network : unit);
  }

  private mention(expression: Expression, unit: Unit): void {
    for (const name of walk(expression)) {
      const variable = name.kind === 'name' ? unit.variables.get(name)?.target : undefined;
      if (variable?.kind !== 'parameter' && variable?.kind !== 'formula') continue;
      if (this.mentioned.has(variable)) continue;
      if (variable.kind === 'formula') this.mention(variable.declared.expression, variable.unit);
      this.mentioned.add(variable);
    }
  }
}

/** The outputs that references in units ask of uses. */
function outputsAsked(units: readonly Unit[]): ReadonlyMap<Unit, ReadonlySet<string>> {
  const asked = new Map<Unit, Set<string>>();
  for (const { inputs, outputs, uses } of units)
    for (const { target, output } of [...inputs.values(), ...outputs.values()]) {
      if (target?.kind !== 'items' || output === undefined) continue;
      for (const item of target.items) {
        const used = item.kind === 'use' ? uses.get(item)?.unit : undefined;
        if (used) asked.set(used, (asked.get(used) ?? new Set()).add(output));
      }
    }
  return asked;
}

/** The blocks and other specs that a unit uses, itself or through its blocks. */
function unitsUsedBy(network: Unit): ReadonlySet<Unit> {
  const used = new Set<Unit>();
  const visit = ({ uses }: Unit): void => {
    for (const { unit } of uses.values()) {
      if (used.has(unit)) continue;
      used.add(unit);
      if (unit.owner.kind === 'block') visit(unit);
    }
  };
  visit(network);
  return used;
}

/** A template's text with a placeholder for what varies. */
export const sourceOf = (template: Template): string =>
  template.parts.map((part) => (typeof part === 'string' ? part : '${}')).join('');
