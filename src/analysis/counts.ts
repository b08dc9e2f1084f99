/** Counts and costs as the report has them. */
import { type Dim, isKnown } from '../expressions/shape.js';

/** A number; null if it depends on the input. */
export type Count = number | null;

/** Counts by name; beside each that is null there is a formula in the sizes of the input. */
export type Counts<Name extends string> = { readonly [Key in Name]: Count } & {
  readonly [Key in `${Name}_formula`]?: string;
};

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
      return [
        [name, null],
        [`${name}_formula`, other === undefined ? String(first) : `max(${all.join(', ')})`],
      ];
    },
  );
  return Object.fromEntries(entries) as Counts<Name>;
}
