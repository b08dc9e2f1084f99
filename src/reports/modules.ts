/** The layers of a report folded to modules: the rows of its tables. */

import type { Count } from '../analysis/counts.js';
import type { LayerEntry, ModuleEntry, Report } from '../analysis/report.js';
import { itemAt } from '../text/lookup.js';

/** A layer, or a module with all that is in it. */
export interface ModuleRow
  extends Pick<
    LayerEntry,
    | 'output'
    | 'output_formula'
    | 'params'
    | 'macs'
    | 'macs_formula'
    | 'live_bytes'
    | 'live_bytes_formula'
    | 'receptive_field'
    | 'effective_stride'
    | 'file'
    | 'line'
    | 'code_line'
  > {
  /** Below the module around it. */
  readonly name: string;
  /** The full name of the layer or the module. */
  readonly path: string;
  readonly kind: 'layer' | 'module';
  readonly level: number;
  readonly layers: number;
  /** The block of a module, or the op of a layer. */
  readonly what: string;
}

/** The rows of a report with `depth` levels of modules unfolded; the rows of a level add up to the totals. */
export function foldModules({ layers, modules }: Report, depth: number): readonly ModuleRow[] {
  return new Folding(modules, depth).fold(layers, '', 0);
}

class Folding {
  private readonly modules: ReadonlyMap<string, ModuleEntry>;

  constructor(
    modules: readonly ModuleEntry[],
    private readonly depth: number,
  ) {
    this.modules = new Map(modules.map((module) => [module.name, module]));
  }

  fold(layers: readonly LayerEntry[], scope: string, level: number): readonly ModuleRow[] {
    const modules = new Map<string, LayerEntry[]>();
    for (const layer of layers) {
      // A join has the name of its module; inside the module it is named by its op.
      const name = layer.name.split('/')[level] ?? layer.op;
      const members = modules.get(name);
      if (members) members.push(layer);
      else modules.set(name, [layer]);
    }
    return [...modules].flatMap(([name, members]) => [
      this.row({ name, path: scope + name, level }, members),
      ...(members.length > 1 && level + 1 < this.depth ? this.fold(members, `${scope}${name}/`, level + 1) : []),
    ]);
  }

  private row(place: Pick<ModuleRow, 'name' | 'path' | 'level'>, members: readonly LayerEntry[]): ModuleRow {
    const { path, level } = place;
    const module = this.modules.get(path);
    const isWhole = (layer: LayerEntry) => layer.name.split('/').length === level + 1;
    const whole = members.find(isWhole) ?? itemAt(members, -1);
    const { output, output_formula, receptive_field, effective_stride } = whole;
    const { file, line, code_line, ...formulas } = (members.length > 1 ? module : undefined) ?? whole;
    const { macs_formula, live_bytes_formula } = formulas;
    return {
      ...place,
      ...(members.length > 1 ? { kind: 'module' } : { kind: 'layer', path: whole.name }),
      layers: members.length,
      what: members.length > 1 ? (module?.block ?? '') : whole.op,
      output,
      ...(output_formula ? { output_formula } : {}),
      params: total(members.map(({ params }) => params)),
      macs: total(members.map(({ macs }) => macs)),
      ...(macs_formula === undefined ? {} : { macs_formula }),
      live_bytes: greatest(members.map(({ live_bytes }) => live_bytes)),
      ...(live_bytes_formula === undefined ? {} : { live_bytes_formula }),
      receptive_field,
      effective_stride,
      file,
      line,
      ...(code_line === undefined ? {} : { code_line }),
    };
  }
}

/** The sum of counts; unknown if one is. */
export function total(counts: readonly Count[]): Count {
  return counts.reduce<Count>((sum, count) => (sum === null || count === null ? null : sum + count), 0);
}

const greatest = (counts: readonly Count[]): Count =>
  counts.reduce<Count>((most, count) => (most === null || count === null ? null : Math.max(most, count)), 0);
