/** The lines and words of a text, by offsets. */

import type { TextRange } from '../text/source.js';

export class LineIndex {
  private lastLine: TextRange = { start: 0, end: -1 };

  constructor(readonly text: string) {}

  /** The line at an offset. It is kept, since many errors are on one line. */
  lineAt(offset: number): TextRange {
    const { start, end } = this.lastLine;
    if (offset < start || offset > end) {
      const next = this.text.indexOf('\n', offset);
      const lineEnd = next === -1 ? this.text.length : next;
      this.lastLine = { start: this.text.lastIndexOf('\n', offset - 1) + 1, end: lineEnd };
    }
    return this.lastLine;
  }

  lineStart(offset: number): number {
    return this.lineAt(offset).start;
  }

  lineEnd(offset: number): number {
    return this.lineAt(offset).end;
  }

  /** The word, or the single mark, at or after an offset. */
  wordAt(offset: number): TextRange {
    const rest = this.text.slice(offset, this.lineEnd(offset));
    const blank = rest.length - rest.trimStart().length;
    const start = offset + (blank < rest.length ? blank : 0);
    const [word = ' '] = /^[^\s,[\]{}]+|^./.exec(this.text.slice(start, this.lineEnd(start))) ?? [];
    return { start, end: start + word.length };
  }

  /** The line at an offset, without white space around it. */
  line(offset: number): { start: number; end: number; text: string } {
    const whole = this.text.slice(this.lineStart(offset), this.lineEnd(offset));
    const text = whole.trim();
    const start = this.lineStart(offset) + whole.indexOf(text);
    return { start, end: start + text.length, text };
  }

  /** The start of the next line with more than a comment, from the line at an offset. */
  nextSolid(offset: number): number {
    const solid = /^[ \t]*(?=[^\s#])/gm;
    solid.lastIndex = this.lineStart(offset);
    return solid.exec(this.text) ? solid.lastIndex : offset;
  }
}
