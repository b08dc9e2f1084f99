/** The layers of a report folded to modules: the rows of its tables. */
import type { Count, LayerReport, Report } from './report.js';

/** A layer, or a module with all that is in it. */
export interface Row {
  /** Below the module around it. */
  readonly name: string;
  readonly level: number;
  readonly layers: number;
  readonly output: readonly Count[];
  readonly output_formula?: readonly (number | string)[];
  readonly params: Count;
  readonly macs: Count;
}

/** The rows of a report with so many levels of modules unfolded; the rows of a level add up to the totals. */
export function foldModules({ layers }: Report, depth: number): readonly Row[] {
  return fold(layers, 0, depth);
}

function fold(layers: readonly LayerReport[], level: number, depth: number): readonly Row[] {
  const modules = new Map<string, LayerReport[]>();
  for (const layer of layers) {
    // A join bears the name of its module; inside the module it goes by its op.
    const name = layer.name.split('/')[level] ?? layer.op;
    const members = modules.get(name);
    if (members) members.push(layer);
    else modules.set(name, [layer]);
  }
  return [...modules].flatMap(([name, members]) => [
    moduleRow(name, level, members),
    ...(members.length > 1 && level + 1 < depth ? fold(members, level + 1, depth) : []),
  ]);
}

function moduleRow(name: string, level: number, members: readonly LayerReport[]): Row {
  const isWhole = (layer: LayerReport) => layer.name.split('/').length === level + 1;
  const { output, output_formula } = members.find(isWhole) ?? (members.at(-1) as LayerReport);
  return {
    name,
    level,
    layers: members.length,
    output,
    ...(output_formula ? { output_formula } : {}),
    params: total(members.map(({ params }) => params)),
    macs: total(members.map(({ macs }) => macs)),
  };
}

/** The sum of counts; not known where one of them is not. */
export function total(counts: readonly Count[]): Count {
  return counts.reduce<Count>((sum, count) => (sum === null || count === null ? null : sum + count), 0);
}
