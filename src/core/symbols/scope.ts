/** Which names are seen where, for the walk that finds symbols. */
import { type Block, type Item, indexName, type Spec } from '../../spec/spec.js';
import type { Growing } from './table.js';

/** What a name of a layer, an input or a branch stands for, and the item that has it. */
export interface Visible {
  readonly symbol: Growing;
  readonly item?: Item;
}

/** The names that are seen in a sequence, as `Names` of the resolution has them, of whatever is there in any variant. */
export class SymbolScope {
  private readonly own = new Map<string, Visible>();

  constructor(private readonly around?: SymbolScope) {}

  find(name: string): Visible | undefined {
    return this.own.get(name) ?? this.around?.find(name);
  }

  findOwn(name: string): Visible | undefined {
    return this.own.get(name);
  }

  define(name: string, visible: Visible): void {
    this.own.set(name, visible);
  }
}

/** Where the walk is. */
export interface SymbolPlace {
  readonly owner: Spec | Block;
  readonly ownerSymbol?: Growing;
  readonly scope: SymbolScope;
  /** Of each repeated item around. */
  readonly indices: readonly Growing[];
}

/** What names stand for before parameters and formulas do. */
export type Locals = ReadonlyMap<string, Growing>;

/** The index that is seen at a place, if any. */
export function indexOf({ indices }: SymbolPlace): Locals {
  const innermost = indices.at(-1);
  return new Map(innermost ? [[indexName, innermost]] : []);
}
