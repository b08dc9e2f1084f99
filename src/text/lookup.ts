/**
 * What must be there: looked up where the program itself makes sure of it, so that a mistake in it is no `undefined`
 * that shows up later and elsewhere.
 */

/** The value of a key; throws if the map has no such key. */
export function found<Key, T>(map: ReadonlyMap<Key, T | undefined>, key: Key): T {
  const value = map.get(key);
  if (value === undefined) throw new Error(`internal error: no entry for ${String(key)}`);
  return value;
}

/** The item at an index, which counts from the end if negative; throws if the list has no such item. */
export function itemAt<T>(items: readonly (T | undefined)[], index: number): T {
  const item = items.at(index);
  if (item === undefined) throw new Error(`internal error: no item ${index} in a list of ${items.length}`);
  return item;
}

/** The keys of a table that the code writes out in full; the type of other objects need not name all of their keys. */
export const keysOf = <Table extends object>(table: Table) => Object.keys(table) as (keyof Table & string)[];
