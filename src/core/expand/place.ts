/** Where expansion is, and what the names are there. */
import type { Edge, ItemStep } from '../../graph/graph.js';
import type { Item, LayerItem, Name, UseItem } from '../../spec/spec.js';
import { itemAt } from '../../text/lookup.js';
import type { ResolvedUse, Unit } from '../core.js';
import { type SharingPlace, sharingKey } from '../sharing.js';
import type { UnitEnvironment } from './environment.js';
import { Frame, type NamedEdges } from './frame.js';

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
  /** Whether training changes the weights here. */
  readonly isTrainable: boolean;
  readonly sharing: Omit<SharingPlace<string>, 'indexAt'>;
}

/** What an item gives: its output, and by name the outputs that its block lists, or those of an op with several. */
export interface Result {
  readonly edge: Edge;
  readonly outputs: NamedEdges;
}

/** What an item gives, and the first of its inputs. */
export interface Expanded extends Result {
  readonly input: Edge;
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
  const uses = [...place.uses, item];
  const use = weightsKey(item, place);
  const thisUse = use ?? [...uses.map(({ id }) => id), ...indicesIn(place.steps)].join(' ');
  return {
    ...opened,
    unit,
    root: unit.owner.kind === 'spec' ? environment : place.root,
    uses,
    renamed,
    isTop: false,
    sharing: { use, spec: unit.owner.kind === 'spec' ? [thisUse] : place.sharing.spec },
  };
}

/** The name that the innermost use gives a layer of its block. */
export const newName = (item: Item, { renamed }: Place): Name | undefined => renamed.get(item)?.to;

/** The key under which an item shares its weights; undefined if it shares none. */
export function weightsKey(item: LayerItem | UseItem, { sharing, steps }: Place): string | undefined {
  const indexAt = (loops: number) => String(itemAt(indicesIn(steps), loops - item.loops - 1));
  return sharingKey(item, { ...sharing, indexAt })?.join('');
}

const indicesIn = (steps: readonly ItemStep[]): readonly number[] => steps.flatMap(({ index }) => index ?? []);
