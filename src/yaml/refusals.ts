/** Refuses texts before they are parsed: characters, directives, and nesting that the YAML library can't take. */
import type { Code } from '../diagnostics/codes.js';
import type { Message } from '../diagnostics/messages/message.js';
import * as messages from '../diagnostics/messages/yaml.js';
import type { Source, Span } from '../text/source.js';

/** The maximum depth of mappings and lists. */
export const deepestNesting = 100;

/** Why a text is not parsed as it is. */
export interface TextRefusal {
  readonly message: Message<Code>;
  readonly span: Span;
  /** The text with blanks instead of the refused part, if the rest can be parsed. */
  readonly rest?: string;
}

/** Characters that are neither printable nor white space. */
const oddCharacters = /(?!^)\ufeff|[^\t\n\r -~\u0085\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const blank = (text: string): string => ' '.repeat(text.length);

export function findOddCharacter(source: Source): TextRefusal | undefined {
  const [odd] = source.text.matchAll(oddCharacters);
  if (!odd) return undefined;
  const [character] = odd;
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const span = { source, start: odd.index, end: odd.index + character.length };
  return { message: messages.badCharacter(code), span, rest: source.text.replaceAll(oddCharacters, blank) };
}

/** A directive could select YAML 1.1, in which `no` is a boolean. */
export function findDirective(source: Source): TextRefusal | undefined {
  const directive = /^%.*$/m.exec(source.text);
  const before = directive && source.text.slice(0, directive.index).replaceAll(/^\ufeff|#.*$/gm, '');
  if (!directive || before?.trim() !== '') return undefined;
  const span = { source, start: directive.index, end: directive.index + directive[0].length };
  return { message: messages.directive(), span, rest: source.text.replaceAll(/^%.*$/gm, blank) };
}

/**
 * The YAML library recurses, so unbounded nesting must not reach it. This counts columns and brackets roughly, and so
 * refuses only what is nested far deeper than a tree may be.
 */
export function findNesting(source: Source): TextRefusal | undefined {
  const { text } = source;
  const columns: number[] = [];
  const begin = (column: number): void => {
    while ((columns.at(-1) ?? -1) >= column) columns.pop();
    columns.push(column);
  };
  let brackets = 0;
  let end = -1;
  while (end < text.length) {
    const line = end + 1;
    end = text.indexOf('\n', line);
    if (end === -1) end = text.length;
    let at = afterSpaces(text, line);
    const first = at;
    while ((text[at] === '-' || text[at] === '?') && text[at + 1] === ' ') {
      begin(at - line);
      at = afterSpaces(text, at + 1);
    }
    const hasDash = at > first;
    if (!hasDash && (at >= end || text[at] === '#')) continue;
    if (hasDash || at === line) brackets = 0;
    begin(at - line);
    for (const content = at; at <= end; at += 1) {
      const mark = text[at];
      if (mark === '[' || mark === '{') brackets += 1;
      else if (mark === ']' || mark === '}') brackets = Math.max(0, brackets - 1);
      else if (mark === '#' && (at === content || isBlank(text[at - 1]))) at = end;
      if (columns.length + brackets > 2 * deepestNesting)
        return { message: messages.nestedTooDeep(deepestNesting), span: { source, start: at, end: at + 1 } };
    }
  }
  return undefined;
}

const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t';

function afterSpaces(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ') at += 1;
  return at;
}
