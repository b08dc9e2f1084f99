/** What is said in a piece of a spec. */
import { findOp } from '../../src/ops/index.js';
import type { Plain, Yaml } from './layers.js';

/** Every word in the values of a piece, at any depth. */
export function mentions(piece: Plain): Set<string> {
  if (typeof piece === 'string') return new Set(piece.match(/[A-Za-z_]\w*/g));
  if (typeof piece !== 'object' || piece === null) return new Set();
  return new Set(Object.values(piece).flatMap((part) => [...mentions(part)]));
}

/** Every op that a piece has layers of, joins included. */
export function opsIn(piece: Plain): Set<string> {
  if (typeof piece !== 'object' || piece === null) return new Set();
  const ops = new Set(Object.values(piece).flatMap((part) => [...opsIn(part)]));
  const { op, branches, join = 'concat' } = piece as Yaml;
  if (typeof op === 'string') ops.add(op);
  if (branches && typeof join === 'string') ops.add(join);
  return ops;
}

/** The paths of the layers in a block's body that a use of it can rename. */
export function pathsIn({ layers, branches }: Yaml, path = ''): readonly string[] {
  const isNamed = !Array.isArray(branches);
  const rows = layers
    ? [['', layers] as const]
    : Object.entries(branches ?? {}).map(([name, row]) => [isNamed ? `${name}/` : '', row] as const);
  return rows.flatMap(([scope, row]) => [row ?? []].flat().flatMap((item) => pathsOf(item as Yaml, path + scope)));
}

function pathsOf(item: Yaml, path: string): readonly string[] {
  const name = String(item.name ?? '');
  if (name.includes('${')) return [];
  if (item.op === undefined) return pathsIn(item, name === '' ? path : `${path}${name}/`);
  return findOp(item.op as string) && name !== '' ? [path + name] : [];
}
