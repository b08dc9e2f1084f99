/** Similar names: what a mistyped name may mean, and whether that is certain enough for a fix. */

import type { Span } from '../text/source.js';
import { type Remedy, replacement } from './diagnostic.js';
import { changeTo, didYouMeanOneOf } from './messages/remedies.js';

/** The maximum number of candidates, so that many mistakes stay fast. */
const mostCandidates = 1000;

/** The possible meanings of a mistyped text. */
export interface Candidates {
  /** Words of the language: ops, keys, values. */
  readonly words?: Iterable<string>;
  /** Names in a spec, which often differ in a number or a letter only: `block_1` and `block_2`. */
  readonly names?: Iterable<string>;
}

/** The likely meaning of a mistyped text: a fix if only one candidate is a slip away, else help. */
export interface Guess extends Remedy {
  readonly meant: string;
}

/** The likely meaning of a mistyped text; undefined if nothing is similar. */
export function didYouMean(text: string, span: Span, { words = [], names = [] }: Candidates): Guess | undefined {
  const wordList = upTo(mostCandidates, words);
  const nameList = upTo(mostCandidates, names);
  const all = new Set([...nameList, ...wordList]);
  const slips = new Set([
    ...wordList.filter((word) => isSlipOfWord(text, word)),
    ...nameList.filter((name) => isSlipOfName(text, name)),
  ]);
  const [slip, ...otherSlips] = slips;
  const isNear = (candidate: string) => editDistance(fold(text), fold(candidate), 2) < 2;
  const isSure =
    slip !== undefined &&
    otherSlips.length === 0 &&
    (isSpelledAlike(text, slip) || [...all].filter(isNear).length === 1) &&
    Math.max(wordList.length, nameList.length) < mostCandidates;
  const near = isSure ? [slip] : nearest(text, all);
  const [meant] = near;
  if (meant === undefined) return undefined;
  const named = near.slice(0, mostNamed);
  const title = didYouMeanOneOf(named);
  if (isSure) return { meant, fix: replacement(span, meant, title) };
  return { meant, help: title, choices: named.map((name) => replacement(span, name, changeTo(name))) };
}

/** The maximum number of equally near candidates to list. */
const mostNamed = 3;

/** A guess as help, without a fix. */
export function inWords({ meant, help, fix }: Guess): Guess {
  return { meant, help: help ?? fix?.title };
}

// ---------------------------------------------------------------- slips

/**
 * Whether a word is a slip of the hand away from another: case and separators aside, one letter is missing, extra,
 * replaced, or swapped with its neighbor. Digits have a meaning (conv2d, conv3d), and so does another letter at the
 * start (prelu, relu), at the end, or in a short word (silu, selu).
 */
export function isSlipOfWord(written: string, meant: string): boolean {
  if (Math.abs(written.length - meant.length) > mostSeparators || digitsOf(written) !== digitsOf(meant)) return false;
  if (isSpelledAlike(written, meant)) return true;
  const [a, b] = [fold(written), fold(meant)];
  const length = Math.max(a.length, b.length);
  if (length < 4) return false;
  const { start, end, left, right } = difference(a, b);
  if (left === '') return right.length === 1;
  if (right === '') return left.length === 1 && start > 0;
  if (left.length === 2) return right.length === 2 && left[0] === right[1] && left[1] === right[0];
  return left.length === 1 && right.length === 1 && start > 0 && end > 0 && length > 5;
}

/**
 * Whether a name is a slip of the hand away from another. Siblings differ in single letters (`InceptionA`, `Conv_0b`)
 * or in the last one (`blocka`), so those must be equal.
 */
export function isSlipOfName(written: string, meant: string): boolean {
  if (!isSlipOfWord(written, meant)) return false;
  if (isSpelledAlike(written, meant)) return true;
  if (lonelyLettersOf(written) !== lonelyLettersOf(meant)) return false;
  const { end, left, right } = difference(fold(written), fold(meant));
  return end > 0 || left.length === 2 || left + right === 's';
}

/** Whether two names differ in case and separators only. */
export const isSpelledAlike = (a: string, b: string): boolean => digitsOf(a) === digitsOf(b) && fold(a) === fold(b);

/** The maximum difference in separators between spellings of one word. */
const mostSeparators = 8;

const fold = (word: string): string => word.replaceAll(/[_\s-]/g, '').toLowerCase();

const digitsOf = (word: string): string => (word.match(/\d+/g) ?? []).join();

/** The letters that are a part of a name by themselves. */
function lonelyLettersOf(name: string): string {
  const parts = name.match(/[A-Z]?[a-z]+|[A-Z]+/g) ?? [];
  return parts
    .filter((part) => part.length === 1)
    .join('')
    .toLowerCase();
}

/**
 * The different parts of two words, after their common start and before their common end, with lengths `start` and
 * `end`.
 */
function difference(a: string, b: string) {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  return { start, end, left: a.slice(start, a.length - end), right: b.slice(start, b.length - end) };
}

// ---------------------------------------------------------------- guesses

/** The most likely meaning of a mistyped name: the first of the nearest candidates. */
export function closest(name: string, candidates: Iterable<string>): string | undefined {
  return nearest(name, candidates)[0];
}

/**
 * The nearest candidates, all equally near: within edits of a third of the name's length, if possible with the same
 * digits; or else one that the name begins.
 */
export function nearest(name: string, candidates: Iterable<string>): readonly string[] {
  if (name.length > 100) return [];
  const lowerCase = name.toLowerCase();
  const best = new Set<string>();
  let longer: string | undefined;
  let least = Math.max(1, Math.floor(name.length / 3));
  for (const candidate of upTo(mostCandidates, candidates)) {
    if (name.length > 2 && candidate.startsWith(name)) longer ??= candidate;
    if (Math.abs(candidate.length - name.length) > least) continue;
    const edits = editDistance(lowerCase, candidate.toLowerCase(), least + 1);
    if (edits > least || edits >= name.length) continue;
    if (edits < least) best.clear();
    least = edits;
    best.add(candidate);
  }
  if (best.size === 0) return longer === undefined ? [] : [longer];
  const numberedAlike = [...best].filter((candidate) => digitsOf(candidate) === digitsOf(name));
  return numberedAlike.length > 0 ? numberedAlike : [...best];
}

function upTo<T>(most: number, all: Iterable<T>): readonly T[] {
  const first: T[] = [];
  for (const one of all) {
    if (first.length === most) break;
    first.push(one);
  }
  return first;
}

/** Candidates with the more likely ones first, which are preferred if equally near. */
export function* likelyFirst(
  candidates: Iterable<string>,
  isLikely: (candidate: string) => boolean,
): Generator<string> {
  const others: string[] = [];
  for (const candidate of candidates) {
    if (isLikely(candidate)) yield candidate;
    else others.push(candidate);
  }
  yield* others;
}

/** The restricted Damerau distance: insertions, deletions, substitutions and swaps of neighbors; at most `most`. */
function editDistance(a: string, b: string, most: number): number {
  // Outside these diagonals, insertions and deletions alone reach `most`.
  const below = (most + a.length - b.length) >> 1;
  const above = (most + b.length - a.length) >> 1;
  let beforeLast: number[] = [];
  let last: number[] = [];
  for (let j = 0; j <= b.length; j += 1) last.push(j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = new Array<number>(b.length + 1).fill(most);
    row[0] = i;
    let least = i;
    for (let j = Math.max(1, i - below); j <= Math.min(b.length, i + above); j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? most) + 1, (row[j - 1] ?? most) + 1, (last[j - 1] ?? most) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (beforeLast[j - 2] ?? most) + 1);
      row[j] = cost;
      least = Math.min(least, cost);
    }
    if (least >= most) return most;
    beforeLast = last;
    last = row;
  }
  return Math.min(last[b.length] ?? most, most);
}
