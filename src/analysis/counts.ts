/** Counts and costs as the report has them. */
import { atMaximum, type Dim, isKnown } from '../expressions/shape.js';

/** A number; null if it depends on the input. */
export type Count = number | null;

/**
 * Counts by name. Beside each that is null there is a formula in the sizes of the input, and its value at their maximums
 * if all of them have one.
 */
export type Counts<Name extends string> = { readonly [Key in Name]: Count } & {
  readonly [Key in `${Name}_formula`]?: string;
} & { readonly [Key in `${Name}_at_maximum`]?: number };

/** Counts as the report has them: of several formulas the greatest; without a formula if it is not known. */
export function counts<Name extends string>(
  dims: Readonly<Record<Name, Dim | readonly Dim[] | undefined>>,
): Counts<Name> {
  const entries = Object.entries<Dim | readonly Dim[] | undefined>(dims).flatMap(
    ([name, dim]): [string, Count | string][] => {
      if (dim === undefined) return [[name, null]];
      const all = [dim].flat();
      const [first = 0, other] = all;
      if (isKnown(first) && other === undefined) return [[name, first]];
      const greatest = all.map(atMaximum).filter((value) => value !== undefined);
      return [
        [name, null],
        [`${name}_formula`, other === undefined ? String(first) : `max(${all.join(', ')})`],
        ...(greatest.length < all.length ? [] : [maximumEntry(name, greatest)]),
      ];
    },
  );
  return Object.fromEntries(entries) as Counts<Name>;
}

const maximumEntry = (name: string, values: readonly number[]): [string, Count] => [
  `${name}_at_maximum`,
  Math.max(...values),
];
