/** Conventions of names. */
import type { Convention, Item, Spec } from './spec.js';

/** The text of a convention with each hole replaced. */
export function fill({ template }: Convention, replace: (hole: string) => string): string {
  return template.parts
    .map((part) =>
      typeof part === 'string' ? part : replace(part.expression.kind === 'name' ? part.expression.name : ''),
    )
    .join('');
}

/** Gives what a name states for each hole of a convention; undefined if the name does not match. */
export type Matcher = (text: string) => ReadonlyMap<string, string> | undefined;

export function matcherOf({ template }: Convention): Matcher {
  const parts = template.parts.map((part) =>
    typeof part === 'string' || part.expression.kind !== 'name' ? String(part) : { hole: part.expression.name },
  );
  return (text) => {
    const found = match(parts, text);
    return found && new Map(found);
  };
}

/** A part of a convention: a text, or a hole. */
type PatternPart = string | { readonly hole: string };

/**
 * What a text has for the holes of a convention, each as short as possible, from the first on. Takes time in proportion
 * to the number of holes times the length of the text: a hole that failed to end somewhere is not tried there again.
 */
function match(parts: readonly PatternPart[], text: string): readonly (readonly [string, string])[] | undefined {
  const vain = parts.map(() => new Set<number>());
  const matchFrom = (index: number, start: number): readonly (readonly [string, string])[] | undefined => {
    const part = parts[index];
    if (part === undefined) return start === text.length ? [] : undefined;
    if (typeof part === 'string')
      return text.startsWith(part, start) ? matchFrom(index + 1, start + part.length) : undefined;
    for (const end of endsOf(part.hole, text, start)) {
      if (vain[index]?.has(end)) return undefined;
      const rest = matchFrom(index + 1, end);
      if (rest) return [[part.hole, text.slice(start, end)], ...rest];
      vain[index]?.add(end);
    }
    return undefined;
  };
  return matchFrom(0, 0);
}

const step = /(?:0|[1-9][0-9]*)[a-z]/y;

/** The possible ends of a hole that starts at an index, nearest first. */
function* endsOf(hole: string, text: string, start: number): Generator<number> {
  if (hole === 'step') {
    step.lastIndex = start;
    if (step.test(text)) yield step.lastIndex;
    return;
  }
  for (let end = start; /[A-Za-z0-9.-]/.test(text.charAt(end)); ) {
    end += 1;
    yield end;
  }
}

/** The convention for an item's name. */
export function conventionOf({ conventions }: Spec, item: Item): Convention | undefined {
  return item.kind === 'group' ? undefined : conventions.get(item.kind === 'layer' ? item.op.name : 'blocks');
}

/** A convention as written. */
export function formOf({ template: { span } }: Convention): string {
  return span.source.text.slice(span.start, span.end);
}

/** Whether the first of two names matches a convention and the second does not. */
export function fitsBetter(convention: Convention | undefined, name: string, other: string): boolean {
  const match = convention && matcherOf(convention);
  return match !== undefined && match(name) !== undefined && match(other) === undefined;
}
