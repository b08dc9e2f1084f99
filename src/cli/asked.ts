/** The end points and outputs that `netspec run` computes, and the labels of their classes. */

import { closest } from '../diagnostics/nearest.js';
import { type Dim, isKnown, sameDim } from '../expressions/shape.js';
import type { Layer, Model } from '../graph/graph.js';
import { typesOf } from '../graph/values.js';
import { placeOfAxis } from '../ops/axes.js';
import { activationFrom } from '../ops/companions.js';
import { parseLabels } from '../run/predict/results.js';
import { Failure } from '../text/failure.js';
import { found } from '../text/lookup.js';
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

/** What the values of an output are in tables of classes. */
export interface Classes {
  readonly count: number;
  /** Whether an example has a vector of classes for each of its tokens. */
  readonly isSequence: boolean;
}

/** The classes of each output that is a vector, or has a vector for each token of an int32 input. */
export function classesOf(model: Model, asked: ReadonlyMap<string, string>): ReadonlyMap<string, Classes> {
  const types = typesOf(model);
  const isLength = (dim: Dim | undefined) =>
    dim !== undefined &&
    model.graph.inputs.some(({ dtype, shape: [length = 0, ...others] }) => {
      return dtype === 'int32' && others.length === 0 && sameDim(length, dim) === true;
    });
  return new Map(
    [...asked].flatMap(([name, value]): [string, Classes][] => {
      const { shape } = found(types, value);
      const count = shape.at(-1);
      const isSequence = shape.length === 2 && isLength(shape[0]);
      return count !== undefined && isKnown(count) && (shape.length === 1 || isSequence)
        ? [[name, { count, isSequence }]]
        : [];
    }),
  );
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
