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

/** Gives, for a name, what it states for each hole of the convention; undefined where it is not of that form. */
export type Matcher = (text: string) => ReadonlyMap<string, string> | undefined;

export function matcherOf(convention: Convention): Matcher {
  const holes = holesOf(convention);
  const source = fill(convention, (hole) => (hole === 'step' ? `(${stepPattern})` : '([A-Za-z0-9.-]+?)'));
  const pattern = new RegExp(`^${source}$`);
  return (text) => {
    const found = pattern.exec(text);
    return found ? new Map(holes.map((hole, index) => [hole, found[index + 1] as string])) : undefined;
  };
}

/** The convention that an item's name falls under. */
export function conventionOf({ conventions }: Spec, item: Item): Convention | undefined {
  return item.kind === 'group' ? undefined : conventions.get(item.kind === 'layer' ? item.op.name : 'blocks');
}

/** A convention as it is written. */
export function formOf({ template: { span } }: Convention): string {
  return span.source.text.slice(span.start, span.end);
}

/** Whether of two names the first is of the form that a convention declares, and the second is not. */
export function fitsBetter(convention: Convention | undefined, name: string, other: string): boolean {
  const match = convention && matcherOf(convention);
  return match !== undefined && match(name) !== undefined && match(other) === undefined;
}
