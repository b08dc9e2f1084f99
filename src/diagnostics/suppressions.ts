/** Comments that suppress a lint: `# netspec-allow CODE: reason`, on its line or the one above. */
import { itemAt } from '../text/lookup.js';
import { type Position, positionAt, type Source, type Span } from '../text/source.js';

/** One such comment. */
export interface Suppression {
  readonly code: string;
  readonly reason: string;
  readonly span: Span;
  /** The line that it applies to. */
  readonly line: Position['line'];
}

/** The rest of a comment is no comment of its own. */
const comment = /(?<=^(?:[^#\n]*\s)?)#\s*netspec-allow\b[ \t]*(?<code>[^\s:]*)[ \t]*:?[ \t]*(?<reason>.*?)[ \t]*$/gm;

/** The suppressions of a source. One on a line by itself applies to the next line with more than a comment. */
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

/** For each line, the first line from it on with more than a comment, or the one after the last; they count from 1. */
function linesOfContent(text: string): readonly number[] {
  const lines = text.split(/\r?\n/);
  let content = lines.length + 1;
  const found = lines.toReversed().map((line, index) => {
    if (!/^\s*(#|$)/.test(line)) content = lines.length - index;
    return content;
  });
  return found.reverse();
}
