/** Values that commas cut in two: calls and prose without quotes. */
import { isPair, isScalar, type Range, Scalar as YamlScalar } from 'yaml';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { walk } from '../expressions/expression.js';
import { parseExpression } from '../expressions/parse.js';
import { itemAt } from '../text/lookup.js';
import type { Source, TextRange } from '../text/source.js';
import { report, unquoted } from './fault.js';
import type { Scalar } from './tree.js';

/** By the index of an item: the whole value that begins there; undefined for a later part of one. */
export type CutValues = ReadonlyMap<number, Scalar | undefined>;

/** No value is cut. */
export const uncut: CutValues = new Map();

/** Joins what commas cut in two in braces or brackets, and reports calls and prose that lack their quotes. */
export function mendCuts(
  items: readonly unknown[],
  range: Range | null | undefined,
  source: Source,
  diagnostics: Diagnostics,
): CutValues {
  if (!/[(]|summary|\d\s*,\s*\d/.test(source.text.slice(range?.[0], range?.[1]))) return uncut;
  const pieces = items.map((item) => pieceOf(item, source));
  const mended = new Map<number, Scalar | undefined>();
  for (const [index, piece] of pieces.entries()) {
    if (!piece || mended.has(index)) continue;
    const last = findEnd(pieces, index);
    if (last === index) continue;
    for (let part = index + 1; part <= last; part += 1) mended.set(part, undefined);
    const { start } = piece;
    const end = itemAt(pieces, last).end;
    const text = source.text.slice(start, end);
    mended.set(index, {
      kind: 'scalar',
      span: { source, start, end },
      text,
      value: text,
      textStart: start,
      isCut: true,
    });
    // Quotes do not help a value that is no expression, or that calls what does not exist; it is reported where it is read.
    if (piece.isProse || callsKnown(text, source)) report(source, unquoted(source.text, start, end), diagnostics);
  }
  return mended;
}

/** The plain text of an item in braces or brackets: of a value, or of a word without a colon. */
function pieceOf(item: unknown, source: Source): FlowPiece | undefined {
  const hasColon = isPair(item) && item.value !== null;
  const node = isPair(item) ? (item.value ?? item.key) : item;
  if (!isScalar(node) || node.type !== YamlScalar.PLAIN || !node.range) return undefined;
  const key = isPair(item) && isScalar(item.key) ? String(item.key.value) : '';
  const [start, end] = node.range;
  return { start, end, text: source.text.slice(start, end), hasColon, isProse: hasColon && key === 'summary' };
}

/** A plain value, or a word without a colon, between two commas. */
interface FlowPiece extends TextRange {
  readonly text: string;
  readonly hasColon: boolean;
  readonly isProse: boolean;
}

/** The maximum number of commas in a call without quotes. */
export const mostArguments = 100;

/**
 * The index of the piece in which a value ends: with its closing parenthesis, the last piece of its prose, or of the
 * numbers after a number.
 */
function findEnd(pieces: readonly (FlowPiece | undefined)[], from: number): number {
  const textAfter = (index: number) => {
    const next = pieces[index + 1];
    return next && !next.hasColon ? next.text : undefined;
  };
  const first = itemAt(pieces, from);
  let last = from;
  if (first.isProse) {
    while (textAfter(last) !== undefined) last += 1;
    return last;
  }
  if (first.hasColon && /^\d+$/.test(first.text)) while (/^\d+$/.test(textAfter(last) ?? '')) last += 1;
  let open = countOpen(first.text);
  for (
    let text = textAfter(last);
    open > 0 && last - from < mostArguments && text !== undefined;
    text = textAfter(last)
  ) {
    last += 1;
    open += countOpen(text);
  }
  return open === 0 ? last : from;
}

/** How many more parentheses open in a text than close. */
export const countOpen = (text: string): number => text.split('(').length - text.split(')').length;

/** Whether a text is an expression that calls nothing but the functions of the language and of the spec. */
function callsKnown(text: string, source: Source): boolean {
  const expression = parseExpression(text);
  if (!('kind' in expression)) return false;
  return [...walk(expression)].every((part) => part.kind !== 'apply' || functionsIn(source).has(part.function.name));
}

const functionsBySource = new WeakMap<Source, ReadonlySet<string>>();

/** The names before keys such as `scale(value, factor):`. */
function functionsIn(source: Source): ReadonlySet<string> {
  let names = functionsBySource.get(source);
  if (!names) {
    // A word is tried only from its start, so that a long one takes no longer than the same length of short ones.
    const signatures = source.text.matchAll(/\b([A-Za-z_]\w*)\s*\([^()\n]*\)["']?\s*:/g);
    names = new Set(Array.from(signatures, ([, name = '']) => name));
    functionsBySource.set(source, names);
  }
  return names;
}
