/** The end points and outputs that `netspec run` computes, and the labels of their classes. */

import { closest } from '../diagnostics/nearest.js';
import type { Layer, Model } from '../graph/graph.js';
import { placeOfAxis } from '../ops/axes.js';
import { activationFrom } from '../ops/companions.js';
import type { Classes } from '../run/predict/classes.js';
import { parseLabels } from '../run/predict/results.js';
import { Failure } from '../text/failure.js';
import { listWords } from '../text/words.js';
import { UsageError } from './arguments.js';
import { type Host, UnfitInput } from './host.js';
import { nameOf, readSpec } from './spec.js';

/**
 * The layers of the requested end points or outputs, by name; by default the output that ends in a softmax, or else the
 * first.
 */
export function layersAskedFor(
  { graph, layers, endpoints, outputs }: Model,
  names?: readonly string[],
): ReadonlyMap<string, string> {
  const known = new Map([...outputs, ...endpoints]);
  const probabilities = new Set(layers.filter(isProbability).map(({ name }) => name));
  const standard = [...outputs].find(([, layer]) => probabilities.has(layer)) ?? [...outputs][0];
  return new Map(
    names?.map((name) => {
      const layer = known.get(name);
      if (layer !== undefined) return [name, layer] as const;
      const meant = closest(name, [...known.keys()]);
      const hint = meant ? `did you mean ${meant}?` : `it has ${listWords([...known.keys()])}`;
      throw new UsageError(`${graph.spec.name.text} has no end point or output "${name}"; ${hint}`, 'run');
    }) ?? (standard ? [standard] : []),
  );
}

/** Whether the values along the last axis of a layer's output sum to 1. */
function isProbability({ attributes, output }: Layer): boolean {
  const { word, axis } = activationFrom(attributes.activation);
  return word === 'softmax' && placeOfAxis(axis, output.length) === output.length - 1;
}

/** CSV has one row per class. */
export function checkClasses(asked: ReadonlyMap<string, string>, classes: ReadonlyMap<string, Classes>): void {
  for (const name of asked.keys())
    if (!classes.has(name))
      throw new UsageError(`--format csv needs a vector of classes, and ${name} is not one; use --output`, 'run');
}

/** The labels, one for each class of every requested vector. */
export async function readLabels(
  file: string,
  classes: ReadonlyMap<string, Classes>,
  host: Host,
): Promise<readonly string[]> {
  const { text } = await readSpec(file, host);
  if (text === undefined) throw new Failure(`${nameOf(file)} is not UTF-8 text`);
  const labels = parseLabels(text);
  for (const [name, { count }] of classes)
    if (count !== labels.length)
      throw new UnfitInput(`${nameOf(file)} has ${labels.length} labels, and ${name} has ${count} classes`);
  return labels;
}
