/** A spec's text, with its name in diagnostics: a path as the user gave it, or `<stdin>`. */
import { itemAt } from './lookup.js';

export interface Source {
  readonly file: string;
  readonly text: string;
}

/**
 * A text as a source. YAML ends lines at a lone carriage return, its library does not; as a line feed it is a line end
 * to both, and all offsets are those of the file.
 */
export function sourceOf(file: string, text: string): Source {
  return { file, text: text.replaceAll(/\r(?!\n)/g, '\n') };
}

/** A range of a text: offsets in UTF-16 units, `end` exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A range of a source. */
export interface Span extends TextRange {
  readonly source: Source;
}

/** A position for people: both count from 1, `column` in UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

const lineStartsOf = new WeakMap<Source, readonly number[]>();

function lineStarts(source: Source): readonly number[] {
  let starts = lineStartsOf.get(source);
  if (!starts) {
    const found = [0];
    for (const end of source.text.matchAll(/\n/g)) found.push(end.index + 1);
    starts = found;
    lineStartsOf.set(source, starts);
  }
  return starts;
}

/** The line and column of an offset; an offset past the end is the end. */
export function positionAt(source: Source, offset: number): Position {
  const starts = lineStarts(source);
  const clamped = Math.min(Math.max(offset, 0), source.text.length);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (itemAt(starts, middle) <= clamped) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: clamped - itemAt(starts, low) + 1 };
}

/** The offset of a position; one past the end of its line is the line's end, and one past the end of the text is that. */
export function offsetAt(source: Source, { line, column }: Position): number {
  const starts = lineStarts(source);
  const start = starts[line - 1] ?? source.text.length;
  return Math.min(start + column - 1, start + lineText(source, line).length);
}

/** The text of a line (counted from 1), without its line ending. */
export function lineText(source: Source, line: number): string {
  const starts = lineStarts(source);
  const start = starts[line - 1] ?? source.text.length;
  return source.text.slice(start, starts[line] ?? source.text.length).replace(/\r?\n$/, '');
}

/** Where a part of an expression is: the whole of it if its text is not in the source letter for letter. */
export const spanWithin = (
  { span, exact }: { readonly span: Span; readonly exact: boolean },
  { start, end }: TextRange,
): Span => (exact ? subspan(span, start, end) : span);

/** A part of a span, by offsets relative to its start. */
export function subspan(span: Span, start: number, end: number): Span {
  return { source: span.source, start: span.start + start, end: span.start + end };
}
