/** Holds a tree against the language's JSON Schema, and says what is wrong at the key or value where it stands. */
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { structure } from '../spec/schema/structure.js';
import { validateStructure } from '../spec/schema/validator.js';
import { type Mapping, type Tree, valueAt } from '../yaml/tree.js';
import { attributeErrors } from './attribute-errors.js';
import { errorsOf, findFaults, reportFault, type Step, toPlain, type Validator } from './schema-faults.js';
import { findStray, reportStray } from './strays.js';

const structureErrors = errorsOf(validateStructure);
const validator: Validator = {
  findErrors: (spec) => [...structureErrors(spec), ...attributeErrors(spec)],
  definitions: structure.definitions as Validator['definitions'],
};

/**
 * Reports every way in which the tree breaks the schema. Gives the items that are not as they must be, and what it is in
 * them, all else being sound; undefined where something else is wrong, so that the spec can't be read.
 *
 * Items are held against the schema one by one, and the spec with a stub in the place of each, since ajv takes time that
 * grows with the square of the errors that it finds at once.
 */
export function validate(tree: Tree, diagnostics: Diagnostics): ReadonlySet<Tree> | undefined {
  const items = tree.kind === 'mapping' ? itemsOf(tree) : new Set<Tree>();
  const stubs = new Map([...items].map((item) => [item, stubItem]));
  const faulty = new Set<Tree>();
  for (const item of items) {
    const spec = { ...stubSpec, layers: [toPlain(item, stubs)] };
    for (const fault of findFaults(spec, validator, item, 'an item', '/layers/0')) {
      // Of a value that is wrong as a whole nothing is said of its parts.
      if (!fault.path.slice(1, -1).some((step) => faulty.has(step.tree))) reportFault(fault, validator, diagnostics);
      faulty.add(item).add((fault.path.at(-1) as Step).tree);
    }
  }
  const faults = findFaults(toPlain(tree, stubs), validator, tree, 'a spec');
  const strays = new Map(faults.flatMap((fault) => findStray(fault) ?? []).map((stray) => [stray.fault, stray]));
  const moved = new Set<Tree>([...strays.values()].map(({ entry }) => entry.value));
  for (const fault of faults) {
    const stray = strays.get(fault);
    if (stray) reportStray(stray, diagnostics);
    else if (!fault.path.some((step) => moved.has(step.tree))) reportFault(fault, validator, diagnostics);
  }
  return faults.length === 0 ? faulty : undefined;
}

const stubItem = { op: 'flatten' };
const stubSpec = { netspec: 1, name: 'stub', inputs: { x: 1 }, layers: [stubItem], outputs: { y: 'x' } };

/** Every item of a spec, at any depth, whatever it looks like; what stands behind several aliases once. */
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
