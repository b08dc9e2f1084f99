/** The part of a spec that an end point needs. */

import type { Graph, ItemStep } from '../graph/graph.js';
import {
  type Block,
  type Body,
  type Branch,
  type Formula,
  type GroupItem,
  type Item,
  isAskedEach,
  itemsOf,
  mayBeAbsent,
  readsPrevious,
  type Sequence,
  type Spec,
} from '../spec/spec.js';
import { found, itemAt } from '../text/lookup.js';
import type { Core, Named, Unit } from './core.js';
import { coreOf } from './resolver.js';
import { seenIn } from './scope.js';

/**
 * The spec up to an end point, which is the result of its body; `path` leads to it. A block that is cut inside is a new
 * block, and so is a repetition of an item that is cut inside it.
 */
export function sliceAt(spec: Spec, { endpoint, path }: NonNullable<Graph['cut']>): Spec {
  const core = coreOf(spec);
  const slicer = new Slicer(core, endpoint);
  const body: Sequence = { kind: 'sequence', items: slicer.slice(spec.body.items, path, core.network) };
  return { ...spec, blocks: new Map([...spec.blocks, ...slicer.cutBlocks]), body, outputs: new Map() };
}

class Slicer {
  readonly cutBlocks = new Map<string, Block>();

  constructor(
    private readonly core: Core,
    private readonly endpoint: string,
  ) {}

  /** The items of a unit up to the one that the path leads to or through, as far as that one needs them. */
  slice(items: readonly Item[], path: readonly ItemStep[], unit: Unit): readonly Item[] {
    const at = items.indexOf(itemAt(path, 0).item);
    return neededItems([...items.slice(0, at), ...this.cutItem(path, unit)], new Set(), true, unit);
  }

  /** The first item of a path, cut where the path ends, after its earlier repetitions. */
  private cutItem(path: readonly ItemStep[], unit: Unit): readonly Item[] {
    const { item, index } = itemAt(path, 0);
    const rest = path.slice(1);
    if (index === undefined) return [isAskedEach(item) ? item : this.cutInside(switchedOn(item), rest, unit)];
    if (rest.length === 0) return [repeated(item, 0, index + 1)];
    const last = this.cutInside(repeated(switchedOn(item), index, index + 1), rest, unit);
    return index === 0 ? [last] : [repeated(item, 0, index), last];
  }

  /** An item, cut where the rest of a path ends in it. */
  private cutInside(item: Item, rest: readonly ItemStep[], unit: Unit): Item {
    if (rest.length === 0 || item.kind === 'layer') return item;
    if (item.kind === 'group') return { ...item, body: this.cutBody(item.body, rest, unit) };
    const block = found(this.core.spec.blocks, item.block.text);
    const inside = found(new Map(this.core.blocks.map((one) => [one.owner, one])), block);
    const name = { ...block.name, text: `${block.name.text}_${this.endpoint}` };
    const body = this.cutBody(block.body, rest, inside);
    this.cutBlocks.set(name.text, { ...block, name, body, outputs: new Map() });
    return { ...item, block: { ...item.block, text: name.text } };
  }

  private cutBody(body: Body, path: readonly ItemStep[], unit: Unit): Body {
    const { item } = itemAt(path, 0);
    if (item === body.join) return body;
    if (body.kind === 'sequence') return { kind: 'sequence', items: this.slice(body.items, path, unit) };
    const at = body.branches.findIndex(({ items }) => items.includes(item));
    const branch = itemAt(body.branches, at);
    const { loops } = body.join;
    const cut = inBranch(branch, this.slice(branch.items, path, unit), loops);
    return { kind: 'sequence', items: [...asides(body.branches.slice(0, at), cut, loops, unit), cut] };
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
function asides(before: readonly Branch[], cut: GroupItem, loops: number, unit: Unit): readonly GroupItem[] {
  const needed = new Set(namedBy(cut, unit));
  return before
    .filter(({ name }) => !name)
    .reverse()
    .flatMap((branch): GroupItem[] => {
      const items = neededItems(branch.items, needed, false, unit);
      return items.length > 0 ? [{ ...inBranch(branch, items, loops), isAside: true }] : [];
    })
    .reverse();
}

/** The items among what is needed by name, to which they add what they need, and the last item if it is needed. */
function neededItems(items: readonly Item[], needed: Set<Named>, isLastNeeded: boolean, unit: Unit): readonly Item[] {
  let isNeeded = isLastNeeded;
  const kept: Item[] = [];
  for (const item of [...items].reverse()) {
    const isNamed = [item, ...seenIn(item)].flatMap((one) => unit.named.get(one) ?? []).some((one) => needed.has(one));
    if (!isNeeded && !isNamed) continue;
    kept.unshift(item);
    for (const one of namedBy(item, unit)) needed.add(one);
    const mayBeSkipped: boolean = isNeeded && mayBeAbsent(item);
    isNeeded = readsPrevious(item) || mayBeSkipped;
  }
  return kept;
}

/** What an item and its content refer to. */
function namedBy(item: Item, { inputs }: Unit): readonly Named[] {
  const items = item.kind === 'group' ? [item, ...itemsOf(item.body)] : [item];
  return items.flatMap((one) => (one.inputs ?? []).flatMap((name) => inputs.get(name)?.target ?? []));
}
