/** The part of a spec that an end point needs. */
import {
  type Block,
  type Body,
  type Branch,
  type GroupItem,
  type Item,
  literal,
  type Sequence,
  type Spec,
} from '../../spec.js';
import { sourceOf } from './program.js';

/** The spec up to an end point, which is what its body comes to. A block that is cut inside is another block. */
export function sliceAt(spec: Spec, until: string): Spec {
  const slicer = new Slicer(spec, until);
  const items = slicer.slice(spec.body.items, true);
  if (!items) throw new Error(`no item gives the end point ${until}`);
  const body: Sequence = { kind: 'sequence', items: withoutUnread(items) };
  return { ...spec, blocks: new Map([...spec.blocks, ...slicer.cutBlocks]), body, outputs: new Map() };
}

class Slicer {
  readonly cutBlocks = new Map<string, Block>();

  constructor(
    private readonly spec: Spec,
    private readonly until: string,
  ) {}

  /** The items up to the one that gives the end point; undefined where none does. */
  slice(items: readonly Item[], isTop: boolean): readonly Item[] | undefined {
    for (const [index, item] of items.entries()) {
      const cut = this.cutItem(item, isTop);
      if (cut) return [...items.slice(0, index), cut];
    }
    return undefined;
  }

  private cutItem(item: Item, isTop: boolean): Item | undefined {
    const { endpoint = isTop && item.name } = item;
    const given = endpoint && ('text' in endpoint ? endpoint.text : literal(endpoint));
    if (given === this.until) return switchedOn(item);
    if (item.kind === 'layer') return undefined;
    if (item.kind === 'group') {
      const body = this.cutBody(item.body, isTop && !item.name);
      return body && switchedOn({ ...item, body });
    }
    const block = this.spec.blocks.get(item.block.text);
    const body = block && this.cutBody(block.body, false);
    if (!block || !body) return undefined;
    const name = { ...block.name, text: `${block.name.text}_${this.until}` };
    this.cutBlocks.set(name.text, { ...block, name, body, outputs: new Map() });
    return switchedOn({ ...item, block: { ...item.block, text: name.text } });
  }

  private cutBody(body: Body, isTop: boolean): Body | undefined {
    if (body.kind === 'sequence') {
      const items = this.slice(body.items, isTop);
      return items && { kind: 'sequence', items: withoutUnread(items) };
    }
    for (const branch of body.branches) {
      const items = this.slice(branch.items, isTop && !branch.name);
      if (items) return { kind: 'sequence', items: [inBranch(branch, withoutUnread(items))] };
    }
    return this.cutItem(body.join, isTop) && body;
  }
}

/** An item without its condition: a network that is cut at an end point has it. */
function switchedOn(item: Item): Item {
  const { when: _, ...on } = item;
  return on;
}

/** A branch that is left alone: its items in its scope. */
function inBranch({ name, span }: Branch, items: readonly Item[]): GroupItem {
  return {
    kind: 'group',
    span,
    ...(name ? { name: { parts: [name.text], span: name.span } } : {}),
    body: { kind: 'sequence', items },
  };
}

/** Leaves out the items whose output the last one does not need. */
function withoutUnread(items: readonly Item[]): readonly Item[] {
  const needed = new Set<string>();
  let readsPrevious = true;
  const kept: Item[] = [];
  for (const item of [...items].reverse()) {
    if (!readsPrevious && !definedBy(item).some((name) => needed.has(name))) continue;
    kept.unshift(item);
    for (const { text } of referencesOf(item)) needed.add(text.split('.')[0] as string);
    const mayBeSkipped: boolean = readsPrevious && item.when !== undefined;
    readsPrevious = !item.inputs || mayBeSkipped;
  }
  return kept;
}

/** The names that an item defines for those after it: its own, or, without a scope, those inside. */
function definedBy(item: Item): readonly string[] {
  if (item.name) return [sourceOf(item.name)];
  if (item.kind !== 'group') return [];
  const sequences = item.body.kind === 'sequence' ? [item.body] : item.body.branches.filter(({ name }) => !name);
  const joined = item.body.kind === 'branches' ? definedBy(item.body.join) : [];
  return [...joined, ...sequences.flatMap(({ items }) => items.flatMap(definedBy))];
}

function referencesOf(item: Item): readonly { readonly text: string }[] {
  const own = item.inputs ?? [];
  if (item.kind !== 'group') return own;
  const sequences = item.body.kind === 'sequence' ? [item.body] : item.body.branches;
  return [...own, ...sequences.flatMap(({ items }) => items.flatMap(referencesOf))];
}
