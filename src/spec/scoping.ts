/**
 * The rules of scoping, which all that walks a spec goes by: what a use uses, whose a name in an expression is, what a
 * reference refers to, which names an item defines, and what a layer's attribute is written as.
 */
import {
  type Block,
  type Body,
  type Default,
  type Item,
  itemsOf,
  type LayerItem,
  type Name,
  type Sequence,
  type Spec,
  templateText,
  type UseItem,
  usedName,
  type WrittenValue,
} from './spec.js';

/** What a use in a spec uses: one of its blocks, or another spec. */
export const usedBy = (item: UseItem, { blocks, used }: Spec): Block | Spec | undefined =>
  blocks.get(item.block.text) ?? used.get(usedName(item));

/** The block or the spec whose parameter or formula a name is, where an owner's expression mentions it. */
export const holderOf = (name: string, owner: Spec | Block, spec: Spec): Spec | Block | undefined =>
  [owner, spec].find(({ parameters, formulas }) => parameters.has(name) || formulas.has(name));

/** `Use.output` as its two parts; the second is absent where the item itself is meant. */
export function partsOf({ text }: Name): readonly [item: string, output?: string] {
  const [item = '', output] = text.split('.');
  return output === undefined ? [item] : [item, output];
}

/** The names that a body's items, and outputs, refer to. */
export function referredIn(body: Body, outputs: Block['outputs'] = new Map()): ReadonlySet<string> {
  const inputs = [...itemsOf(body)].flatMap((item) => item.inputs ?? []);
  return new Set([...inputs, ...[...outputs.values()].map(({ layer }) => layer)].map((name) => partsOf(name)[0]));
}

/** The sequences of a body whose names are seen where the body is. */
export const openSequences = (body: Body): readonly Sequence[] =>
  body.kind === 'sequence' ? [body] : body.branches.filter(({ name }) => !name);

/**
 * The items that stand in an item and are seen where it is, at any depth: none in a scope, and none in what is repeated,
 * which each repetition has for itself.
 */
export function seenIn(item: Item): readonly Item[] {
  if (item.name || item.repeat || item.kind !== 'group') return [];
  const inside = openSequences(item.body).flatMap(({ items }) => items.flatMap((one) => [one, ...seenIn(one)]));
  return item.body.kind === 'branches' ? [...inside, item.body.join] : inside;
}

/** The names that an item defines for those after it. */
export const definedBy = (item: Item): readonly string[] =>
  [item, ...seenIn(item)].flatMap(({ name }) => (name ? [templateText(name)] : []));

/** What is written for an attribute of a layer: its own word, or else the default around it. */
export const writtenFor = (item: LayerItem, key: string): WrittenValue | undefined =>
  item.own.get(key) ?? item.defaults.get(key)?.written;

/** The default that makes another value of what a layer says; one that gives back what it takes is none. */
export function transformOf(item: LayerItem, key: string): Default | undefined {
  const standard = item.own.has(key) ? item.defaults.get(key) : undefined;
  return standard && !isIdentity(standard, key) ? standard : undefined;
}

/** Whether a default gives back what a layer says: `filters: filters`, which undoes a default around it. */
const isIdentity = ({ written }: Default, key: string): boolean =>
  written.kind === 'formula' && written.expression.kind === 'name' && written.expression.name === key;
