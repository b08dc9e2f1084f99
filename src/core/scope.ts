/** The layers and inputs that can be referred to at a place: those of its scope, then those of the scopes around. */
import { type Item, literal, type Name } from '../spec/spec.js';
import type { Span } from '../text/source.js';
import type { Named, NamedInput, NamedItems } from './core.js';

export class Scope {
  private readonly own = new Map<string, NamedInput | GrowingItems>();
  private readonly later = new Map<string, Span>();
  private readonly open = new Map<string, Span>();

  constructor(private readonly around?: Scope) {}

  find(name: string): Named | undefined {
    return this.own.get(name) ?? this.around?.find(name);
  }

  /** The place of a later item of that name. */
  findLater(name: string): Span | undefined {
    return this.later.get(name) ?? this.around?.findLater(name);
  }

  /** The place of an item of that name that has begun and not ended. */
  findOpen(name: string): Span | undefined {
    return this.open.get(name) ?? this.around?.findOpen(name);
  }

  /** By name, the nearest first: the latest of the innermost scope. */
  all(): ReadonlyMap<string, Named> {
    const all = new Map<string, Named>([...this.own].toReversed());
    for (const [name, definition] of this.around?.all() ?? []) if (!all.has(name)) all.set(name, definition);
    return all;
  }

  /** Announces the items of a sequence. */
  expect(items: readonly Item[]): void {
    for (const item of items) {
      const name = item.name && literal(item.name);
      if (name !== undefined) this.later.set(name, item.span);
    }
  }

  /** An announced item begins. */
  begin(item: Item): void {
    const name = item.name && literal(item.name);
    if (name === undefined) return;
    this.later.delete(name);
    this.open.set(name, item.span);
  }

  defineInput(name: Name): Named {
    const named: NamedInput = { kind: 'input', name };
    this.own.set(name.text, named);
    return named;
  }

  /** Defines the name of an item, alone or with what has it already; undefined if it has none that is written out. */
  defineItem(item: Item): Named | undefined {
    const text = item.name && literal(item.name);
    if (text === undefined) return undefined;
    const earlier = this.own.get(text);
    if (earlier?.kind === 'items') earlier.items.push(item);
    const named: NamedInput | GrowingItems = earlier ?? { kind: 'items', text, items: [item] };
    this.own.set(text, named);
    return named;
  }
}

/** Items of one name, of which more may come. */
interface GrowingItems extends NamedItems {
  readonly items: [Item, ...Item[]];
}

/**
 * The items in an item, at any depth, with names that the scope of the item has: none in an inner scope, and none in a
 * repeated item, since each repetition has its own.
 */
export function seenIn(item: Item): readonly Item[] {
  if (item.name || item.repeat || item.kind !== 'group') return [];
  const { body } = item;
  const open = body.kind === 'sequence' ? [body] : body.branches.filter(({ name }) => !name);
  const inside = open.flatMap(({ items }) => items.flatMap((one) => [one, ...seenIn(one)]));
  return body.join ? [...inside, body.join] : inside;
}
