/**
 * Under which key an item shares its weights: the name that it gives them, or, in a use that shares its own, its place
 * there. A graph has keys, and code makes them while it runs.
 */
import type { LayerItem, UseItem } from '../spec/spec.js';

/** What is around an item, in pieces of a key. */
export interface SharingPlace<Piece> {
  /** In another spec: a key of this use of it, since each use has its names of weights to itself. */
  readonly spec?: readonly (string | Piece)[] | undefined;
  /** The key under which the innermost use shares its weights. */
  readonly use?: Piece | undefined;
  /** The index of the repetition, in the loop with a given number of loops around it. */
  indexAt(loops: number): Piece;
}

/** The pieces of an item's key; undefined if it shares no weights. */
export function sharingKey<Piece>(
  { id, weights, loops }: LayerItem | UseItem,
  { spec, use, indexAt }: SharingPlace<Piece>,
): readonly (string | Piece)[] | undefined {
  if (weights) return spec ? [...spec, ` ${weights.text}`] : [weights.text];
  if (use === undefined) return undefined;
  return [use, ` ${id}`, ...Array.from({ length: loops }, (_, loop) => [' ', indexAt(loop + 1)]).flat()];
}
