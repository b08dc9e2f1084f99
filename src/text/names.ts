/** Names as written in a source, and their parts. */
import type { Span } from './source.js';

/** A name, or a part of one, with its span. */
export interface WrittenName {
  readonly text: string;
  readonly span: Span;
}

/** The span of a name's letters, without quotes; inexact if it is not written literally. */
export function lettersOf({ text, span }: WrittenName): { readonly span: Span; readonly exact: boolean } {
  const { source, start, end } = span;
  const written = source.text.slice(start, end);
  if (written === text) return { span, exact: true };
  if (written.slice(1, -1) === text) return { span: { source, start: start + 1, end: end - 1 }, exact: true };
  return { span, exact: false };
}

/**
 * The parts of a name between marks, with their spans; all have the span of the whole if its letters have no known
 * place.
 */
export function partsOf(name: WrittenName, mark: string): readonly WrittenName[] {
  const { span, exact } = lettersOf(name);
  let { start } = span;
  return name.text.split(mark).map((text) => {
    const place = exact ? { source: span.source, start, end: start + text.length } : name.span;
    start += text.length + mark.length;
    return { text, span: place };
  });
}
