/** Removes what the schema refuses from a tree, so that the rest can be read. */
import { findMeant } from '../blame/unknown-keys.js';
import type { Span } from '../text/source.js';
import type { Mapping, MappingEntry, Tree } from '../yaml/tree.js';
import { kindOf, ownerOf, type SchemaError, type SchemaFault } from './schema-faults.js';
import { findStray } from './strays.js';

/**
 * The tree without its faults. A misspelled key gets its likely name, a key on the wrong level is moved, and a required
 * key that is missing is added without content. The result may have further faults, which the first ones hid.
 */
export function repair(root: Mapping, faults: readonly SchemaFault[]): Mapping {
  const repairs = new Repairs();
  for (const fault of faults) repairs.plan(fault);
  return repairs.carryOut(root);
}

class Repairs {
  /** By mapping, the new names of keys; undefined for those to remove. */
  private readonly renamed = new Map<Tree, Map<string, string | undefined>>();
  private readonly added = new Map<Tree, MappingEntry[]>();
  private readonly removedItems = new Set<Tree>();
  /** Trees with a fault in them. */
  private readonly touched = new Set<Tree>();

  plan(fault: SchemaFault): void {
    const { path, errors } = fault;
    for (const { tree } of path) this.touched.add(tree);
    const tree = path.at(-1)?.tree;
    const missing = errors.filter(({ keyword }) => keyword === 'required');
    const unknown = errors.filter(({ keyword }) => keyword === 'additionalProperties');
    const isWrong = errors.some((error) => !missing.includes(error) && !unknown.includes(error));
    const stray = findStray(fault);
    if (tree?.kind !== 'mapping' || isWrong) return this.remove(fault);
    const found = unknown.flatMap((error) => this.planUnknown(tree, fault, error) ?? []);
    if (stray) this.add(tree, stray.entry);
    const names = missing.map(({ params }) => String(params.missingProperty)).filter((name) => !found.includes(name));
    if (path.length === 1) for (const name of names) this.add(tree, standIn(name, tree.span));
    else if (names.length > 0 && found.length === 0 && !stray) this.remove(fault);
  }

  /** Renames a key to its likely meaning, or removes it; gives that meaning. */
  private planUnknown(
    mapping: Mapping,
    { path }: SchemaFault,
    { params, parentSchema }: SchemaError,
  ): string | undefined {
    const key = String(params.additionalProperty);
    const entry = mapping.entries.get(key);
    const known = Object.keys(parentSchema.properties ?? {});
    const free = known.filter((name) => !mapping.entries.has(name));
    const found = entry && findMeant({ owner: ownerOf(path), kind: kindOf(path), known, free }, entry)?.meant;
    const meant = found !== undefined && free.includes(found) ? found : undefined;
    this.rename(mapping, key, meant);
    return meant;
  }

  /** Removes a value and its key; a required value is replaced. */
  private remove({ path }: SchemaFault): void {
    const [last, holder] = [path.at(-1), path.at(-2)?.tree];
    if (!last || !holder) return;
    if (holder.kind === 'list') this.removedItems.add(last.tree);
    else if (last.key) this.rename(holder, last.key.text, undefined);
    if (path.length === 2 && last.key && holder.kind === 'mapping' && isNeeded(last.key.text))
      this.add(holder, standIn(last.key.text, last.key.span));
  }

  private rename(mapping: Tree, from: string, to: string | undefined): void {
    const names = this.renamed.get(mapping);
    if (names) names.set(from, to);
    else this.renamed.set(mapping, new Map([[from, to]]));
  }

  private add(mapping: Tree, entry: MappingEntry): void {
    const entries = this.added.get(mapping);
    if (entries) entries.push(entry);
    else this.added.set(mapping, [entry]);
  }

  carryOut(root: Mapping): Mapping {
    const entries = new Map<string, MappingEntry>();
    const names = this.renamed.get(root);
    for (const [text, { key, value }] of root.entries) {
      const name = names?.has(text) ? names.get(text) : text;
      if (name === undefined) continue;
      entries.set(name, { key: name === text ? key : { ...key, text: name, value: name }, value: this.rebuild(value) });
    }
    for (const entry of this.added.get(root) ?? []) entries.set(entry.key.text, entry);
    return { ...root, entries };
  }

  private rebuild(tree: Tree): Tree {
    if (!this.touched.has(tree) || tree.kind === 'scalar') return tree;
    if (tree.kind === 'mapping') return this.carryOut(tree);
    const items = tree.items.filter((item) => !this.removedItems.has(item));
    return { ...tree, items: items.map((item) => this.rebuild(item)) };
  }
}

/** The required keys of a spec, each with an empty value. */
const needed: Readonly<Record<string, (span: Span) => Tree>> = {
  netspec: (span) => ({ kind: 'scalar', span, text: '1', value: 1 }),
  name: (span) => ({ kind: 'scalar', span, text: '', value: '' }),
  inputs: (span) => ({ kind: 'mapping', span, entries: new Map() }),
  layers: (span) => ({ kind: 'list', span, items: [] }),
  outputs: (span) => ({ kind: 'mapping', span, entries: new Map() }),
};

const isNeeded = (name: string): boolean => Object.hasOwn(needed, name);

/** An entry for a required key that is missing, at the start of a span. */
function standIn(name: string, { source, start }: Span): MappingEntry {
  const span = { source, start, end: start };
  const value = needed[name]?.(span) ?? { kind: 'scalar', span, text: '', value: '' };
  return { key: { kind: 'scalar', span, text: name, value: name }, value };
}

/** Whether something is missing, which does not prevent reading the rest. */
export const isLack = ({ errors }: SchemaFault): boolean =>
  errors.every(({ keyword }) => keyword === 'minProperties' || keyword === 'minItems');
