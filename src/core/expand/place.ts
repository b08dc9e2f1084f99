/** Where expansion is, and what the names are there. */
import type { Edge, ItemStep } from '../../graph/graph.js';
import { type Item, isPath, type LayerItem, type Name, type UseItem } from '../../spec/spec.js';
import type { ResolvedUse, Unit } from '../core.js';
import type { UnitEnvironment } from './environment.js';
import { Frame } from './frame.js';

export interface Place {
  /** The block, or the network of this or of another spec, that is expanded. */
  readonly unit: Unit;
  /** The scopes around, ending in a slash, or empty. */
  readonly scope: string;
  readonly frame: Frame;
  readonly environment: UnitEnvironment;
  /** That of the spec around. */
  readonly root: UnitEnvironment;
  readonly uses: readonly UseItem[];
  /** The names that the innermost use gives to layers. */
  readonly renamed: ResolvedUse['renamed'];
  readonly steps: readonly ItemStep[];
  readonly isTop: boolean;
  /** The key under which a use shares its weights. */
  readonly sharing?: string;
}

/** What an item gives: its output, and by name the outputs that its block lists, or those of an op with several. */
export interface Result {
  readonly edge: Edge;
  readonly outputs: ReadonlyMap<string, Edge>;
}

/** The place of one of an item's repetitions. */
export function repetitionOf(item: Item, index: number, place: Place): Place {
  return {
    ...place,
    frame: item.kind === 'group' ? new Frame(place.frame) : place.frame,
    environment: place.environment.repeated(item, index),
    steps: [...place.steps, { item, index }],
  };
}

/** The place inside a use: the scope that the use opens, with the names of what it uses. */
export function insideUse(item: UseItem, { unit, renamed }: ResolvedUse, opened: Place, place: Place): Place {
  const { environment } = opened;
  const sharing = sharingKey(item, place);
  return {
    ...opened,
    unit,
    root: unit.owner.kind === 'spec' ? environment : place.root,
    uses: [...place.uses, item],
    renamed,
    isTop: false,
    ...(sharing ? { sharing } : {}),
  };
}

/** The name that the innermost use gives a layer of its block. */
export const newName = (item: Item, { renamed }: Place): Name | undefined => renamed.get(item)?.to;

/** The key under which an item shares its weights: its own, or its place in a use that shares them. */
export function sharingKey(
  { id, weights, loops }: LayerItem | UseItem,
  { sharing, steps, uses }: Place,
): string | undefined {
  // Each use of another spec has its weights to itself.
  const whose = uses.flatMap((use) => (isPath(use.block.text) ? [use.id] : [])).join(' ');
  if (weights) return `${whose} ${weights.text}`.trimStart();
  if (sharing === undefined) return undefined;
  const indices = steps.flatMap(({ index }) => (index === undefined ? [] : [index]));
  return [sharing, id, ...indices.slice(indices.length - loops)].join(' ');
}
