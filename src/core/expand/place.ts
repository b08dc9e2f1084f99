/** Where expansion stands, and what is seen there. */
import type { Binding, Edge, Environment, ItemStep } from '../../graph/graph.js';
import {
  type Block,
  type Item,
  indexName,
  isPath,
  type LayerItem,
  literal,
  type Name,
  type Spec,
  type UseItem,
} from '../../spec/spec.js';
import { Names } from '../wiring.js';

export interface Place {
  /** The scopes around, ending in a slash, or empty. */
  readonly scope: string;
  /** The same below the innermost use, for renames. */
  readonly path: string;
  readonly names: Names;
  readonly environment: Environment;
  /** The environments around, by how many repeated items stand around: the body's own, then with the index of each. */
  readonly environments: readonly Environment[];
  readonly uses: readonly UseItem[];
  readonly steps: readonly ItemStep[];
  readonly isTop: boolean;
  /** The spec that is expanded: the network's own, or one that it uses; and what it sees everywhere. */
  readonly spec: Spec;
  readonly root: Environment;
  /** The key under which a use shares its weights. */
  readonly sharing?: string;
}

/** What an item comes to: its output, and by name the outputs that its block lists, or those of an op with several. */
export interface Result {
  readonly edge: Edge;
  readonly outputs: ReadonlyMap<string, Edge>;
}

/** Values, and formulas that may mention them and one another. */
export function environmentOf(
  values: ReadonlyMap<string, Binding>,
  formulas: Spec['formulas'],
  around: Environment = new Map(),
): Environment {
  const environment = new Map([...around, ...values]);
  for (const [name, formula] of formulas) environment.set(name, { kind: 'formula', formula, environment });
  return environment;
}

/** The place of one of an item's repetitions, where `index` is its number. */
export function repetitionOf(item: Item, index: number, place: Place): Place {
  const environment = environmentOf(
    new Map([[indexName, { kind: 'value', value: index }]]),
    new Map(),
    place.environment,
  );
  return {
    ...place,
    names: item.kind === 'group' ? new Names(place.names) : place.names,
    environment,
    environments: [...place.environments, environment],
    steps: [...place.steps, { item, index }],
  };
}

/** The place inside a use: the scope that the use opens, with the block's own names. */
export function insideUse(item: UseItem, block: Block | Spec, opened: Place, place: Place): Place {
  const { environment } = opened;
  const sharing = sharingKey(item, place);
  return {
    ...opened,
    path: '',
    environments: [environment],
    uses: [...place.uses, item],
    isTop: false,
    ...(block.kind === 'spec' ? { spec: block, root: environment } : {}),
    ...(sharing ? { sharing } : {}),
  };
}

/** The name that the innermost use gives a layer of its block. */
export function newName(item: Item, place: Place): Name | undefined {
  const written = item.kind === 'layer' && item.name ? literal(item.name) : undefined;
  return written === undefined ? undefined : place.uses.at(-1)?.rename.get(place.path + written)?.to;
}

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
