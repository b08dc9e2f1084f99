/** Declarations that do not hold in any use of a block: one mistake, in the block. */
import type { Declaration } from '../graph/graph.js';
import { groupBy } from '../text/group-by.js';

/** Groups mistakes by block if all `declared` of its uses are wrong; others stay single. */
export function groupByBlock<T extends { readonly declaration: Declaration }>(
  wrong: readonly T[],
  declared: readonly Declaration[],
): readonly (readonly T[])[] {
  const blockOf = ({ item }: Declaration) => (item.kind === 'use' ? item.block.text : undefined);
  const all = countBy(declared.map(blockOf));
  const odd = countBy(wrong.map(({ declaration }) => blockOf(declaration)));
  const groups = groupBy(wrong, (one) => {
    const block = blockOf(one.declaration);
    return block !== undefined && odd.get(block) === all.get(block) ? block : one;
  });
  return [...groups.values()];
}

function countBy(keys: readonly unknown[]): ReadonlyMap<unknown, number> {
  const counts = new Map<unknown, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
