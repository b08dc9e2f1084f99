/** Of a name that is declared and one that is referred to, and that are nearly the same: which one is the slip. */

import type { Code } from '../diagnostics/codes.js';
import { type Remedy, replacement } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { notOfForm } from '../diagnostics/messages/lints.js';
import { undefinedAndUnused, usedHere } from '../diagnostics/messages/names.js';
import { renameTo } from '../diagnostics/messages/remedies.js';
import { isSlipOfName } from '../diagnostics/nearest.js';
import { ops } from '../ops/index.js';
import { formOf } from '../spec/conventions.js';
import { structure } from '../spec/schema/structure.js';
import type { Convention, Name } from '../spec/spec.js';
import type { Source, Span } from '../text/source.js';

/**
 * Whether a declared name is more likely misspelt than the name by which others refer to it: it has more triples of
 * letters that stand nowhere else, neither in the spec nor in what the language says of itself.
 */
export function isSlip({ text: declared, span }: Name, referred: string): boolean {
  const known = triplesOf(span.source);
  const [own, meant] = [new Set(triples(declared)), new Set(triples(referred))];
  const strangeIn = (ones: ReadonlySet<string>, others: ReadonlySet<string>) =>
    [...ones].filter((triple) => (known.get(triple) ?? 0) <= 1 + Number(others.has(triple))).length;
  return strangeIn(own, meant) > strangeIn(meant, own);
}

const knownTriples = new WeakMap<Source, ReadonlyMap<string, number>>();

/** In how many different words of a text, and of the language, each triple of letters stands. */
function triplesOf(source: Source): ReadonlyMap<string, number> {
  const known = knownTriples.get(source);
  if (known) return known;
  const counts = new Map<string, number>();
  const count = (words: Iterable<string>, weight: number) => {
    for (const word of new Set(words))
      for (const triple of new Set(triples(word))) counts.set(triple, (counts.get(triple) ?? 0) + weight);
  };
  count(source.text.match(/[\w-]+/g) ?? [], 1);
  // The language's own words are spelt right.
  count(JSON.stringify([structure, ops]).match(/\b[A-Za-z]\w*/g) ?? [], 2);
  knownTriples.set(source, counts);
  return counts;
}

/** The letters of a word in threes, with a mark for its beginning and its end. */
function triples(word: string): readonly string[] {
  const marked = `^${word}$`;
  return Array.from({ length: word.length }, (_, index) => marked.slice(index, index + 3));
}

/** Reports a declaration that nothing reads, where what is read is nearly its name. */
export function reportMisspelt(
  code: Code,
  { text, span }: Name,
  name: string,
  uses: readonly Span[],
  diagnostics: Diagnostics,
): void {
  diagnostics.report(undefinedAndUnused(code, name, uses.length, text), span, {
    notes: uses.slice(0, 1).map((use) => ({ message: usedHere(name), span: use })),
    ...rename({ text, span }, name),
  });
}

/** The remedy for a misspelt name: an edit if it is a slip away from the right one. */
function rename({ text, span }: Name, right: string): Remedy {
  const title = renameTo(right);
  return isSlipOfName(text, right) ? { fix: replacement(span, right, title) } : { help: title };
}

/**
 * Reports the name of a layer, or of an end point, that nothing refers to, where what is referred to is nearly the same.
 * It is never mended: weights are found by the names of layers.
 */
export function reportUnmatched(
  code: Code,
  { text, span }: Name,
  name: string,
  reference: Span,
  diagnostics: Diagnostics,
): void {
  diagnostics.report(undefinedAndUnused(code, name, 1, text), span, {
    notes: [{ message: usedHere(name), span: reference }],
    help: renameTo(name),
  });
}

/** Reports a name that breaks its convention, where what is nearly the same and keeps to it is referred to. */
export function reportForm(
  { text, span }: Name,
  meant: string,
  convention: Convention,
  reference: Span,
  diagnostics: Diagnostics,
): void {
  diagnostics.report(notOfForm(text, formOf(convention)), span, {
    subject: text,
    notes: [{ message: usedHere(meant), span: reference }],
    ...rename({ text, span }, meant),
  });
}
