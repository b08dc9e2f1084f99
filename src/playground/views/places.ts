/** Where layers and modules are in the spec, in both directions. */
import type { LayerEntry, ModuleEntry } from '../../analysis/report.js';
import type { Choice } from '../../reports/page/canvas.js';
import type { ShownNetwork } from '../../reports/page/data.js';

/** The line of a layer or a module in a file, counted from 1; undefined if it is in another file. */
export function lineOf({ report }: ShownNetwork, { kind, name }: Choice, file: string): number | undefined {
  const isNamed = (entry: LayerEntry | ModuleEntry) => entry.name === name;
  const entry = kind === 'module' ? report.modules.find(isNamed) : report.layers.find(isNamed);
  return entry?.file === file ? entry.line : undefined;
}

/** The layer or else the module with a name. */
export const choiceIn = ({ report }: ShownNetwork, name: string): Choice => ({
  kind: report.layers.some((layer) => layer.name === name) ? 'layer' : 'module',
  name,
});

/** The first layer or module of the item that a line of a file belongs to; undefined if it belongs to none. */
export function nameAt({ report, spec }: ShownNetwork, line: number, file: string): string | undefined {
  const names = new Map<number, string>();
  for (const entry of [...report.modules, ...report.layers])
    if (entry.file === file && !names.has(entry.line)) names.set(entry.line, entry.name);
  const indents = spec.split('\n').map((text) => text.search(/\S/));
  let least = (indents[line - 1] ?? -1) + 1;
  for (let at = line; at > 0 && least > 0; at -= 1) {
    const indent = indents[at - 1] ?? -1;
    if (indent === -1 || indent >= least) continue;
    const name = names.get(at);
    if (name !== undefined) return name;
    least = indent;
  }
  return undefined;
}
