/** Comments that suppress a lint where it is wrong: `# netspec-allow CODE: reason`, on the line or the one above. */
import { itemAt } from '../text/lookup.js';
import { type Position, positionAt, type Source, type Span } from '../text/source.js';

/** One such comment. */
export interface Suppression {
  readonly code: string;
  readonly reason: string;
  readonly span: Span;
  /** The line that it speaks of. */
  readonly line: Position['line'];
}

/** What a comment says further on is no comment of its own. */
const comment = /(?<=^(?:[^#\n]*\s)?)#\s*netspec-allow\b[ \t]*(?<code>[^\s:]*)[ \t]*:?[ \t]*(?<reason>.*?)[ \t]*$/gm;

/** The suppressions of a source. One that has a line to itself speaks of the next line that holds more than a comment. */
export function findSuppressions(source: Source): readonly Suppression[] {
  if (!source.text.includes('netspec-allow')) return [];
  const contentAfter = linesOfContent(source.text);
  return [...source.text.matchAll(comment)].map((match) => {
    const span = { source, start: match.index, end: match.index + match[0].length };
    const line = itemAt(contentAfter, positionAt(source, span.start).line - 1);
    const { code = '', reason = '' } = match.groups ?? {};
    return { code, reason, span, line };
  });
}

/** For each line the first from it on that holds more than a comment, or else the one after the last; they count from 1. */
function linesOfContent(text: string): readonly number[] {
  const lines = text.split(/\r?\n/);
  let content = lines.length + 1;
  const found = lines.toReversed().map((line, index) => {
    if (!/^\s*(#|$)/.test(line)) content = lines.length - index;
    return content;
  });
  return found.reverse();
}
