/** What is known of the items of a spec: their outputs and parameters in each of their expansions. */
import type { Analysis } from '../analyze.js';
import { type Dim, formatDim, formatShape, type Shape, sum } from '../expressions/shape.js';
import type { Known } from '../graph/edges.js';
import type { ItemStep, Layer } from '../graph/graph.js';
import { exact } from '../reports/words.js';
import type { Item } from '../spec/spec.js';

export interface ItemFacts {
  /** The output in each expansion that could be inferred. */
  readonly outputs: readonly Known[];
  /** The number of parameters in each expansion, all layers in it included. */
  readonly params: readonly Dim[];
}

/** The computed shape of an item's output, if it declares another. */
export const computedInstead = ({ output }: Item, { computed }: Known): Shape | undefined =>
  output ? computed : undefined;

/** The facts of each item that is in the network. */
export function factsOf({ sketch }: Analysis): ReadonlyMap<Item, ItemFacts> {
  if (!sketch) return new Map();
  const { graph, edges } = sketch;
  const params = paramsByItem([...edges.values()].flatMap(({ layer }) => layer ?? []));
  return new Map(
    [...graph.results].map(([item, results]) => [
      item,
      {
        outputs: results.flatMap((edge) => edges.get(edge) ?? []),
        params: [...(params.get(item)?.values() ?? [])].map(sum),
      },
    ]),
  );
}

/** The parameters of the layers in each expansion of each item. */
function paramsByItem(layers: readonly Layer[]): ReadonlyMap<Item, ReadonlyMap<string, readonly Dim[]>> {
  const found = new Map<Item, Map<string, Dim[]>>();
  for (const layer of new Set(layers)) {
    const { item, path } = layer.node;
    let place = '';
    const steps: readonly ItemStep[] = path.at(-1)?.item === item ? path : [...path, { item }];
    for (const step of steps) {
      place += ` ${step.item.span.start}:${step.index ?? ''}`;
      const places = found.get(step.item) ?? new Map<string, Dim[]>();
      found.set(step.item, places);
      const known = places.get(place);
      if (known) known.push(layer.params);
      else places.set(place, [layer.params]);
    }
  }
  return found;
}

/** The most different shapes that are listed. */
const mostShapes = 4;

/** Shapes in one word: `35x35x192|256` if only the last size differs. */
export function shapesText(shapes: readonly Shape[]): string {
  const texts = [...new Set(shapes.map(formatShape))];
  const heads = new Set(shapes.map((shape) => formatShape(shape.slice(0, -1))));
  const some = texts.slice(0, mostShapes);
  const rest = texts.length > mostShapes ? '|…' : '';
  if (heads.size !== 1 || texts.length === 1) return some.join('|') + rest;
  const lasts = [...new Set(shapes.map((shape) => formatDim(shape.at(-1) ?? null)))];
  return [formatShape((shapes[0] ?? []).slice(0, -1)), lasts.slice(0, mostShapes).join('|') + rest]
    .filter(Boolean)
    .join('x');
}

/** A number with separators, or the formula of an unknown one. */
export const dimText = (dim: Dim): string => (typeof dim === 'number' ? exact(dim) : formatDim(dim));

/** `1,024 params`, or the numbers of several expansions; empty if there are none. */
export function paramsText(params: readonly Dim[]): string {
  const texts = [...new Set(params.map(dimText))];
  if (texts.length === 0 || (texts.length === 1 && texts[0] === '0')) return '';
  return `${texts.slice(0, mostShapes).join(' | ')}${texts.length > mostShapes ? ' | …' : ''} params`;
}
