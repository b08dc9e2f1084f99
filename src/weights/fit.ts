/** How a network's weights and a file's tensors go together, told from headers alone. */

import { isKnown, type Shape } from '../expressions/shape.js';
import type { Layer, Model } from '../graph/graph.js';
import { batchNormOf } from '../ops/companions.js';
import { found } from '../text/lookup.js';
import { type Arrangement, arrangementOf, fitsShape, outputKernelOf } from './axes.js';
import { nameInFile, networkHole, openText, orderHole, type Rule, scopesOf, type WeightMap } from './map.js';
import { fill, match, type Pattern, parsePattern } from './pattern.js';
import type { StoredTensor, TensorFile } from './tensor.js';

/** A weight of a layer; its name is that of the layer and its own below that. */
export interface WeightSlot {
  readonly name: string;
  readonly layer: Layer;
  readonly weight: string;
  readonly shape: Shape;
}

/** A weight with the tensor that fills it. */
export interface Filled {
  readonly slot: WeightSlot;
  readonly tensor: StoredTensor;
  readonly arrangement: Arrangement;
}

/** A weight that no tensor fills, and why. */
export type UnfilledWeight = Missing | Misshapen | Taken;

interface Unfilled {
  readonly slot: WeightSlot;
  /** Whether it may be so. */
  readonly isAllowed: boolean;
}

interface Missing extends Unfilled {
  readonly kind: 'missing';
  /** The name that it should have; absent where the map has none. */
  readonly tensor?: string;
}

interface Misshapen extends Unfilled {
  readonly kind: 'shape';
  readonly tensor: StoredTensor;
  /** The shape that the tensor should have; absent where it depends on the size of the input. */
  readonly stored?: readonly number[];
}

interface Taken extends Unfilled {
  readonly kind: 'taken';
  readonly tensor: StoredTensor;
  /** The earlier weight that the tensor fills. */
  readonly by: WeightSlot;
}

/** A rule that goes by the numbers in the names of tensors, where there are not as many of them as layers. */
export interface OrderMiscount {
  readonly rule: Rule;
  readonly layers: number;
  readonly numbers: number;
}

export interface Fit {
  readonly model: Model;
  readonly file: TensorFile;
  readonly map: WeightMap;
  /** In the network's order. */
  readonly filled: readonly Filled[];
  /** Scales of batch norms that the network does not have; they go into the kernels before them. */
  readonly folded: readonly Filled[];
  readonly misfits: readonly UnfilledWeight[];
  /** What has no place in the network, but for what the map ignores. */
  readonly leftOver: readonly StoredTensor[];
  /** Rules that fit no weight of the network. */
  readonly idle: readonly Rule[];
  readonly miscounts: readonly OrderMiscount[];
  /** Whether every weight is filled, or may be left as it is. */
  readonly ok: boolean;
}

/** The map for a file that has the network's own names. */
export const ownNames: WeightMap = {
  layout: 'tensorflow',
  separator: '/',
  renamings: [],
  rules: [{ weight: patternOf('${weight}'), tensor: patternOf('${weight}') }],
  ignored: [],
};

function patternOf(text: string): Pattern {
  const pattern = parsePattern(text);
  if ('fault' in pattern) throw new Error(pattern.fault);
  return pattern;
}

/**
 * Finds the tensor for each weight of a network. What fits one of the patterns of `allowed`, by its own name or that of
 * a scope around it, may be missing or have another shape.
 */
export function fit(model: Model, file: TensorFile, map = ownNames, allowed: readonly Pattern[] = []): Fit {
  return new Fitter(model, file, map, allowed).fit();
}

/** The tensors of a file without the `:0` that TensorFlow ends the names of variables with. */
function tensorsByName({ tensors }: TensorFile): ReadonlyMap<string, StoredTensor> {
  return new Map([...tensors.values()].map((tensor) => [tensor.name.replace(/:0$/, ''), tensor]));
}

class Fitter {
  private readonly tensors: ReadonlyMap<string, StoredTensor>;
  private readonly filled: Filled[] = [];
  private readonly folded: Filled[] = [];
  private readonly misfits: UnfilledWeight[] = [];
  private readonly takenBy = new Map<StoredTensor, WeightSlot>();
  private readonly rows = new Map<Rule, OrderedLayers>();
  private readonly used = new Set<Rule>();

  constructor(
    private readonly model: Model,
    private readonly file: TensorFile,
    private readonly map: WeightMap,
    private readonly allowed: readonly Pattern[],
  ) {
    this.tensors = tensorsByName(file);
  }

  fit(): Fit {
    for (const layer of this.model.layers) {
      for (const { name, shape } of layer.weights) this.fillSlot(slotOf(layer, name, shape));
      this.foldScale(layer);
    }
    const { model, file, map, filled, folded, misfits, takenBy } = this;
    const named = new Set(misfits.map((misfit) => (misfit.kind === 'missing' ? undefined : misfit.tensor)));
    const rest = [...this.tensors].filter(
      ([name, tensor]) =>
        !takenBy.has(tensor) && !named.has(tensor) && !map.ignored.some((pattern) => match(pattern, name)),
    );
    return {
      model,
      file,
      map,
      filled,
      folded,
      misfits,
      leftOver: rest.map(([, tensor]) => tensor),
      idle: map.rules.filter((rule) => !this.used.has(rule)),
      miscounts: [...this.rows].flatMap(([rule, row]) =>
        row.layers.size > row.numbers.length ? [{ rule, layers: row.layers.size, numbers: row.numbers.length }] : [],
      ),
      ok: misfits.every(({ isAllowed }) => isAllowed),
    };
  }

  private fillSlot(slot: WeightSlot): void {
    const name = this.tensorNameOf(slot);
    const tensor = name === undefined ? undefined : this.tensors.get(name);
    const isAllowed = this.isAllowed(slot);
    if (!tensor) {
      this.misfits.push({ kind: 'missing', slot, isAllowed, ...(name === undefined ? {} : { tensor: name }) });
      return;
    }
    const by = this.takenBy.get(tensor);
    if (by) {
      this.misfits.push({ kind: 'taken', slot, isAllowed, tensor, by });
      return;
    }
    const arrangement = this.arrangementOf(slot);
    if (arrangement && fitsShape(tensor.shape, arrangement)) {
      this.takenBy.set(tensor, slot);
      this.filled.push({ slot, tensor, arrangement });
    } else {
      const { stored } = arrangement ?? {};
      this.misfits.push({ kind: 'shape', slot, isAllowed, tensor, ...(stored ? { stored } : {}) });
    }
  }

  /** A scale that the file has and the network has not goes into the kernel before it. */
  private foldScale(layer: Layer): void {
    const kernel = outputKernelOf(layer);
    const settings = batchNormOf(layer.op, layer.attributes);
    if (!kernel || !settings || settings.scale) return;
    const mean = layer.weights.find(({ name }) => name === 'BatchNorm/moving_mean');
    if (!mean) return;
    const slot = slotOf(layer, 'BatchNorm/gamma', mean.shape);
    const name = this.tensorNameOf(slot);
    const tensor = name === undefined ? undefined : this.tensors.get(name);
    const arrangement = this.arrangementOf(slot);
    if (!tensor || !arrangement || this.takenBy.has(tensor) || !fitsShape(tensor.shape, arrangement)) return;
    this.takenBy.set(tensor, slot);
    this.folded.push({ slot, tensor, arrangement });
  }

  private arrangementOf({ layer, weight, shape }: WeightSlot): Arrangement | undefined {
    return shape.every(isKnown) ? arrangementOf(this.model, layer, weight, shape, this.map.layout) : undefined;
  }

  private isAllowed({ name }: WeightSlot): boolean {
    return this.allowed.some((pattern) => [name, ...scopesOf(name)].some((one) => match(pattern, one)));
  }

  /** What the map calls the tensor of a weight. */
  private tensorNameOf({ layer, weight }: WeightSlot): string | undefined {
    const name = `${nameInFile(layer.name, this.map.renamings)}/${weight}`;
    for (const rule of this.map.rules) {
      const holes = match(rule.weight, name);
      if (!holes) continue;
      this.used.add(rule);
      return rule.tensor && this.fillTemplate(rule, rule.tensor, holes, layer);
    }
    return undefined;
  }

  private fillTemplate(
    rule: Rule,
    template: Pattern,
    holes: ReadonlyMap<string, string>,
    layer: Layer,
  ): string | undefined {
    const known = new Map(holes).set(networkHole, this.model.graph.spec.name.text);
    const textOf = (hole: string) => found(known, hole).replaceAll('/', this.map.separator);
    if (!template.holes.includes(orderHole)) return fill(template, textOf);
    const number = this.rowOf(rule, template).numberOf(layer);
    if (number === undefined) return undefined;
    known.set(orderHole, number);
    const named = number === '' ? withoutNumber(template) : template;
    return named && fill(named, textOf);
  }

  private rowOf(rule: Rule, template: Pattern): OrderedLayers {
    const known = this.rows.get(rule);
    if (known) return known;
    const row = new OrderedLayers(patternOf(openText(template)), [...this.tensors.keys()]);
    this.rows.set(rule, row);
    return row;
  }
}

function slotOf(layer: Layer, weight: string, shape: Shape): WeightSlot {
  return { name: `${layer.name}/${weight}`, layer, weight, shape };
}

/**
 * The layers that a rule with `${order}` fits, in the order of the network, and the numbers that stand for it in the
 * names of tensors, from the least up: the first layer has the first number. Keras begins without one: `conv2d`,
 * `conv2d_1`, `conv2d_2`.
 */
class OrderedLayers {
  readonly layers = new Map<Layer, number>();
  /** As they are written; '' for none. */
  readonly numbers: readonly string[];

  constructor(pattern: Pattern, tensors: readonly string[]) {
    const found = new Set<string>();
    const bare = withoutNumber(pattern);
    for (const name of tensors) {
      const number = match(pattern, name)?.get(orderHole);
      if (number !== undefined && /^\d{1,15}$/.test(number)) found.add(number);
      else if (bare && match(bare, name)) found.add('');
    }
    this.numbers = [...found].sort((a, b) => Number(a || -1) - Number(b || -1));
  }

  /** The number of a layer; layers are asked for in the order of the network. */
  numberOf(layer: Layer): string | undefined {
    const index = this.layers.get(layer) ?? this.layers.size;
    this.layers.set(layer, index);
    return this.numbers[index];
  }
}

/** The pattern of names without a number, and so without the `_` before it. */
function withoutNumber({ text }: Pattern): Pattern | undefined {
  const numbered = `_\${${orderHole}}`;
  const bare = parsePattern(text.replace(numbered, ''), 'template');
  return text.includes(numbered) && !('fault' in bare) ? bare : undefined;
}
