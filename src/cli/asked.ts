/** The end points and outputs that `netspec run` computes, and the labels of their classes. */

import { closest } from '../diagnostics/nearest.js';
import type { Model } from '../graph/graph.js';
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
  const probabilities = new Set(
    layers.filter((layer) => layer.attributes.activation === 'softmax').map(({ name }) => name),
  );
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

/** CSV has one row per class, and holds vectors only. */
export function checkVectors({ layers }: Model, asked: ReadonlyMap<string, string>): void {
  for (const [name, layer] of asked) {
    const shape = layers.find((one) => one.name === layer)?.output ?? [];
    if (shape.length === 1) continue;
    throw new UsageError(`--format csv needs a vector of classes, and ${name} is not one; use --output`, 'run');
  }
}

/** The labels, one for each class of every requested vector. */
export async function readLabels(
  file: string,
  { layers }: Model,
  asked: ReadonlyMap<string, string>,
  host: Host,
): Promise<readonly string[]> {
  const { text } = await readSpec(file, host);
  if (text === undefined) throw new Failure(`${nameOf(file)} is not UTF-8 text`);
  const labels = parseLabels(text);
  for (const [name, layer] of asked) {
    const shape = layers.find((one) => one.name === layer)?.output ?? [];
    if (shape.length === 1 && shape[0] !== labels.length)
      throw new UnfitInput(`${nameOf(file)} has ${labels.length} labels, and ${name} has ${shape[0]} classes`);
  }
  return labels;
}
