/** Which of two nearly equal names, one declared and one referred to, is misspelled. */

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
 * Whether a declared name is more likely misspelled than the name that refers to it: it has more trigrams that occur
 * nowhere else, neither in the spec nor in the vocabulary of the language.
 */
export function isSlip({ text: declared, span }: Name, referred: string): boolean {
  const known = triplesOf(span.source);
  const [own, meant] = [new Set(triples(declared)), new Set(triples(referred))];
  const strangeIn = (ones: ReadonlySet<string>, others: ReadonlySet<string>) =>
    [...ones].filter((triple) => (known.get(triple) ?? 0) <= 1 + Number(others.has(triple))).length;
  return strangeIn(own, meant) > strangeIn(meant, own);
}

const knownTriples = new WeakMap<Source, ReadonlyMap<string, number>>();

/** For each trigram, the number of different words that have it, in a text and in the language. */
function triplesOf(source: Source): ReadonlyMap<string, number> {
  const known = knownTriples.get(source);
  if (known) return known;
  languageTriples ??= countTriples(JSON.stringify([structure, ops]).match(/\b[A-Za-z]\w*/g) ?? [], 2);
  const counts = countTriples(source.text.match(/[\w-]+/g) ?? [], 1, languageTriples);
  knownTriples.set(source, counts);
  return counts;
}

/** Those of the language, which are spelled right and so count twice. */
let languageTriples: ReadonlyMap<string, number> | undefined;

function countTriples(words: Iterable<string>, weight: number, more: Iterable<readonly [string, number]> = []) {
  const counts = new Map(more);
  for (const word of new Set(words))
    for (const triple of new Set(triples(word))) counts.set(triple, (counts.get(triple) ?? 0) + weight);
  return counts;
}

/** The trigrams of a word, with marks for its start and end. */
function triples(word: string): readonly string[] {
  const marked = `^${word}$`;
  return Array.from({ length: word.length }, (_, index) => marked.slice(index, index + 3));
}

/** Reports a declaration that nothing reads, if a name that is read is nearly the same. */
export function reportMisspelled(
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

/** The remedy for a misspelled name: an edit if it is one slip away from the right one. */
function rename({ text, span }: Name, right: string): Remedy {
  const title = renameTo(right);
  return isSlipOfName(text, right) ? { fix: replacement(span, right, title) } : { help: title };
}

/**
 * Reports the name of a layer or an end point that nothing refers to, if a name that is referred to is nearly the same.
 * There is no fix: weights are found by the names of layers.
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

/** Reports a name that breaks its convention, if a name that is referred to keeps to it and is nearly the same. */
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
