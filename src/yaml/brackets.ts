/** Unmatched brackets and braces. */
import { type Document, isCollection, isMap, isScalar, visit } from 'yaml';
import { removeIt, write } from '../diagnostics/messages/remedies.js';
import * as messages from '../diagnostics/messages/yaml.js';
import type { SyntaxFault } from './fault.js';
import type { LineIndex } from './lines.js';

/** The innermost unmatched bracket around an offset. */
export function explainUnclosed(offset: number, document: Document.Parsed, lines: LineIndex): SyntaxFault {
  const { text } = lines;
  let opener = -1;
  let content = -1;
  visit(document, {
    Collection: (_, { flow, range, items }) => {
      const [start, end] = range ?? [0, 0];
      // A key and its value in a list are a mapping without braces.
      if (!flow || !/[{[]/.test(text.charAt(start))) return;
      if (start > offset || /[}\]]/.test(text.charAt(end - 1)) || start < opener) return;
      opener = start;
      // The keys after a list do not belong to it.
      const isKey = (item: unknown) => isMap(item) && !text.startsWith('{', item.range?.[0]);
      const firstKey = text.startsWith('[', start) ? items.findIndex(isKey) : -1;
      const last = (firstKey === -1 ? items.at(-1) : items[firstKey - 1]) as
        | { key?: unknown; value?: unknown }
        | undefined;
      const inner = last && 'key' in last ? (last.value ?? last.key) : last;
      content = isScalar(inner) || isCollection(inner) ? (inner.range?.[1] ?? -1) : -1;
    },
  });
  if (opener === -1) return findStray(offset, lines) ?? { ...lines.wordAt(offset), message: messages.unclosedBefore() };
  const bracket = text.charAt(opener);
  const partner = bracket === '{' ? '}' : ']';
  const wrong = text.charAt(offset);
  const isMixed = wrong === '}' || wrong === ']';
  const [sizes] = (wrong === ']' && /\d+(\s*,\s*\d+)+\s*$/.exec(text.slice(opener, offset))) || [];
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
    ...(content > opener && content <= lines.lineEnd(opener)
      ? { fix: [messages.closeWith(partner), content, content, partner] as const }
      : {}),
  };
}

/** The first bracket in the line of an offset that closes none before it; undefined if there is none. */
function findStray(offset: number, lines: LineIndex): SyntaxFault | undefined {
  const [start, end] = [lines.lineStart(offset), lines.lineEnd(offset)];
  const open: string[] = [];
  for (const { 0: mark, index } of lines.text.slice(start, end).matchAll(/"(?:[^"\\]|\\.)*"|'[^']*'|[[\]{}]/g)) {
    if (mark === '[' || mark === '{') open.push(mark);
    else if ((mark === ']' || mark === '}') && open.pop() !== (mark === ']' ? '[' : '{')) {
      const place = { start: start + index, end: start + index + 1 };
      return { ...place, message: messages.unmatched(mark), fix: [removeIt, place.start, place.end, ''] };
    }
  }
  return undefined;
}
