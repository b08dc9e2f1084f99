/** Defaults of ops' attributes, and the layers that they apply to. */
import { warnOfMomentum } from '../blame/momentum.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { listOfItself } from '../diagnostics/messages/expressions.js';
import { mentions } from '../expressions/expression.js';
import { formulasIn } from '../graph/evaluation.js';
import { findOp } from '../ops/index.js';
import type { Op } from '../ops/op.js';
import { type Default, indexName, type LayerItem, type WrittenDefault } from '../spec/spec.js';
import { entriesOf, type Mapping, type Tree, valueAt } from '../yaml/tree.js';
import { readWritten } from './values.js';

/** The surroundings of an item. */
export interface ItemSurroundings {
  /** The defaults around it, by op and then by attribute. */
  readonly defaults: ReadonlyMap<string, ReadonlyMap<string, AttributeDefaults>>;
  /** The block that contains it; absent in the spec itself. */
  readonly block?: string;
  /** The number of repeated items around it. */
  readonly loops: number;
}

/** The innermost default of an attribute for layers that do not give it, and the innermost one that transforms it. */
interface AttributeDefaults {
  readonly plain?: Default;
  readonly transform?: Default;
}

/** The surroundings at the top level. */
export const outermost: ItemSurroundings = { defaults: new Map(), loops: 0 };

/** The defaults of a spec, at any depth, and which of them layers take. */
export class Defaults {
  private readonly written: Omit<WrittenDefault, 'isTaken'>[] = [];
  private readonly taken = new Set<Default>();

  constructor(private readonly diagnostics: Diagnostics) {}

  /** All defaults that were read. */
  list(): readonly WrittenDefault[] {
    return this.written.map((one) => ({ ...one, isTaken: this.taken.has(one.default) }));
  }

  /** Reads the defaults of a spec, a block or a group; gives the surroundings inside. */
  read(tree: Mapping, around: ItemSurroundings): ItemSurroundings {
    const entries = entriesOf(valueAt(tree, 'defaults'));
    if (entries.length === 0) return around;
    const defaults = new Map(around.defaults);
    for (const { key, value } of entries) {
      const op = findOp(key.text) as Op;
      defaults.set(op.name, this.readStandards(op, value, around));
    }
    return { ...around, defaults };
  }

  /** Reads the defaults of one op; those around it apply to other attributes. */
  private readStandards(op: Op, tree: Tree, around: ItemSurroundings): ReadonlyMap<string, AttributeDefaults> {
    const standards = new Map(around.defaults.get(op.name));
    for (const { key, value } of entriesOf(tree)) {
      const standard = this.readDefault(op, key.text, value, around);
      if (!standard) continue;
      this.written.push({ op: op.name, attribute: key.text, default: standard });
      const use = standard.transforms ? 'transform' : 'plain';
      standards.set(key.text, { ...standards.get(key.text), [use]: standard });
    }
    return standards;
  }

  /** Reads a default; undefined if it can't be evaluated, which is reported. */
  private readDefault(op: Op, attribute: string, tree: Tree, { block, loops }: ItemSurroundings): Default | undefined {
    warnOfMomentum(attribute, tree, this.diagnostics);
    const written = readWritten(tree, op.attributes[attribute]?.type, this.diagnostics);
    const mentioned = (name: string) => [...formulasIn(written)].some(({ expression }) => mentions(expression, name));
    const transforms = mentioned(attribute);
    if (transforms && written.kind !== 'formula') {
      this.diagnostics.report(listOfItself(attribute), written.span);
      return undefined;
    }
    return {
      written,
      transforms,
      ...(block === undefined ? {} : { block }),
      loops: mentioned(indexName) ? loops : 0,
    };
  }

  /**
   * The defaults that apply to a layer: for attributes that it does not give, and those that transform what it gives.
   */
  take(op: Op, own: LayerItem['own'], { defaults }: ItemSurroundings): LayerItem['defaults'] {
    const taken = new Map<string, Default>();
    for (const [key, { plain, transform }] of defaults.get(op.name) ?? []) {
      const standard = own.has(key) ? transform : plain;
      if (!standard) continue;
      this.taken.add(standard);
      taken.set(key, standard);
    }
    return taken;
  }
}
