/** Comments that switch a lint off where it is wrong: `# netspec-allow CODE: reason`, on the line or the one above. */
import { type Position, positionAt, type Source, type Span } from './source.js';

/** One such comment. */
export interface Allowance {
  readonly code: string;
  readonly reason: string;
  readonly span: Span;
  /** The line that it speaks of. */
  readonly line: Position['line'];
}

/** What a comment says further on is no comment of its own. */
const comment = /(?<=^(?:[^#\n]*\s)?)#\s*netspec-allow\b[ \t]*(?<code>[^\s:]*)[ \t]*:?[ \t]*(?<reason>.*?)[ \t]*$/gm;

/** The allowances of a source. One that has a line to itself speaks of the next line that holds more than a comment. */
export function findAllowances(source: Source): readonly Allowance[] {
  if (!source.text.includes('netspec-allow')) return [];
  const lines = source.text.split(/\r\n|\n|\r/);
  return [...source.text.matchAll(comment)].map((match) => {
    const span = { source, start: match.index, end: match.index + match[0].length };
    let { line } = positionAt(source, span.start);
    while (/^\s*(#|$)/.test(lines[line - 1] ?? 'end')) line += 1;
    const { code = '', reason = '' } = match.groups as Record<string, string>;
    return { code, reason, span, line };
  });
}
