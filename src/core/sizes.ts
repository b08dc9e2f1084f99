/** The sizes that a spec names, and where its inputs have them. */
import type { Expression } from '../expressions/expression.js';
import type { Formula, Spec } from '../spec/spec.js';

/** Where an input has a size as it is: the input's index, and the axis. */
export interface SizePlace {
  readonly input: number;
  readonly axis: number;
}

/** The first place of each size that an input has. */
export function placesOfSizes({ sizes, inputs }: Spec): ReadonlyMap<string, SizePlace> {
  const places = new Map<string, SizePlace>();
  for (const [input, { shape }] of [...inputs.values()].entries())
    for (const [axis, dim] of shape.dims.entries()) {
      const name = sizeIn(dim);
      if (name !== undefined && sizes.has(name) && !places.has(name)) places.set(name, { input, axis });
    }
  return places;
}

/** The name that a dimension consists of; undefined for any other. */
export function sizeIn(dim: number | Formula | null | undefined): string | undefined {
  const expression: Expression | undefined = typeof dim === 'object' ? dim?.expression : undefined;
  return expression?.kind === 'name' ? expression.name : undefined;
}
