/** What is said in a piece of a spec. */
import { findOp } from '../../src/ops/index.js';
import type { Plain, Yaml } from './layers.js';

/** Every word in the values of a piece, at any depth; of names, those of their expressions. */
export function mentions(piece: Plain): Set<string> {
  if (typeof piece === 'string') return new Set(piece.match(/[A-Za-z_]\w*/g));
  if (typeof piece !== 'object' || piece === null) return new Set();
  const values = Object.entries(piece).map(([key, part]) => (key === 'name' ? holesOf(part) : part));
  return new Set(values.flatMap((part) => [...mentions(part)]));
}

/** The expressions in a name: `index` of `conv_${index}`. */
const holesOf = (name: Plain): Plain => (typeof name === 'string' ? [...(name.match(/\$\{[^}]*\}/g) ?? [])] : name);

/** Whether some layer in a piece, joins included, takes a default: what it is silent of, or what the default changes. */
export function takesDefault(piece: Plain, op: string, attribute: string, value: Plain): boolean {
  if (typeof piece !== 'object' || piece === null) return false;
  const changes = mentions(value).has(attribute);
  const { op: own, branches, join = 'concat' } = piece as Yaml;
  if (own === op && attribute in piece === changes) return true;
  if (branches && join === op && !changes) return true;
  return Object.values(piece).some((part) => takesDefault(part, op, attribute, value));
}

/** Whether a mapping in a piece has a key, at any depth. */
export function hasKey(piece: Plain, key: string): boolean {
  if (typeof piece !== 'object' || piece === null) return false;
  return key in piece || Object.values(piece).some((part) => hasKey(part, key));
}

/** Whether a piece has a default of its own, at any depth. */
export function hasDefault(piece: Plain, op: string, attribute: string): boolean {
  if (typeof piece !== 'object' || piece === null) return false;
  const { defaults } = piece as { defaults?: { [op: string]: Yaml } };
  return attribute in (defaults?.[op] ?? {}) || Object.values(piece).some((part) => hasDefault(part, op, attribute));
}

/** A piece in which nothing is an end point by another name. */
export function withoutEndpoints(piece: Plain): Plain {
  if (typeof piece !== 'object' || piece === null) return piece;
  if (Array.isArray(piece)) return piece.map(withoutEndpoints);
  const kept = Object.entries(piece).filter(([key]) => key !== 'endpoint');
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutEndpoints(value)]));
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
