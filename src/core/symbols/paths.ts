/** Ways to the layers in a block, as `rename` writes them: `Branch_1/Conv2d_0a_1x1`. */
import { type Body, type Branch, type Item, itemsOf, literal, type Name, type Spec } from '../../spec/spec.js';
import { partsOf, type WrittenName } from './table.js';

/** A part of a way, and the branch or item in which it leads. */
export interface PathPart {
  readonly part: WrittenName;
  readonly branch?: Name;
  readonly item?: Item;
}

/** Follows a way into a body, as far as it leads. */
export function stepsOf(path: WrittenName, start: Body | undefined): readonly PathPart[] {
  let body = start;
  return partsOf(path, '/').map((part) => {
    const open = body ? openBodies(body) : [];
    const branch = open.flatMap(namedBranches).find(({ name }) => name?.text === part.text);
    const item = open.flatMap(itemsIn).find(({ name }) => name && literal(name) === part.text);
    body = branch ?? (item?.kind === 'group' ? item.body : undefined);
    return { part, ...(branch?.name ? { branch: branch.name } : item ? { item } : {}) };
  });
}

/** The parts of `rename` keys that refer to a branch. */
export function referencesTo(branch: Name, { body, blocks }: Spec): readonly WrittenName[] {
  const items = [body, ...[...blocks.values()].map((block) => block.body)].flatMap((one) => [...itemsOf(one)]);
  const uses = items.flatMap((item) => (item.kind === 'use' && item.rename.size > 0 ? item : []));
  return uses.flatMap(({ block, rename }) =>
    [...rename.values()].flatMap(({ key }) =>
      stepsOf(key, blocks.get(block.text)?.body).flatMap((one) => (one.branch === branch ? one.part : [])),
    ),
  );
}

/** A body, and those in it that open no scope. */
function openBodies(body: Body): readonly Body[] {
  const inner = itemsIn(body).flatMap((item) => (item.kind === 'group' && !item.name ? openBodies(item.body) : []));
  const branches = body.kind === 'branches' ? body.branches.filter(({ name }) => !name).flatMap(openBodies) : [];
  return [body, ...branches, ...inner];
}

/** The items of a sequence, or the join of branches. */
const itemsIn = (body: Body): readonly Item[] => (body.kind === 'sequence' ? body.items : [body.join]);

const namedBranches = (body: Body): readonly Branch[] => (body.kind === 'branches' ? body.branches : []);
