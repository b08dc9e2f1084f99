/** What the YAML library complains of, said of the place where the mistake is, with a fix where one is evident. */
import {
  type Document,
  isCollection,
  isMap,
  isScalar,
  parseDocument,
  visit,
  type YAMLError,
  Scalar as YamlScalar,
} from 'yaml';
import type { Code } from '../diagnostics/codes.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import { bracesAroundExpression } from '../diagnostics/messages/expressions.js';
import type { Message } from '../diagnostics/messages/message.js';
import { removeIt, write } from '../diagnostics/messages/remedies.js';
import * as messages from '../diagnostics/messages/yaml.js';
import type { Source } from '../text/source.js';
import { count } from '../text/words.js';
import { report, type SyntaxFault, unquoted } from './fault.js';
import { expressionIn } from './holes.js';
import { findDashless, findMisplaced, type Misplaced } from './indentation.js';
import { LineIndex, type Stretch } from './lines.js';

/**
 * Reports every value whose ${} lacks its quotes, and of the other errors the first: what follows it is mostly
 * consequence. Gives the document with such values as words, and whether nothing else is wrong with it.
 */
export function reportFaults(
  source: Source,
  document: Document.Parsed,
  diagnostics: Diagnostics,
): { readonly document: Document.Parsed; readonly isSound: boolean } {
  let finder = new FaultFinder(source.text, document);
  for (let round = 0; round < mostRounds; round += 1) {
    const templates = finder.findTemplates();
    if (templates.length === 0) break;
    for (const fault of templates) report(source, fault, diagnostics);
    const text = asWords(finder.text, templates);
    finder = new FaultFinder(text, parseYaml(text));
  }
  const first = finder.findFirst();
  if (first) report(source, first, diagnostics);
  return { document: first ? finder.recover() : finder.document, isSound: !first };
}

/** A text with words in the place of some of its values. */
function asWords(text: string, values: readonly SyntaxFault[]): string {
  const parts: string[] = [];
  let done = 0;
  for (const { start, end } of values) {
    parts.push(text.slice(done, start), text.slice(start, end).replaceAll(/\W/g, '_'));
    done = end;
  }
  return parts.join('') + text.slice(done);
}

/** How often a text is read again without the values that lack their quotes. */
const mostRounds = 8;

/** The longest line that is searched for what lacks its quotes. */
const longestLine = 10_000;

/** Parses YAML as far as it can be; what is wrong with it is in the document's errors. */
export function parseYaml(text: string): Document.Parsed {
  return parseDocument(text, {
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'error',
    merge: false,
    keepSourceTokens: true,
  });
}

class FaultFinder {
  private readonly errors: readonly YAMLError[];
  private readonly lines: LineIndex;
  private lastTemplates: { readonly line?: Stretch; readonly places: readonly (readonly [number, number])[] } = {
    places: [],
  };

  constructor(
    readonly text: string,
    readonly document: Document.Parsed,
  ) {
    this.lines = new LineIndex(text);
    this.errors = document.errors.toSorted((a, b) => a.pos[0] - b.pos[0]);
  }

  /** The values around the errors that lack their quotes, in the order of the text. */
  findTemplates(): readonly SyntaxFault[] {
    const found = new Map<number, SyntaxFault>();
    for (const { code, pos } of this.errors) {
      // Outside braces and brackets nothing ends a plain value but its line.
      const isBlock = code === 'BLOCK_AS_IMPLICIT_KEY' || code === 'MULTILINE_IMPLICIT_KEY';
      const fault = isBlock ? undefined : this.findTemplate(pos[0]);
      if (fault) found.set(fault.start, fault);
    }
    return [...found.values()];
  }

  findFirst(): SyntaxFault | undefined {
    const [error] = this.errors;
    if (!error) return undefined;
    const [start, end] = error.pos;
    return this.findUnclosedQuote(start) ?? this.explain(error.code, error.message, start, Math.max(end, start + 1));
  }

  /** The document as far as it can be read. What a tab indents is left out, since it hides what is around it. */
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
        return this.explainMissingColon(start);
      case 'BLOCK_AS_IMPLICIT_KEY':
      case 'BLOCK_IN_FLOW':
        return this.explainSecondColon(start, code === 'BLOCK_IN_FLOW');
    }
    if (/ must end with a | end with a [}\]]$/i.test(message)) return this.explainUnclosed(start);
    if (/^Comments must be separated/.test(message))
      return {
        ...this.token(start, messages.noSpaceBeforeComment()),
        fix: [messages.addSpace, start, start, ' '],
      };
    if (/^Implicit map keys need to be followed/.test(message)) return this.explainMissingColon(start);
    if (/same column|without - indicator/.test(message)) return this.explainIndentation(start);
    if (/^Unexpected /.test(message)) return this.explainUnexpected(start);
    if (/^Missing ,/.test(message)) return this.token(start, messages.noCommaHere());
    return { start, end, message: messages.complaint(message) };
  }

  private token(offset: number, message: Message<Code>): SyntaxFault {
    return { ...this.lines.wordAt(offset), message };
  }

  // -------------------------------------------------------------- one kind of mistake each

  /** `name: Conv_${k}` in braces: the hole ends the plain value. */
  private findTemplate(offset: number): SyntaxFault | undefined {
    const line = this.lines.lineAt(offset);
    if (line !== this.lastTemplates.line) this.lastTemplates = { line, places: this.templatesIn(line) };
    const [start, end] = this.lastTemplates.places.find(([from, to]) => from <= offset && offset <= to) ?? [];
    if (start === undefined || end === undefined) return undefined;
    const [, key = ''] = /(\w+):\s*$/.exec(this.text.slice(line.start, start)) ?? [];
    const expression = expressionIn(key, this.text.slice(start, end));
    if (expression === undefined) return unquoted(this.text, start, end);
    return { start, end, message: bracesAroundExpression(), fix: [write(expression), start, end, expression] };
  }

  /** Where the plain values of a line are that have holes. */
  private templatesIn({ start, end }: Stretch): readonly (readonly [start: number, end: number])[] {
    if (end - start > longestLine) return [];
    const template = /[,:[{]\s*([^\s,:[\]{}"']*\$\{[^{}"']*\}(?:[^\s,[\]{}"'$]|\$\{[^{}"']*\})*)/g;
    return Array.from(this.text.slice(start, end).matchAll(template), ({ index, 0: whole, 1: value = '' }) => {
      const to = start + index + whole.length;
      return [to - value.length, to] as const;
    });
  }

  /** A quote that runs on over the line's end, up to the next quote or the end of the text. */
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

  /** `name:F`, `name F`, or a dash without its space. */
  private explainMissingColon(offset: number): SyntaxFault {
    const { start, end, text } = this.lines.line(offset);
    const tight = /^(?:- )?\w+:(?=\S)/.exec(text);
    if (tight) {
      const at = start + tight[0].length;
      return { start, end, message: messages.noSpaceAfterColon(), fix: [messages.addSpace, at, at, ' '] };
    }
    const [, before = '', key = ''] = /^((?:- )?(\w+)\s*=\s*)[^\s=]/.exec(text) ?? [];
    if (key !== '') {
      const at = start + before.length;
      const from = at - before.trimStart().replace(/^- /, '').length;
      return {
        start,
        end,
        message: messages.noColonBetween(key),
        fix: [write(`${key}: ${text.slice(before.length)}`), from, at, `${key}: `],
      };
    }
    const misplaced = this.findMisplaced(offset);
    if (misplaced) return misplaced;
    if (text.startsWith('//')) return explainSlashes(start, end);
    const isKey = /^\w+$/.test(text);
    return {
      start,
      end,
      message: isKey ? messages.noColonAfter(text) : messages.noColonInLine(),
      ...(isKey ? { fix: [messages.addColon, end, end, ':'] as const } : {}),
    };
  }

  /** A colon in what began as a value: `summary: a: b`, `{filters: 3 kernel_size: 3}`, or a key indented too deep. */
  private explainSecondColon(start: number, isFlow: boolean): SyntaxFault {
    const line = this.lines.line(start);
    const rest = this.text.slice(start, line.end);
    const second = /^(\S+)\s+(\w+):(?=\s|$)/.exec(rest);
    if (isFlow && second) {
      const [, first = '', key = ''] = second;
      const comma = start + first.length;
      const keyStart = start + second[0].length - key.length - 1;
      return {
        start: keyStart,
        end: keyStart + key.length,
        message: messages.noCommaBefore(key),
        fix: [messages.addComma, comma, comma, ','],
      };
    }
    const dash = /^-(?=[A-Za-z_]\w*:|[{[])/.exec(line.text);
    if (dash)
      return {
        start: line.start,
        end: line.start + 1,
        message: messages.noSpaceAfterDash(),
        fix: [messages.addSpace, line.start + 1, line.start + 1, ' '],
      };
    if (start < line.start) return this.explainIndentation(start);
    if (!/:(\s|$)/.test(rest)) {
      return this.explainIndentation(Math.min(this.lines.lineEnd(start) + 1, this.text.length));
    }
    if (!isFlow && rest.length < longestLine && /^[^{]*,.*\}$/.test(rest)) {
      const at = line.start + (/^- */.exec(line.text)?.[0].length ?? 0);
      return {
        start: line.end - 1,
        end: line.end,
        message: messages.unmatched('}'),
        fix: [messages.openAtStart, at, at, '{'],
      };
    }
    const misplaced = isFlow ? undefined : this.findMisplaced(start);
    if (misplaced) return misplaced;
    const fault = { start, end: line.end, message: messages.unquotedColon() };
    const quoted = unquoted(this.text, start, line.end).fix;
    return /^(- *)?summary:/.test(line.text) && quoted ? { ...fault, fix: quoted } : fault;
  }

  private explainIndentation(offset: number): SyntaxFault {
    const misplaced = this.findMisplaced(offset);
    if (misplaced) return misplaced;
    const { start, end } = this.lines.line(this.lines.nextSolid(offset));
    return { start, end, message: messages.badIndentation() };
  }

  private findMisplaced(offset: number): SyntaxFault | undefined {
    const dashless = findDashless(this.text, offset);
    if (dashless) return this.explainDashless(dashless);
    const odd = findMisplaced(this.text, offset);
    if (!odd) return undefined;
    const { start, content, end, fits } = odd;
    return {
      start: content,
      end,
      message: messages.indentedBy(spaces(content - start), fits),
      fix: [messages.indentBy(spaces(fits)), start, content, ' '.repeat(fits)],
    };
  }

  /** An item without its dash: `{op: flatten}`, or `Stem: {op: flatten}`, whose name is then told of as well. */
  private explainDashless({ start, content, end, fits }: Misplaced): SyntaxFault {
    const dash = `${' '.repeat(fits)}- `;
    const [before, name] = /^(\w+):\s*\{/.exec(this.text.slice(content, end)) ?? [];
    if (before === undefined)
      return {
        start: content,
        end,
        message: messages.noDash(),
        fix: [messages.addDash, start, content, dash],
      };
    const newText = `${dash}{name: ${name}, `;
    return {
      start: content,
      end: content + before.length - 1,
      message: messages.nameBeforeItem(),
      fix: [write(`- {name: ${name}, ...}`), start, content + before.length, newText],
    };
  }

  /** The innermost bracket around an offset that has no partner. */
  private explainUnclosed(offset: number): SyntaxFault {
    let opener = -1;
    let content = -1;
    visit(this.document, {
      Collection: (_, { flow, range, items }) => {
        const [start, end] = range ?? [0, 0];
        // A key and its value in a list are a mapping without braces.
        if (!flow || !/[{[]/.test(this.text.charAt(start))) return;
        if (start > offset || /[}\]]/.test(this.text.charAt(end - 1)) || start < opener) return;
        opener = start;
        // The keys after a list are not of the list.
        const isKey = (item: unknown) => isMap(item) && !this.text.startsWith('{', item.range?.[0]);
        const firstKey = this.text.startsWith('[', start) ? items.findIndex(isKey) : -1;
        const last = (firstKey === -1 ? items.at(-1) : items[firstKey - 1]) as
          | { key?: unknown; value?: unknown }
          | undefined;
        const inner = last && 'key' in last ? (last.value ?? last.key) : last;
        content = isScalar(inner) || isCollection(inner) ? (inner.range?.[1] ?? -1) : -1;
      },
    });
    if (opener === -1) return this.token(offset, messages.unclosedBefore());
    const bracket = this.text.charAt(opener);
    const partner = bracket === '{' ? '}' : ']';
    const wrong = this.text.charAt(offset);
    const isMixed = wrong === '}' || wrong === ']';
    const [sizes] = (wrong === ']' && /\d+(\s*,\s*\d+)+\s*$/.exec(this.text.slice(opener, offset))) || [];
    if (sizes !== undefined) {
      const from = offset - sizes.length;
      return {
        start: from,
        end: offset + 1,
        message: messages.unmatched(']'),
        fix: [write(`[${sizes}]`), from, from, '['],
      };
    }
    return {
      start: opener,
      end: opener + 1,
      message: messages.unclosed(bracket),
      ...(isMixed ? { note: { start: offset, end: offset + 1, message: messages.closeBefore(wrong) } } : {}),
      ...(content > opener && content <= this.lines.lineEnd(opener)
        ? { fix: [messages.closeWith(partner), content, content, partner] as const }
        : {}),
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

const explainSlashes = (start: number, end: number): SyntaxFault => ({
  start,
  end,
  message: messages.badComment(),
  fix: [messages.useHash, start, start + 2, '#'],
});

const spaces = (amount: number): string => count(amount, 'space');
