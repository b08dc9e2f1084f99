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
  const columns: number[] = [];
  let brackets = 0;
  for (const { index: line, groups } of source.text.matchAll(/^(?<dashes> *(?:[-?] +)*)(?<rest>.*)$/gm)) {
    const { dashes = '', rest = '' } = groups ?? {};
    const content = rest.replace(/(^|\s)#.*$/, '');
    if (content === '' && dashes.trim() === '') continue;
    const begins = [...Array.from(dashes.matchAll(/[-?]/g), ({ index }) => index), dashes.length];
    if (begins.length > 1 || dashes === '') brackets = 0;
    for (const column of begins) {
      while ((columns.at(-1) ?? -1) >= column) columns.pop();
      columns.push(column);
    }
    for (let at = 0; at <= content.length; at += 1) {
      const mark = content[at];
      if (mark === '[' || mark === '{') brackets += 1;
      else if (mark === ']' || mark === '}') brackets = Math.max(0, brackets - 1);
      if (columns.length + brackets <= 2 * deepestNesting) continue;
      const start = line + dashes.length + at;
      return { message: messages.nestedTooDeep(deepestNesting), span: { source, start, end: start + 1 } };
    }
  }
  return undefined;
}
