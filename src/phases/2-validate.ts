/** Holds a tree against the language's JSON Schema, and says what is wrong at the key or value where it stands. */
import type { Diagnostics } from '../diagnostics.js';
import { type JsonSchema, schema } from '../schema.js';
import type { Mapping, Tree } from './1-parse.js';
import { type Definitions, findFaults, reportFault, type Step } from './schema-faults.js';
import { findStray, reportStray } from './strays.js';

const definitions = schema.definitions as Definitions;

/**
 * Reports every way in which the tree breaks the schema. Gives the items that are not as they must be, and what it is in
 * them, all else being sound; undefined where something else is wrong, so that the spec can't be read.
 *
 * Items are held against the schema one by one, since those in a place where none may be are held against it too.
 */
export function validate(tree: Tree, diagnostics: Diagnostics): ReadonlySet<Tree> | undefined {
  const items = tree.kind === 'mapping' ? itemsOf(tree) : new Set<Tree>();
  const faulty = new Set<Tree>();
  for (const item of items) {
    for (const fault of findFaults(item, definitions.item as JsonSchema, definitions, 'an item', items)) {
      // Of a value that is wrong as a whole nothing is said of its parts.
      if (!fault.path.slice(1, -1).some((step) => faulty.has(step.tree))) reportFault(fault, definitions, diagnostics);
      faulty.add(item).add((fault.path.at(-1) as Step).tree);
    }
  }
  const faults = findFaults(tree, schema, definitions, 'a spec', items);
  const strays = new Map(faults.flatMap((fault) => findStray(fault) ?? []).map((stray) => [stray.fault, stray]));
  const moved = new Set<Tree>([...strays.values()].map(({ entry }) => entry.value));
  for (const fault of faults) {
    const stray = strays.get(fault);
    if (stray) reportStray(stray, diagnostics);
    else if (!fault.path.some((step) => moved.has(step.tree))) reportFault(fault, definitions, diagnostics);
  }
  return faults.length === 0 ? faulty : undefined;
}

/** Every item of a spec, at any depth, whatever it looks like; what stands behind several aliases once. */
function itemsOf(spec: Mapping): Set<Tree> {
  const items = new Set<Tree>();
  const addFrom = (holder: Tree): void => {
    if (holder.kind !== 'mapping') return;
    const layers = holder.entries.get('layers')?.value;
    const branches = children(holder.entries.get('branches')?.value);
    for (const item of [...(layers?.kind === 'list' ? layers.items : []), ...branches.flatMap(itemsOfBranch)]) {
      if (items.has(item)) continue;
      items.add(item);
      addFrom(item);
    }
  };
  addFrom(spec);
  for (const block of children(spec.entries.get('blocks')?.value)) addFrom(block);
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
