/** Missing colons, colons without a space, and extra colons. */
import { write } from '../diagnostics/messages/remedies.js';
import * as messages from '../diagnostics/messages/yaml.js';
import { type SyntaxFault, unquoted } from './fault.js';
import type { LineIndex } from './lines.js';
import { explainIndentation, explainMisplaced } from './misplaced-lines.js';

/** The maximum length of a line that is searched for an unmatched brace. */
const longestLine = 10_000;

/** `name:F`, `name F`, or a dash without its space. */
export function explainMissingColon(offset: number, lines: LineIndex): SyntaxFault {
  const { start, end, text } = lines.line(offset);
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
  const misplaced = explainMisplaced(offset, lines);
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
export function explainSecondColon(start: number, isFlow: boolean, lines: LineIndex): SyntaxFault {
  const { text } = lines;
  const line = lines.line(start);
  const rest = text.slice(start, line.end);
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
  if (start < line.start) return explainIndentation(start, lines);
  if (!/:(\s|$)/.test(rest)) {
    return explainIndentation(Math.min(lines.lineEnd(start) + 1, text.length), lines);
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
  const misplaced = isFlow ? undefined : explainMisplaced(start, lines);
  if (misplaced) return misplaced;
  const fault = { start, end: line.end, message: messages.unquotedColon() };
  const quoted = unquoted(text, start, line.end).fix;
  return /^(- *)?summary:/.test(line.text) && quoted ? { ...fault, fix: quoted } : fault;
}

/** A comment of another language. */
export const explainSlashes = (start: number, end: number): SyntaxFault => ({
  start,
  end,
  message: messages.badComment(),
  fix: [messages.useHash, start, start + 2, '#'],
});
