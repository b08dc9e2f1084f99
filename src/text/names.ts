/** Names as they are written in a source: their letters, and the parts of names that are made of several. */
import type { Span } from './source.js';

/** Where a name, or a part of one, is written. */
export interface WrittenName {
  readonly text: string;
  readonly span: Span;
}

/** Where the letters of a name are, without quotes around them; inexact if it is not written letter for letter. */
export function lettersOf({ text, span }: WrittenName): { readonly span: Span; readonly exact: boolean } {
  const { source, start, end } = span;
  const written = source.text.slice(start, end);
  if (written === text) return { span, exact: true };
  if (written.slice(1, -1) === text) return { span: { source, start: start + 1, end: end - 1 }, exact: true };
  return { span, exact: false };
}

/** The parts of a name between marks, each where it is written; where the whole is, if its letters can't be told apart. */
export function partsOf(name: WrittenName, mark: string): readonly WrittenName[] {
  const { span, exact } = lettersOf(name);
  let { start } = span;
  return name.text.split(mark).map((text) => {
    const place = exact ? { source: span.source, start, end: start + text.length } : name.span;
    start += text.length + mark.length;
    return { text, span: place };
  });
}
