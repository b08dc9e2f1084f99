/** The outputs that are classes. */
import { type Dim, isKnown, sameDim } from '../../expressions/shape.js';
import type { Model } from '../../graph/graph.js';
import { typesOf } from '../../graph/values.js';
import { found } from '../../text/lookup.js';

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
