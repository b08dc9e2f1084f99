/** Lookups of values that must exist, so that a bug is an error here and no `undefined` elsewhere. */

/** The value of a key; throws if there is none. */
export function found<Key, T>(map: ReadonlyMap<Key, T | undefined>, key: Key): T {
  const value = map.get(key);
  if (value === undefined) throw new Error(`internal error: no entry for ${String(key)}`);
  return value;
}

/** The item at an index, which counts from the end if negative; throws if there is none. */
export function itemAt<T>(items: readonly (T | undefined)[], index: number): T {
  const item = items.at(index);
  if (item === undefined) throw new Error(`internal error: no item ${index} in a list of ${items.length}`);
  return item;
}

/** The keys of a table that is written out in full, with their types. */
export const keysOf = <Table extends object>(table: Table) => Object.keys(table) as (keyof Table & string)[];
