/** The structure of drawings: the parts of a network, or of a module, and the edges between them. */

import type { LayerEntry, ModuleEntry, Report } from '../../analysis/report.js';
import { found } from '../../text/lookup.js';
import { type Shown, shownDims, shownShapes } from '../shape-words.js';
import { layersByValue } from '../values.js';
import type { Looks } from './looks.js';

/** A box of a drawing: a layer, a module, or an input of the network. */
export type DrawnPart = {
  readonly label: string;
  /** The dimensions of its output. */
  readonly dims: readonly Shown[];
} & (
  | { readonly kind: 'layer'; readonly entry: LayerEntry }
  | { readonly kind: 'module'; readonly entry: ModuleEntry }
  | { readonly kind: 'input' }
);

type IndexPair = readonly [from: number, to: number];

/** Each part comes after its inputs. Edges are indices of parts. */
export interface Diagram {
  readonly parts: readonly DrawnPart[];
  readonly edges: readonly IndexPair[];
  /** The parts with inputs from outside. */
  readonly entries: readonly number[];
  /** The parts with outputs to the outside. */
  readonly exits: readonly number[];
  readonly looks: Looks;
}

/** A report with layers and modules by name. */
export class Structure {
  /** By the values that they give. */
  private readonly layers: ReadonlyMap<string, LayerEntry>;
  private readonly modules: ReadonlyMap<string, ModuleEntry>;
  private readonly members = new Map<string, LayerEntry[]>();
  private readonly takers = new Map<string, string[]>();

  constructor(
    readonly report: Report,
    readonly looks: Looks,
  ) {
    this.layers = layersByValue(report);
    this.modules = new Map(report.modules.map((entry) => [entry.name, entry]));
    for (const layer of report.layers) {
      for (const scope of this.scopesOf(layer.name)) addTo(this.members, scope, layer);
      for (const input of this.sourcesOf(layer)) addTo(this.takers, input, layer.name);
    }
  }

  /** The layers and inputs of the network that a layer takes from. */
  private sourcesOf({ inputs }: LayerEntry): readonly string[] {
    return inputs.map((input) => this.giverOf(input));
  }

  /** The layer that gives a value, or the input of the network that it is. */
  private giverOf(value: string): string {
    return this.layers.get(value)?.name ?? value;
  }

  module(name: string): ModuleEntry | undefined {
    return this.modules.get(name);
  }

  /** The layers in a module, in order; all layers for ''. */
  layersIn(scope: string): readonly LayerEntry[] {
    return scope === '' ? this.report.layers : (this.members.get(scope) ?? []);
  }

  /** The modules around a layer or a module, outermost first. A layer may have its module's name. */
  scopesOf(name: string): readonly string[] {
    const scopes: string[] = [];
    for (let end = name.indexOf('/'); end !== -1; end = name.indexOf('/', end + 1)) scopes.push(name.slice(0, end));
    return [...scopes, name].filter((scope) => this.modules.has(scope));
  }

  /**
   * The inside of a module, or the network for '', with nested modules folded. Branches are no parts. With
   * `showsSources`, what a module takes from outside are parts.
   */
  diagram(scope: string, showsSources = scope === ''): Diagram {
    const parts: DrawnPart[] = [];
    const numbers = new Map<string, number>();
    const add = (key: string, part: () => DrawnPart): number => {
      const known = numbers.get(key);
      if (known !== undefined) return known;
      numbers.set(key, parts.length);
      return parts.push(part()) - 1;
    };
    const edges = new Map<string, IndexPair>();
    const entries = new Set<number>();
    const exits = new Set<number>();
    const outputs = new Set(Object.values(this.report.output_layers).map((value) => this.giverOf(value)));
    const inside = new Set(this.layersIn(scope).map(({ name }) => name));
    const keyOf = (name: string) => this.foldedIn(scope, name) ?? `${name}/`;
    for (const layer of this.layersIn(scope)) {
      const folded = this.foldedIn(scope, layer.name);
      const sources = this.sourcesOf(layer);
      const outside = showsSources ? sources.filter((input) => !inside.has(input)) : [];
      for (const input of outside) add(`${input}/`, () => this.sourceOf(input));
      const to = add(keyOf(layer.name), () => this.partOf(scope, layer, folded));
      for (const input of sources) {
        const from = numbers.get(inside.has(input) ? keyOf(input) : `${input}/`);
        if (from === undefined) entries.add(to);
        else if (from !== to) edges.set(`${from} ${to}`, [from, to]);
      }
      const takers = this.takers.get(layer.name) ?? [];
      if (outputs.has(layer.name) || takers.some((taker) => !inside.has(taker))) exits.add(to);
    }
    return {
      parts,
      edges: [...edges.values()],
      entries: [...entries],
      exits: [...exits],
      looks: this.looks,
    };
  }

  /** The module that hides a layer in a drawing of the scope; undefined if the layer is visible. */
  private foldedIn(scope: string, layer: string): string | undefined {
    return this.scopesOf(layer)
      .filter((name) => name.length > scope.length && !this.modules.get(name)?.is_branch)
      .find((name) => this.layersIn(name).length > 1);
  }

  private sourceOf(name: string): DrawnPart {
    const layer = this.layers.get(name);
    const dims = shownShapes(this.report, 'inputs').get(name) ?? (layer ? shownDims(layer, this.report) : []);
    return { kind: 'input', label: ownName(name), dims };
  }

  private partOf(scope: string, layer: LayerEntry, folded: string | undefined): DrawnPart {
    const dimsOf = (entry: LayerEntry | ModuleEntry) => shownDims(entry, this.report);
    if (folded !== undefined) {
      const entry = found(this.modules, folded);
      return { kind: 'module', label: ownName(folded), dims: dimsOf(entry), entry };
    }
    const label = layer.name === scope ? layer.op : ownName(layer.name);
    return { kind: 'layer', label, dims: dimsOf(layer), entry: layer };
  }
}

const ownName = (name: string): string => name.slice(name.lastIndexOf('/') + 1);

function addTo<T>(lists: Map<string, T[]>, key: string, value: T): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
