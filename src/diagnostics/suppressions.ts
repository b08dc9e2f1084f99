/** Comments that suppress a lint: `# netspec-allow CODE: reason`, on its line or the one above. */
import { lineText, type Position, positionAt, type Source, type Span } from '../text/source.js';

/** One such comment. */
export interface Suppression {
  readonly code: string;
  readonly reason: string;
  readonly span: Span;
  /** The line that it applies to. */
  readonly line: Position['line'];
}

const mark = 'netspec-allow';

/** A line with such a comment. The rest of a comment is no comment of its own. */
const comment = /^(?<before>(?:[^#]*\s)?)#\s*netspec-allow\b[ \t]*(?<code>[^\s:]*)[ \t]*:?[ \t]*(?<reason>.*)$/;

/** The suppressions of a source. One on a line by itself applies to the next line with more than a comment. */
export function findSuppressions(source: Source): readonly Suppression[] {
  const found: Suppression[] = [];
  let content = 0;
  let at = source.text.indexOf(mark);
  while (at !== -1) {
    const { line, column } = positionAt(source, at);
    const text = lineText(source, line);
    const { before = '', code, reason = '' } = comment.exec(text)?.groups ?? {};
    const start = at - column + 1;
    if (code !== undefined) {
      if (line > content) content = contentFrom(source, line);
      const span = { source, start: start + before.length, end: start + text.length };
      found.push({ code, reason: reason.trimEnd(), span, line: content });
    }
    at = source.text.indexOf(mark, start + text.length);
  }
  return found;
}

/** The first line from one on with more than a comment; the one after the last if there is none. */
function contentFrom(source: Source, line: number): number {
  const last = positionAt(source, source.text.length).line;
  let content = line;
  while (content <= last && /^\s*(#|$)/.test(lineText(source, content))) content += 1;
  return content;
}
