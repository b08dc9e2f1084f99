/** Validates a tree with the language's JSON Schema, and reports mistakes at their keys and values. */

import { Diagnostics } from '../diagnostics/diagnostics.js';
import { structure } from '../spec/schema/structure.js';
import { validateStructure } from '../spec/schema/validator.js';
import { itemAt } from '../text/lookup.js';
import { type Mapping, type Tree, valueAt } from '../yaml/tree.js';
import { attributeErrors } from './attribute-errors.js';
import { isLack, repair } from './repair.js';
import { errorsOf, findFaults, reportFault, type SchemaFault, toPlain, type Validator } from './schema-faults.js';
import { findStray, reportStray } from './strays.js';

const structureErrors = errorsOf(validateStructure);
const validator: Validator = {
  findErrors: (spec) => [...structureErrors(spec), ...attributeErrors(spec)],
  definitions: structure.definitions as Validator['definitions'],
};

/** The result of validation. */
export interface Validated {
  /** The tree to read: the schema accepts it apart from its faulty items. */
  readonly tree: Mapping;
  /** The items with mistakes, and the parts of them at fault. */
  readonly faulty: ReadonlySet<Tree>;
  /** Whether it is the given tree; if not, something outside its items is wrong. */
  readonly isSound: boolean;
}

/**
 * Reports everything in a tree that breaks the schema. Undefined if it is no spec at all.
 *
 * Items are validated one by one, and the spec with stubs for them, since ajv's time grows with the square of the
 * number of errors that it finds at once.
 */
export function validate(tree: Tree, diagnostics: Diagnostics): Validated | undefined {
  const items = new ItemCheck();
  if (tree.kind === 'mapping') items.check(tree, diagnostics);
  const faults = items.findOthers(tree);
  const strays = new Map(faults.flatMap((fault) => findStray(fault) ?? []).map((stray) => [stray.fault, stray]));
  const moved = new Set<Tree>([...strays.values()].map(({ entry }) => entry.value));
  for (const fault of faults) {
    const stray = strays.get(fault);
    if (stray) reportStray(stray, diagnostics);
    else if (!fault.path.some((step) => moved.has(step.tree))) reportFault(fault, validator, diagnostics);
  }
  if (tree.kind !== 'mapping') return undefined;
  const { faulty } = items;
  if (faults.length === 0) return { tree, faulty, isSound: true };
  const sound = repairAll(tree, faults, items);
  return sound && { tree: sound, faulty, isSound: false };
}

/** The maximum number of repairs; each may show faults that others hid. */
const mostRepairs = 8;

/** The tree without the faults outside its items, except for missing parts; undefined if repairs do not end. */
function repairAll(tree: Mapping, first: readonly SchemaFault[], items: ItemCheck): Mapping | undefined {
  const silent = new Diagnostics();
  let sound = tree;
  let faults = first.filter((fault) => !isLack(fault));
  for (let round = 0; faults.length > 0; round += 1) {
    if (round === mostRepairs) return undefined;
    sound = repair(sound, faults);
    items.check(sound, silent);
    faults = items.findOthers(sound).filter((fault) => !isLack(fault));
  }
  return sound;
}

/** Items without mistakes that are kept from one text to the next. */
const valid = new WeakSet<Mapping>();

/** Validates the items of a spec, each once. */
class ItemCheck {
  private readonly stubs = new Map<Tree, unknown>();
  /** The items with mistakes, and the parts of them at fault. */
  readonly faulty = new Set<Tree>();

  check(spec: Mapping, diagnostics: Diagnostics): void {
    const items = [...itemsOf(spec)].filter((item) => !this.stubs.has(item));
    for (const item of items) this.stubs.set(item, stubItem);
    for (const item of items) {
      const kept = item.kind === 'mapping' ? item.kept : undefined;
      if (kept && valid.has(kept)) continue;
      const alone = { ...stubSpec, layers: [toPlain(item, this.stubs)] };
      for (const fault of findFaults(alone, validator, item, 'an item', '/layers/0')) {
        // The parts of a wrong value are not reported.
        if (!fault.path.slice(1, -1).some((step) => this.faulty.has(step.tree)))
          reportFault(fault, validator, diagnostics);
        this.faulty.add(item).add(itemAt(fault.path, -1).tree);
      }
      if (kept && !this.faulty.has(item)) valid.add(kept);
    }
  }

  /** The faults of a spec outside its items. */
  findOthers(spec: Tree): readonly SchemaFault[] {
    return findFaults(toPlain(spec, this.stubs), validator, spec, 'a spec');
  }
}

const stubItem = { op: 'flatten' };
const stubSpec = { netspec: 1, name: 'stub', inputs: { x: 1 }, layers: [stubItem], outputs: { y: 'x' } };

/** Every item of a spec, at any depth, of any form; one behind several aliases once. */
function itemsOf(spec: Mapping): Set<Tree> {
  const items = new Set<Tree>();
  const addFrom = (holder: Tree): void => {
    if (holder.kind !== 'mapping') return;
    const layers = valueAt(holder, 'layers');
    const branches = children(valueAt(holder, 'branches'));
    for (const item of [...(layers?.kind === 'list' ? layers.items : []), ...branches.flatMap(itemsOfBranch)]) {
      if (items.has(item)) continue;
      items.add(item);
      addFrom(item);
    }
  };
  addFrom(spec);
  for (const block of children(valueAt(spec, 'blocks'))) addFrom(block);
  return items;
}

/** A branch is a list of items, or one; an empty one is the identity. */
function itemsOfBranch(branch: Tree): readonly Tree[] {
  if (branch.kind === 'list') return branch.items;
  return branch.kind === 'scalar' && branch.value === null ? [] : [branch];
}

function children(tree: Tree | undefined): readonly Tree[] {
  if (tree?.kind === 'mapping') return [...tree.entries.values()].map(({ value }) => value);
  return tree?.kind === 'list' ? tree.items : [];
}
