/** The forms of names that a spec declares. */
import type { Convention, Item, Spec } from './spec.js';

/** The text of a convention with each of its holes replaced. */
export function fill({ template }: Convention, replace: (hole: string) => string): string {
  return template.parts
    .map((part) =>
      typeof part === 'string' ? part : replace(part.expression.kind === 'name' ? part.expression.name : ''),
    )
    .join('');
}

const stepPattern = '(?:0|[1-9][0-9]*)[a-z]';

const holesOf = (convention: Convention): readonly string[] => {
  const holes: string[] = [];
  fill(convention, (hole) => {
    holes.push(hole);
    return '';
  });
  return holes;
};

/** What a name states for each hole of its convention; undefined where it is not of that form. */
export function match(text: string, convention: Convention): ReadonlyMap<string, string> | undefined {
  const pattern = fill(convention, (hole) => (hole === 'step' ? `(${stepPattern})` : '([A-Za-z0-9.-]+?)'));
  const found = new RegExp(`^${pattern}$`).exec(text);
  return found ? new Map(holesOf(convention).map((hole, index) => [hole, found[index + 1] as string])) : undefined;
}

/** The convention that an item's name falls under. */
export function conventionOf({ conventions }: Spec, item: Item): Convention | undefined {
  return item.kind === 'group' ? undefined : conventions.get(item.kind === 'layer' ? item.op.name : 'blocks');
}

/** A convention as it is written. */
export function formOf({ template: { span } }: Convention): string {
  return span.source.text.slice(span.start, span.end);
}

/** Whether of two names for an item the first is of the form that the spec declares for it, and the second is not. */
export function fitsBetter(spec: Spec, item: Item, name: string, other: string): boolean {
  const convention = conventionOf(spec, item);
  return convention !== undefined && match(name, convention) !== undefined && match(other, convention) === undefined;
}
