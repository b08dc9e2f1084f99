/** The part of a spec that an end point needs. */

import { definedBy, partsOf, referredIn } from '../spec/scoping.js';
import {
  type Block,
  type Body,
  type Branch,
  type Formula,
  type GroupItem,
  type Item,
  isAskedEach,
  mayBeAbsent,
  readsPrevious,
  type Sequence,
  type Spec,
} from '../spec/spec.js';
import { found } from '../text/lookup.js';
import type { Graph, ItemStep } from './graph.js';

/**
 * The spec up to an end point, which is the result of its body; `path` leads to it. A block that is cut inside is a new
 * block, and so is a repetition of an item that is cut inside it.
 */
export function sliceAt(spec: Spec, { endpoint, path }: NonNullable<Graph['cut']>): Spec {
  const slicer = new Slicer(spec, endpoint);
  const body: Sequence = { kind: 'sequence', items: slicer.slice(spec.body.items, path) };
  return { ...spec, blocks: new Map([...spec.blocks, ...slicer.cutBlocks]), body, outputs: new Map() };
}

class Slicer {
  readonly cutBlocks = new Map<string, Block>();

  constructor(
    private readonly spec: Spec,
    private readonly endpoint: string,
  ) {}

  /** The items up to the one that the path leads to or through, as far as that one needs them. */
  slice(items: readonly Item[], path: readonly ItemStep[]): readonly Item[] {
    const at = items.indexOf((path[0] as ItemStep).item);
    return neededItems([...items.slice(0, at), ...this.cutItem(path)], new Set(), true);
  }

  /** The first item of a path, cut where the path ends, after its earlier repetitions. */
  private cutItem([step, ...rest]: readonly ItemStep[]): readonly Item[] {
    const { item, index } = step as ItemStep;
    if (index === undefined) return [isAskedEach(item) ? item : this.cutInside(switchedOn(item), rest)];
    if (rest.length === 0) return [repeated(item, 0, index + 1)];
    const last = this.cutInside(repeated(switchedOn(item), index, index + 1), rest);
    return index === 0 ? [last] : [repeated(item, 0, index), last];
  }

  /** An item, cut where the rest of a path ends in it. */
  private cutInside(item: Item, rest: readonly ItemStep[]): Item {
    if (rest.length === 0 || item.kind === 'layer') return item;
    if (item.kind === 'group') return { ...item, body: this.cutBody(item.body, rest) };
    const block = found(this.spec.blocks, item.block.text);
    const name = { ...block.name, text: `${block.name.text}_${this.endpoint}` };
    this.cutBlocks.set(name.text, { ...block, name, body: this.cutBody(block.body, rest), outputs: new Map() });
    return { ...item, block: { ...item.block, text: name.text } };
  }

  private cutBody(body: Body, path: readonly ItemStep[]): Body {
    const [step] = path as readonly [ItemStep, ...ItemStep[]];
    if (body.kind === 'sequence') return { kind: 'sequence', items: this.slice(body.items, path) };
    if (step.item === body.join) return body;
    const at = body.branches.findIndex(({ items }) => items.includes(step.item));
    const branch = body.branches[at] as Branch;
    const { loops } = body.join;
    const cut = inBranch(branch, this.slice(branch.items, path), loops);
    return { kind: 'sequence', items: [...asides(body.branches.slice(0, at), cut, loops), cut] };
  }
}

/** An item without its condition: a network cut at its end point contains it. */
function switchedOn(item: Item): Item {
  const { when: _, ...on } = item;
  return on;
}

/** The repetitions of an item from `first` up to, but not including, `last`, without its condition. */
function repeated(item: Item, first: number, last: number): Item {
  const { span } = item.repeat as Formula;
  const count: Formula = { expression: { kind: 'literal', value: last, start: 0, end: 0 }, span, exact: false };
  return { ...(isAskedEach(item) ? item : switchedOn(item)), repeat: count, ...(first > 0 ? { first } : {}) };
}

/** A branch by itself: its items in its scope. */
function inBranch({ name, span }: Branch, items: readonly Item[], loops: number): GroupItem {
  return {
    kind: 'group',
    span,
    ...(name ? { name: { parts: [name.text], span: name.span } } : {}),
    loops,
    body: { kind: 'sequence', items },
  };
}

/** What a branch by itself needs of the branches before it, whose layers it can name if they have no scope. */
function asides(before: readonly Branch[], cut: GroupItem, loops: number): readonly GroupItem[] {
  const needed = new Set(namesReferredBy(cut));
  return before
    .filter(({ name }) => !name)
    .reverse()
    .flatMap((branch): GroupItem[] => {
      const items = neededItems(branch.items, needed, false);
      return items.length > 0 ? [{ ...inBranch(branch, items, loops), isAside: true }] : [];
    })
    .reverse();
}

/** The items that define needed names, which they add to, and the last item if it is needed. */
function neededItems(items: readonly Item[], needed: Set<string>, isLastNeeded: boolean): readonly Item[] {
  let isNeeded = isLastNeeded;
  const kept: Item[] = [];
  for (const item of [...items].reverse()) {
    if (!isNeeded && !definedBy(item).some((name) => needed.has(name))) continue;
    kept.unshift(item);
    for (const name of namesReferredBy(item)) needed.add(name);
    const mayBeSkipped: boolean = isNeeded && mayBeAbsent(item);
    isNeeded = readsPrevious(item) || mayBeSkipped;
  }
  return kept;
}

/** The names that an item and its content refer to. */
function namesReferredBy(item: Item): readonly string[] {
  const own = (item.inputs ?? []).map((name) => partsOf(name)[0]);
  return item.kind === 'group' ? [...own, ...referredIn(item.body)] : own;
}
