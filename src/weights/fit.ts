/** Matches a network's weights with a file's tensors, by headers alone. */

import { isKnown, type Shape } from '../expressions/shape.js';
import type { Layer, Model } from '../graph/graph.js';
import { batchNormOf } from '../ops/companions.js';
import { found } from '../text/lookup.js';
import { type Arrangement, arrangementOf, fitsShape, outputKernelOf } from './axes.js';
import { nameInFile, networkHole, openText, orderHole, type Rule, scopesOf, type WeightMap } from './map.js';
import { partIn } from './parts.js';
import { fill, match, type Pattern, parsePattern } from './pattern.js';
import type { StoredTensor, TensorFile } from './tensor.js';

/** A weight of a layer; its name is the layer's with its own appended. */
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

/** A weight without a tensor, and why. */
export type UnfilledWeight = Missing | Misshapen | Taken;

interface Unfilled {
  readonly slot: WeightSlot;
  /** Whether that is allowed. */
  readonly isAllowed: boolean;
}

interface Missing extends Unfilled {
  readonly kind: 'missing';
  /** The expected name; absent if the map has none. */
  readonly tensor?: string;
}

interface Misshapen extends Unfilled {
  readonly kind: 'shape';
  readonly tensor: StoredTensor;
  /** The expected shape; absent if it depends on the size of the input. */
  readonly stored?: readonly number[];
}

interface Taken extends Unfilled {
  readonly kind: 'taken';
  readonly tensor: StoredTensor;
  /** The earlier weight that the tensor fills. */
  readonly by: WeightSlot;
}

/** A rule with `${order}` for which the file has fewer or more numbers than there are layers. */
export interface OrderMiscount {
  readonly rule: Rule;
  readonly layers: number;
  readonly numbers: number;
}

export interface Fit {
  readonly model: Model;
  readonly file: TensorFile;
  readonly map: WeightMap;
  /** In the order of the network. */
  readonly filled: readonly Filled[];
  /** Scales of batch norms that the network lacks; they are folded into the kernels before them. */
  readonly folded: readonly Filled[];
  readonly misfits: readonly UnfilledWeight[];
  /** Tensors without a weight, except for ignored ones. */
  readonly leftOver: readonly StoredTensor[];
  /** Rules that match no weight of the network. */
  readonly idle: readonly Rule[];
  readonly miscounts: readonly OrderMiscount[];
  /** Whether every weight is filled, or allowed not to be. */
  readonly ok: boolean;
}

/** The map for files with the network's own names. */
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
 * Finds the tensor of each weight of a network. Weights that match a pattern of `allowed`, by their own name or that of
 * a scope around them, may be missing or have another shape. The prefix of the map is left out if only that fills any.
 */
export function fit(model: Model, file: TensorFile, map = ownNames, allowed: readonly Pattern[] = []): Fit {
  const fitted = new Fitter(model, file, map, allowed).fit();
  if (!map.rulesWithoutPrefix || fitted.filled.length > 0) return fitted;
  const bare = new Fitter(model, file, { ...map, rules: map.rulesWithoutPrefix }, allowed).fit();
  return bare.filled.length > 0 ? bare : fitted;
}

/** The tensors of a file by name, without the `:0` at the end of TensorFlow's names of variables. */
function tensorsByName({ tensors }: TensorFile): ReadonlyMap<string, StoredTensor> {
  return new Map([...tensors.values()].map((tensor) => [tensor.name.replace(/:0$/, ''), tensor]));
}

class Fitter {
  private readonly tensors: ReadonlyMap<string, StoredTensor>;
  private readonly filled: Filled[] = [];
  private readonly folded: Filled[] = [];
  private readonly misfits: UnfilledWeight[] = [];
  private readonly takenBy = new Map<StoredTensor, WeightSlot>();
  private readonly parts = new Map<string, StoredTensor>();
  /** Tensors of which parts are taken. */
  private readonly divided = new Set<StoredTensor>();
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
        !takenBy.has(tensor) &&
        !this.divided.has(tensor) &&
        !named.has(tensor) &&
        !map.ignored.some((pattern) => match(pattern, name)),
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
    const tensor = name === undefined ? undefined : this.tensorOf(name);
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

  /** The tensor of a name, or the part of one, which is the same object each time. */
  private tensorOf(name: string): StoredTensor | undefined {
    const known = this.tensors.get(name) ?? this.parts.get(name);
    if (known) return known;
    const part = partIn(this.tensors, name);
    if (!part) return undefined;
    this.parts.set(name, part.tensor);
    this.divided.add(part.whole);
    return part.tensor;
  }

  /** Folds a scale that the network lacks into the kernel before it. */
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

  /** The map's name for the tensor of a weight. */
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
 * The layers that match a rule with `${order}`, in the order of the network, and the numbers in the names of tensors,
 * in ascending order: the first layer has the first number. Keras begins without one: `conv2d`, `conv2d_1`, `conv2d_2`.
 */
class OrderedLayers {
  readonly layers = new Map<Layer, number>();
  /** As written; '' for none. */
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

  /** The number of a layer; layers must be asked for in the order of the network. */
  numberOf(layer: Layer): string | undefined {
    const index = this.layers.get(layer) ?? this.layers.size;
    this.layers.set(layer, index);
    return this.numbers[index];
  }
}

/** The pattern of names without a number, and without the `_` before it. */
function withoutNumber({ text }: Pattern): Pattern | undefined {
  const numbered = `_\${${orderHole}}`;
  const bare = parsePattern(text.replace(numbered, ''), 'template');
  return text.includes(numbered) && !('fault' in bare) ? bare : undefined;
}
