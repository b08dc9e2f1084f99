/** Errors of the YAML library, reported at the place of the mistake, with a fix if there is an evident one. */
import { type Document, visit, type YAMLError, Scalar as YamlScalar } from 'yaml';
import type { Code } from '../diagnostics/codes.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Message } from '../diagnostics/messages/message.js';
import { removeIt, write } from '../diagnostics/messages/remedies.js';
import * as messages from '../diagnostics/messages/yaml.js';
import type { Source } from '../text/source.js';
import { explainUnclosed } from './brackets.js';
import { explainMissingColon, explainSecondColon, explainSlashes } from './colons.js';
import { parseYaml } from './document.js';
import { report, type SyntaxFault } from './fault.js';
import { findUnquotedHoles } from './holes.js';
import { LineIndex } from './lines.js';
import { explainIndentation } from './misplaced-lines.js';

/**
 * Reports every value with a ${} that lacks its quotes, and the first of the other errors: the rest are mostly its
 * consequences. Gives the document with such values as words, and whether there are no other errors.
 */
export function reportFaults(
  source: Source,
  document: Document.Parsed,
  diagnostics: Diagnostics,
): { readonly document: Document.Parsed; readonly isSound: boolean } {
  let finder = new FaultFinder(source.text, document);
  for (let round = 0; round < mostRounds; round += 1) {
    const unquoted = finder.findUnquotedHoles();
    if (unquoted.length === 0) break;
    for (const fault of unquoted) report(source, fault, diagnostics);
    const text = asWords(finder.text, unquoted);
    finder = new FaultFinder(text, parseYaml(text));
  }
  const first = finder.findFirst();
  if (first) report(source, first, diagnostics);
  return { document: first ? finder.recover() : finder.document, isSound: !first };
}

/** A text with some of its values replaced by words. */
function asWords(text: string, values: readonly SyntaxFault[]): string {
  const parts: string[] = [];
  let done = 0;
  for (const { start, end } of values) {
    parts.push(text.slice(done, start), text.slice(start, end).replaceAll(/\W/g, '_'));
    done = end;
  }
  return parts.join('') + text.slice(done);
}

/** The maximum number of times that a text is parsed again without the values that lack quotes. */
const mostRounds = 8;

class FaultFinder {
  private readonly errors: readonly YAMLError[];
  private readonly lines: LineIndex;

  constructor(
    readonly text: string,
    readonly document: Document.Parsed,
  ) {
    this.lines = new LineIndex(text);
    this.errors = document.errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
  }

  /** The values around errors that lack quotes, in order. After a stray bracket, the library reads all text as in brackets. */
  findUnquotedHoles(): readonly SyntaxFault[] {
    const [stray] = this.errors.filter(({ message }) => /^Unexpected flow-(map|seq)-end/.test(message));
    const holes = findUnquotedHoles(this.errors, this.lines);
    return stray ? holes.filter(({ start }) => start < stray.pos[0]) : holes;
  }

  /** The first of the other mistakes. */
  findFirst(): SyntaxFault | undefined {
    const [error] = this.errors;
    if (!error) return undefined;
    const [start, end] = error.pos;
    return (
      this.findShape(start) ??
      this.findUnclosedQuote(start) ??
      this.explain(error.code, error.message, start, Math.max(end, start + 1))
    );
  }

  /**
   * The document as far as it can be read. Lines indented with a tab are left out, since they hide what is around them.
   */
  recover(): Document.Parsed {
    if (!this.errors.some(({ code }) => code === 'TAB_AS_INDENT')) return this.document;
    return parseYaml(this.text.replaceAll(/^ *\t.*$/gm, (line) => ' '.repeat(line.length)));
  }

  private explain(code: YAMLError['code'], message: string, start: number, end: number): SyntaxFault {
    switch (code) {
      case 'TAB_AS_INDENT':
        return this.explainTab(start);
      case 'MULTIPLE_DOCS':
        return { start, end: start + 3, message: messages.secondDocument() };
      case 'BAD_ALIAS':
      case 'ALIAS_PROPS':
      case 'MULTIPLE_ANCHORS':
        return { start, end, message: messages.badAlias(message) };
      case 'BAD_SCALAR_START':
        return this.explainReserved(start);
      case 'BAD_DQ_ESCAPE':
        return this.explainEscape(start);
      case 'MULTILINE_IMPLICIT_KEY':
        return explainMissingColon(start, this.lines);
      case 'BLOCK_AS_IMPLICIT_KEY':
      case 'BLOCK_IN_FLOW':
        return explainSecondColon(start, code === 'BLOCK_IN_FLOW', this.lines);
    }
    if (/ must end with a | end with a [}\]]$/i.test(message)) return explainUnclosed(start, this.document, this.lines);
    if (/^Comments must be separated/.test(message))
      return {
        ...this.token(start, messages.noSpaceBeforeComment()),
        fix: [messages.addSpace, start, start, ' '],
      };
    if (/^Implicit map keys need to be followed/.test(message)) return explainMissingColon(start, this.lines);
    if (/same column|without - indicator/.test(message)) return explainIndentation(start, this.lines);
    if (/^Unexpected /.test(message)) return this.explainUnexpected(start);
    if (/^Missing ,/.test(message)) return this.token(start, messages.noCommaHere());
    return { start, end, message: messages.complaint(message) };
  }

  private token(offset: number, message: Message<Code>): SyntaxFault {
    return { ...this.lines.wordAt(offset), message };
  }

  // -------------------------------------------------------------- kinds of mistakes

  /** An unquoted shape `? x 8` before an offset; YAML takes a ? before a space for a mark of its own. */
  private findShape(offset: number): SyntaxFault | undefined {
    const shapes = [...this.text.matchAll(/(?<=[:,[] +)\? +x +[^,}\]#\n]*[^,}\]#\n\s]/g)];
    const shape = shapes.findLast(({ index }) => index <= offset);
    // What the mark hides may end only with its line.
    if (!shape || offset > this.text.indexOf('\n', shape.index) + 1) return undefined;
    const [start, end, quoted] = [shape.index, shape.index + shape[0].length, `"${shape[0]}"`];
    return { start, end, message: messages.reservedStart('?'), fix: [write(quoted), start, end, quoted] };
  }

  /** A quote that continues beyond the end of its line, up to the next quote or the end of the text. */
  private findUnclosedQuote(offset: number): SyntaxFault | undefined {
    let found: SyntaxFault | undefined;
    visit(this.document, {
      Scalar: (_, { type, range }) => {
        if ((type !== YamlScalar.QUOTE_DOUBLE && type !== YamlScalar.QUOTE_SINGLE) || !range) return;
        const [start, end] = range;
        const quoted = this.text.slice(start, end);
        const isClosed = quoted.length > 1 && quoted.endsWith(quoted.charAt(0));
        if (start > offset || (isClosed && !quoted.includes('\n'))) return;
        found = { start, end: start + 1, message: messages.unclosedQuote(this.text.charAt(start)) };
      },
    });
    return found;
  }

  private explainTab(offset: number): SyntaxFault {
    const start = this.lines.lineStart(offset);
    const [indent = ''] = /^[ \t]*/.exec(this.text.slice(start, this.lines.lineEnd(start))) ?? [];
    const end = start + indent.length;
    return {
      start: offset,
      end: Math.max(end, offset + 1),
      message: messages.indentedWithTab(),
      fix: [messages.indentWithSpaces, start, end, indent.replaceAll('\t', '  ')],
    };
  }

  private explainReserved(start: number): SyntaxFault {
    return { start, end: start + 1, message: messages.reservedStart(this.text.charAt(start)) };
  }

  private explainEscape(start: number): SyntaxFault {
    const pair = this.text.slice(start, start + 2);
    return {
      start,
      end: start + 2,
      message: messages.badEscape(pair),
      fix: [write(`\\${pair}`), start, start, '\\'],
    };
  }

  private explainUnexpected(offset: number): SyntaxFault {
    const { start, end } = this.lines.wordAt(offset);
    const mark = this.text.slice(start, end);
    const fix = [removeIt, start, end, ''] as const;
    if (mark === ',') return { start, end, message: messages.strayComma(), fix };
    if (mark === '}' || mark === ']') return { start, end, message: messages.unmatched(mark), fix };
    if (mark.startsWith('//')) return explainSlashes(start, end);
    const message = messages.strayText(mark);
    return mark === ';' ? { start, end, message, fix } : { start, end, message };
  }
}
