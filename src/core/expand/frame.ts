/** What the names of a unit's inputs and items are in one expansion of it, or in one repetition in that. */
import type { Edge } from '../../graph/graph.js';
import type { Item } from '../../spec/spec.js';
import type { Span } from '../../text/source.js';
import type { Named, Reference, Unit } from '../core.js';
import { seenIn } from '../scope.js';

/** What has a name: an edge with other outputs, by name; or what is switched off, by itself or by what it is in. */
export type Bound =
  | { readonly kind: 'edge'; readonly edge: Edge; readonly outputs: NamedEdges; readonly span: Span }
  | { readonly kind: 'off'; readonly by: Item };

/** Edges by name; `reference` is where one is named. */
export interface NamedEdges {
  get(name: string, reference: Span): Edge | undefined;
  keys(): Iterable<string>;
}

export class Frame {
  private readonly own = new Map<Named, Bound>();

  constructor(private readonly around?: Frame) {}

  find(named: Named | undefined): Bound | undefined {
    return named && (this.own.get(named) ?? this.around?.find(named));
  }

  /** The edge that a reference leads to. */
  edgeOf({ name, target, output }: Reference): Edge | undefined {
    const bound = this.find(target);
    if (bound?.kind !== 'edge') return undefined;
    return output === undefined ? bound.edge : bound.outputs.get(output, name.span);
  }

  isOff({ target }: Reference): boolean {
    return this.find(target)?.kind === 'off';
  }

  /** Binds a name; gives the place of another item of the name that is there. */
  define(named: Named | undefined, bound: Bound): Span | undefined {
    if (!named) return undefined;
    const earlier = this.own.get(named);
    if (earlier?.kind === 'edge') return bound.kind === 'edge' ? earlier.span : undefined;
    this.own.set(named, bound);
    return undefined;
  }

  /** Marks an item that is not there, and what it holds in the same scope. */
  switchOff(item: Item, { named }: Unit): void {
    for (const one of [item, ...seenIn(item)]) this.define(named.get(one), { kind: 'off', by: item });
  }
}
