/** Places in the protocol's terms: lines and characters count from 0, characters in UTF-16 units. */
import type { Location, Position, Range, TextEdit } from 'vscode-languageserver';
import type { Edit } from '../diagnostics/diagnostic.js';
import { groupBy } from '../text/group-by.js';
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

/** The URI of the spec at a path. */
export type UriOf = (file: string) => string;

export const locationOf = (span: Span, uriOf: UriOf): Location => ({
  uri: uriOf(span.source.file),
  range: rangeOf(span),
});

/** Edits by the URI of their spec. */
export function changesOf(edits: readonly Edit[], uriOf: UriOf): Record<string, TextEdit[]> {
  const byFile = groupBy(edits, ({ span }) => span.source.file);
  const textEdit = ({ span, newText }: Edit): TextEdit => ({ range: rangeOf(span), newText });
  return Object.fromEntries([...byFile].map(([file, all]) => [uriOf(file), all.map(textEdit)]));
}

/** Edits that make another text of a text: of single lines if both have as many, so that cursors stay where they are. */
export function editsBetween(source: Source, text: string): TextEdit[] {
  const [before, after] = [source.text.split(/\r?\n/), text.split(/\r?\n/)];
  if (before.length !== after.length) return [{ range: wholeOf(source), newText: text }];
  return before.flatMap((line, index) => {
    const newText = after[index] ?? '';
    const start = { line: index, character: 0 };
    return line === newText ? [] : [{ range: { start, end: { line: index, character: line.length } }, newText }];
  });
}
