/** Groups equal modules: uses of the same block with the same layers and connections. Each kind is drawn once. */

import type { ModuleEntry } from '../../analysis/report.js';
import { groupBy } from '../../text/group-by.js';
import type { Structure } from './structure.js';

export interface ModuleKind {
  /** From 0, in the order of first occurrence. */
  readonly number: number;
  /** The block's name; that of the first module if it is no use of a block. */
  readonly title: string;
  readonly modules: readonly [ModuleEntry, ...ModuleEntry[]];
}

/** The kinds by the names of their modules. A module of one layer has none. */
export function kindsOf(structure: Structure): ReadonlyMap<string, ModuleKind> {
  const signatures = new Map<string, string>();
  const numbers = new Map<string, number>();
  const signatureOf = (module: ModuleEntry): string => {
    const known = signatures.get(module.name);
    if (known !== undefined) return known;
    const { parts, edges, entries } = structure.diagram(module.name, true);
    const kinds = parts.map((part) =>
      part.kind === 'input' ? '' : part.kind === 'layer' ? part.entry.op : signatureOf(part.entry),
    );
    const text = JSON.stringify([module.block, kinds, edges, entries]);
    // Short at any depth of modules.
    if (!numbers.has(text)) numbers.set(text, numbers.size);
    const signature = `#${numbers.get(text)}`;
    signatures.set(module.name, signature);
    return signature;
  };
  const kinds = new Map<string, ModuleKind>();
  const drawn = structure.report.modules.filter(({ is_branch, layers }) => !is_branch && layers > 1);
  for (const [number, modules] of [...groupBy(drawn, signatureOf).values()].entries()) {
    const kind = { number, title: modules[0].block ?? modules[0].name, modules };
    for (const { name } of modules) kinds.set(name, kind);
  }
  return kinds;
}

/** `a` to `z`, then `aa`. */
export function letterOf({ number }: Pick<ModuleKind, 'number'>): string {
  const letter = String.fromCharCode(97 + (number % 26));
  return number < 26 ? letter : letterOf({ number: Math.floor(number / 26) - 1 }) + letter;
}
