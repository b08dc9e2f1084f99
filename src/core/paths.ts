/** Paths to the layers of a block, as `rename` writes them: `Branch_1/Conv2d_0a_1x1`. */
import { type Body, type Branch, type Item, literal, type Name } from '../spec/spec.js';
import { partsOf } from '../text/names.js';
import type { Core } from './core.js';

/** What has a name in a body: a branch, or an item. Several that exclude each other may have one path. */
export type Paths = ReadonlyMap<string, readonly (Branch | Item)[]>;

/** What has a name that is written out, in a body or in the scopes in it, by its path. */
export function pathsIn(body: Body): Paths {
  const paths = new Map<string, (Branch | Item)[]>();
  const add = (path: string, one: Branch | Item) => {
    const known = paths.get(path);
    if (known) known.push(one);
    else paths.set(path, [one]);
  };
  const addItem = (item: Item, scope: string) => {
    const name = item.name && literal(item.name);
    if (name !== undefined) add(scope + name, item);
    if (item.kind === 'group' && (!item.name || name !== undefined))
      addBody(item.body, name === undefined ? scope : `${scope}${name}/`);
  };
  const addBody = (from: Body, scope: string) => {
    for (const branch of from.kind === 'sequence' ? [{ ...from, name: undefined }] : from.branches) {
      if (branch.name) add(scope + branch.name.text, branch);
      for (const item of branch.items) addItem(item, branch.name ? `${scope}${branch.name.text}/` : scope);
    }
    if (from.join) addItem(from.join, scope);
  };
  addBody(body, '');
  return paths;
}

/** Whether a path leads to what has the name of a layer. What is faulty may be a layer. */
export const isLayer = (one: Branch | Item): one is Item =>
  one.kind === 'layer' || (one.kind === 'use' && one.block.text === '');

/** A part of a path, and what it leads to. */
export interface PathPart {
  readonly name: Name;
  readonly to: readonly (Branch | Item)[];
}

/** Follows a path, as far as it leads. */
export function partsOfPath(path: Name, paths: Paths): readonly PathPart[] {
  return partsOf(path, '/').map((name, index, parts) => {
    const text = parts
      .slice(0, index + 1)
      .map((part) => part.text)
      .join('/');
    return { name, to: paths.get(text) ?? [] };
  });
}

/** The parts of `rename` keys that refer to a branch. */
export function referencesTo(branch: Name, { units }: Core): readonly Name[] {
  const uses = units.flatMap((unit) => [...unit.uses]).filter(([{ rename }]) => rename.size > 0);
  return uses.flatMap(([{ rename }, { unit }]) => {
    const paths = pathsIn(unit.owner.body);
    const parts = [...rename.values()].flatMap(({ key }) => partsOfPath(key, paths));
    return parts.flatMap(({ name, to }) => (to.some((one) => one.name === branch) ? [name] : []));
  });
}

/** `Layer`, or `Use.output`, in its parts: all that follows the first dot is the output. */
export function splitReference(text: string): readonly [layer: string, output: string | undefined] {
  const dot = text.indexOf('.');
  return dot < 0 ? [text, undefined] : [text.slice(0, dot), text.slice(dot + 1)];
}
