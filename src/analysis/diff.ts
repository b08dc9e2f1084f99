/**
 * Compares two networks. Layers with the same name are the same layer, changed or not. A layer whose name is gone
 * counts as renamed if another has its op, attributes and inputs; all others were added or removed.
 *
 * Inputs and outputs of the network are compared like layers, with the ops `input` and `output`.
 */

import { type Shape, sum } from '../expressions/shape.js';
import type { Layer, Model, NetworkInput } from '../graph/graph.js';
import { layersByValue, typesOf } from '../graph/values.js';
import { groupBy } from '../text/group-by.js';
import { found, keysOf } from '../text/lookup.js';
import { type Counts, counts } from './counts.js';
import { type LayerReport, layerReport, type OutputShape, sizes, type TotalsReport, totalsReport } from './report.js';

/** A layer, an input or an output of a network, as the report has it. */
export type NetworkPart = Omit<LayerReport, 'file' | 'line'>;

/** A part that only one of the networks has. */
export interface LonePart extends NetworkPart {
  /** The outermost part of its name that the other network lacks: its own name, or a module around it. */
  readonly module: string;
}

/** Something before and after. */
export interface Change<T> {
  readonly before: T;
  readonly after: T;
}

/** The properties of a part that changed. */
export interface PartChange extends Change<Partial<NetworkPart>> {
  /** Its name in the second network. */
  readonly name: string;
  readonly op: string;
}

/** An end point: its layer, and the costs of all layers between it and the end points before it. */
export interface EndpointReport extends OutputShape, Counts<'params' | 'macs'> {
  readonly name: string;
  readonly layer: string;
}

/** An end point that changed; null if it is absent. */
export interface EndpointChange extends Change<EndpointReport | null> {
  /** Its name in the second network; if it is gone, in the first. */
  readonly name: string;
}

export interface NetworkDiff {
  readonly layers: {
    readonly added: readonly LonePart[];
    readonly removed: readonly LonePart[];
    readonly renamed: readonly Change<string>[];
    readonly changed: readonly PartChange[];
  };
  /** End points that changed. */
  readonly endpoints: readonly EndpointChange[];
  readonly totals: Change<TotalsReport>;
  /** Whether the weights of either network have one with the same name and shape in the other. */
  readonly weights: 'all' | 'some' | 'none';
}

/** Compares two networks. */
export function compare(before: Model, after: Model): NetworkDiff {
  const [old, next] = [partsOf(before), partsOf(after)];
  const formerOf = matchParts(old, next);
  const matched = new Set(formerOf.values());
  const newName = new Map(
    [...formerOf].filter(([part]) => part.op !== 'output').map(([to, from]) => [from.name, to.name]),
  );
  return {
    layers: {
      added: lonePartsOf(
        next.filter((part) => !formerOf.has(part)),
        old,
      ),
      removed: lonePartsOf(
        old.filter((part) => !matched.has(part)),
        next,
      ),
      renamed: [...formerOf]
        .filter(([to, from]) => to.name !== from.name)
        .map(([to, from]) => ({ before: from.name, after: to.name })),
      changed: [...formerOf].flatMap(([to, from]) => changeOf(from, to, newName) ?? []),
    },
    endpoints: endpointChanges(endpointsOf(before), endpointsOf(after), newName),
    totals: { before: totalsReport(before.totals), after: totalsReport(after.totals) },
    weights: compareWeights(weightsOf(before), weightsOf(after)),
  };
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

// ---------------------------------------------------------------- parts

/** Inputs, layers and outputs, each after its own inputs. */
function partsOf(model: Model): readonly NetworkPart[] {
  const types = typesOf(model);
  const edge = (op: 'input' | 'output', name: string, inputs: readonly string[], shape: Shape) => ({
    name,
    op,
    inputs,
    ...sizes(shape),
    ...counts({ params: 0, trainable_params: 0, macs: 0, activations: 0 }),
    attributes: {},
  });
  const input = ({ name, shape, dtype, below }: NetworkInput): NetworkPart => ({
    ...edge('input', name, [], shape),
    attributes: { ...(dtype === 'float32' ? {} : { dtype }), ...(below === undefined ? {} : { below }) },
  });
  return [
    ...model.graph.inputs.map(input),
    ...model.layers.map((layer): NetworkPart => {
      const { file, line, ...part } = layerReport(layer);
      return part;
    }),
    ...[...model.outputs].map(([name, layer]) => edge('output', name, [layer], found(types, layer).shape)),
  ];
}

/** Each part of the next network with its counterpart in the old one, in the order of the next. */
function matchParts(old: readonly NetworkPart[], next: readonly NetworkPart[]): ReadonlyMap<NetworkPart, NetworkPart> {
  // An output may have the name of a layer.
  const key = ({ name, op }: NetworkPart) => `${op === 'output' ? op : ''} ${name}`;
  const oldByKey = new Map(old.map((part) => [key(part), part]));
  const nextKeys = new Set(next.map(key));
  const [oldReaders, nextReaders] = [readersOf(old), readersOf(next)];
  const gone = groupBy(
    old.filter((part) => !nextKeys.has(key(part))),
    (part) => signatureOf(part, part.inputs),
  );

  const formerOf = new Map<NetworkPart, NetworkPart>();
  const taken = new Set<NetworkPart>();
  const oldName = new Map<string, string>();
  for (const part of next) {
    const inputs = part.inputs.map((name) => oldName.get(name));
    const twins = gone.get(signatureOf(part, inputs))?.filter((twin) => !taken.has(twin)) ?? [];
    // Of several candidates, the one that the same ops read.
    const isReadAlike = (twin: NetworkPart) => oldReaders.get(twin.name) === nextReaders.get(part.name);
    const former = oldByKey.get(key(part)) ?? twins.find(isReadAlike) ?? twins[0];
    if (!former) continue;
    taken.add(former);
    formerOf.set(part, former);
    if (part.op !== 'output') oldName.set(part.name, former.name);
  }
  return formerOf;
}

/** What a part computes, and from what. */
function signatureOf({ op, attributes }: NetworkPart, inputs: readonly unknown[] = []): string {
  return JSON.stringify([op, attributes, inputs]);
}

/** The ops that read each part, by its name. */
function readersOf(parts: readonly NetworkPart[]): ReadonlyMap<string, string> {
  const uses = parts.flatMap((part) => part.inputs.map((name) => [name, signatureOf(part)] as const));
  const readers = groupBy(uses, ([name]) => name);
  return new Map(
    [...readers].map(([name, of]) => [
      name,
      of
        .map(([, signature]) => signature)
        .sort()
        .join(),
    ]),
  );
}

function lonePartsOf(parts: readonly NetworkPart[], others: readonly NetworkPart[]): readonly LonePart[] {
  const there = new Set(others.flatMap(({ name }) => scopesOf(name)));
  return parts.map((part) => ({
    ...part,
    module: scopesOf(part.name).find((scope) => !there.has(scope)) ?? part.name,
  }));
}

/** The scopes around a name, outermost first, and the name itself. */
export function scopesOf(name: string): readonly string[] {
  const words = name.split('/');
  return words.map((_, index) => words.slice(0, index + 1).join('/'));
}

function changeOf(from: NetworkPart, to: NetworkPart, newName: ReadonlyMap<string, string>): PartChange | undefined {
  const renamed = (name: string) => newName.get(name) ?? name;
  const expected: NetworkPart = {
    ...from,
    name: to.name,
    inputs: from.inputs.map(renamed),
    ...(from.shared_with === undefined ? {} : { shared_with: renamed(from.shared_with) }),
  };
  if (same(expected, to)) return undefined;
  const keys = differingKeys(expected, to).filter((key) => key !== 'attributes');
  const attributes = differingKeys(from.attributes, to.attributes).filter(
    // Another op has other attributes; they need no mention.
    (key) => from.op === to.op || (Object.hasOwn(from.attributes, key) && Object.hasOwn(to.attributes, key)),
  );
  const only = (part: NetworkPart): Partial<NetworkPart> => ({
    ...pick(part, keys),
    ...(attributes.length > 0 ? { attributes: pick(part.attributes, attributes) } : {}),
  });
  return { name: to.name, op: to.op, before: only(from), after: only(to) };
}

function differingKeys<T extends object>(a: T, b: T): readonly (keyof T)[] {
  return keysOf({ ...a, ...b }).filter((key) => !same(a[key], b[key]));
}

function pick<T extends object>(from: T, keys: readonly (keyof T)[]): Partial<T> {
  const picked: Partial<T> = {};
  for (const key of keys) if (key in from) picked[key] = from[key];
  return picked;
}

// ---------------------------------------------------------------- end points

function endpointsOf(model: Model): ReadonlyMap<string, EndpointReport> {
  const types = typesOf(model);
  const layers = layersByValue(model);
  const left = new Set(model.layers);
  /** Removes a layer and everything that leads to it from the remaining layers. */
  const take = (name: string): readonly Layer[] => {
    const taken: Layer[] = [];
    const names = [name];
    for (let next = names.pop(); next !== undefined; next = names.pop()) {
      const layer = layers.get(next);
      if (!layer || !left.delete(layer)) continue;
      taken.push(layer);
      names.push(...layer.inputs);
    }
    return taken;
  };
  return new Map(
    [...model.endpoints].map(([name, layer]) => {
      const taken = take(layer);
      const costs = { params: sum(taken.map(({ params }) => params)), macs: sum(taken.map(({ macs }) => macs)) };
      return [name, { name, layer, ...sizes(found(types, layer).shape), ...counts(costs) }];
    }),
  );
}

/** End points with the same name are the same; so are those whose layer was renamed with them. */
function endpointChanges(
  old: ReadonlyMap<string, EndpointReport>,
  next: ReadonlyMap<string, EndpointReport>,
  newName: ReadonlyMap<string, string>,
): readonly EndpointChange[] {
  const renamed = ({ layer }: EndpointReport) => newName.get(layer) ?? layer;
  const gone = [...old.values()].filter(({ name }) => !next.has(name));
  const pairs = [...next.values()].map((after) => {
    const before = old.get(after.name) ?? gone.find((endpoint) => renamed(endpoint) === after.layer) ?? null;
    return { name: after.name, before, after };
  });
  const lost = gone.filter((before) => pairs.every((pair) => pair.before !== before));
  const isChanged = ({ before, after }: EndpointChange) =>
    !same(before && { ...before, layer: renamed(before) }, after);
  return [...pairs.filter(isChanged), ...lost.map((before) => ({ name: before.name, before, after: null }))];
}

// ---------------------------------------------------------------- weights

/** Every weight with its shape. */
function weightsOf({ layers }: Model): ReadonlySet<string> {
  return new Set(layers.flatMap((layer) => layer.weights.map(({ name, shape }) => `${layer.name}/${name} ${shape}`)));
}

function compareWeights(old: ReadonlySet<string>, next: ReadonlySet<string>): NetworkDiff['weights'] {
  const common = [...next].filter((weight) => old.has(weight)).length;
  if (common === old.size && common === next.size) return 'all';
  return common === 0 ? 'none' : 'some';
}
