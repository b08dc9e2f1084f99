/** Patterns of names: `${layer}/BatchNorm/*`. A hole, like a star, matches any text of one character or more. */
import { adjacentHoles, badHoleName, repeatedHole, unclosedHole } from '../diagnostics/messages/weights.js';

import { itemAt } from '../text/lookup.js';

/** The parts of a pattern: texts, and between them holes with names; a star is a hole without a name. */
export interface Pattern {
  readonly text: string;
  /** One more than there are holes; the first and last may be empty. */
  readonly texts: readonly string[];
  readonly holes: readonly (string | undefined)[];
}

/** Parses a pattern, or a template; gives an error message for anything else. */
export function parsePattern(
  text: string,
  kind: 'pattern' | 'template' = 'pattern',
): Pattern | { readonly fault: string } {
  const texts = [''];
  const holes: (string | undefined)[] = [];
  for (const [token, name] of text.matchAll(/\*|\$\{([^}]*)\}|\$\{|[^*$]+|\$/g)) {
    if (token === '${') return { fault: unclosedHole };
    if (token !== '*' && name === undefined) {
      texts.push(texts.pop() + token);
      continue;
    }
    if (name !== undefined && !/^[A-Za-z_]\w*$/.test(name)) return { fault: badHoleName(name) };
    if (kind === 'pattern' && name !== undefined && holes.includes(name)) return { fault: repeatedHole(name) };
    if (holes.length > 0 && texts.at(-1) === '') return { fault: adjacentHoles };
    holes.push(name);
    texts.push('');
  }
  return { text, texts, holes };
}

/**
 * The texts of a name for the holes of a pattern; undefined if it does not match. Holes are greedy, from the first on,
 * so that `${layer}/${weight}` splits a name at its last slash. Each text between holes is searched from the end; if it
 * is not found, nothing else would match either, so matching takes linear time.
 */
export function match({ texts, holes }: Pattern, name: string): ReadonlyMap<string, string> | undefined {
  const [first = '', ...others] = texts;
  const last = others.pop();
  if (last === undefined) return name === first ? new Map() : undefined;
  if (!name.startsWith(first) || !name.endsWith(last)) return undefined;
  const found = new Map<string, string>();
  const take = (hole: number, start: number, end: number) => {
    const key = holes[hole];
    if (key !== undefined) found.set(key, name.slice(start, end));
  };
  let end = name.length - last.length;
  for (let hole = others.length; hole > 0; hole -= 1) {
    const text = itemAt(others, hole - 1);
    // The hole needs a character.
    const latest = end - 1 - text.length;
    const start = latest < 0 ? -1 : name.lastIndexOf(text, latest);
    if (start === -1) return undefined;
    take(hole, start + text.length, end);
    end = start;
  }
  if (end <= first.length) return undefined;
  take(0, first.length, end);
  return found;
}

/** The pattern with each of its holes replaced. */
export function fill({ texts, holes }: Pattern, replace: (hole: string) => string): string {
  return texts.map((text, index) => text + (index < holes.length ? replace(holes[index] ?? '*') : '')).join('');
}

/** Whether the first pattern matches every name that the second matches. */
export function covers(first: Pattern, second: Pattern): boolean {
  // A character that no name has replaces the holes of the second.
  return (
    match(
      first,
      fill(second, () => '\0'),
    ) !== undefined
  );
}
