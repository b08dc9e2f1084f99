/** Defaults: what ops' attributes are where layers are silent, and how far that reaches. */
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

/** What holds where an item stands. */
export interface ItemSurroundings {
  /** The defaults around, by op and then by attribute. */
  readonly defaults: ReadonlyMap<string, ReadonlyMap<string, Standards>>;
  /** The block that it is in; absent in the spec itself. */
  readonly block?: string;
  /** How many repeated items there are around. */
  readonly loops: number;
}

/** For an attribute the innermost default for layers that say nothing of it, and the innermost for those that do. */
interface Standards {
  readonly plain?: Default;
  readonly transform?: Default;
}

/** What holds where nothing is said. */
export const outermost: ItemSurroundings = { defaults: new Map(), loops: 0 };

/** The defaults of a spec, at whatever depth they stand, and which of them layers take. */
export class Defaults {
  private readonly written: Omit<WrittenDefault, 'isTaken'>[] = [];
  private readonly taken = new Set<Default>();

  constructor(private readonly diagnostics: Diagnostics) {}

  /** All that were read. */
  list(): readonly WrittenDefault[] {
    return this.written.map((one) => ({ ...one, isTaken: this.taken.has(one.default) }));
  }

  /** Reads the defaults of a spec, a block or a group; what then holds in it. */
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

  /** Reads the defaults of one op; those around it hold where it says nothing. */
  private readStandards(op: Op, tree: Tree, around: ItemSurroundings): ReadonlyMap<string, Standards> {
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

  /** Reads a default; undefined where it can't be worked out, which is reported. */
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

  /** The defaults that a layer takes: for what it does not say, and those that are applied to what it says. */
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
