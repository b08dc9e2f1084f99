/** Places in the protocol's terms: lines and characters count from 0, characters in UTF-16 units. */
import type { Position, Range } from 'vscode-languageserver';
import { offsetAt, positionAt, type Source, type Span } from '../text/source.js';

export function placeAt(source: Source, offset: number): Position {
  const { line, column } = positionAt(source, offset);
  return { line: line - 1, character: column - 1 };
}

export const rangeOf = ({ source, start, end }: Span): Range => ({
  start: placeAt(source, start),
  end: placeAt(source, end),
});

export const offsetOf = (source: Source, { line, character }: Position): number =>
  offsetAt(source, { line: line + 1, column: character + 1 });

/** The range of a whole text. */
export const wholeOf = (source: Source): Range => rangeOf({ source, start: 0, end: source.text.length });
