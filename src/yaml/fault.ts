/** Mistakes in a YAML text. */
import type { Code } from '../diagnostics/codes.js';
import { replacement } from '../diagnostics/diagnostic.js';
import type { Diagnostics } from '../diagnostics/diagnostics.js';
import type { Message } from '../diagnostics/messages/message.js';
import { write } from '../diagnostics/messages/remedies.js';
import * as messages from '../diagnostics/messages/yaml.js';
import type { Source, Span, TextRange } from '../text/source.js';

/** A mistake in the text. */
export interface SyntaxFault extends TextRange {
  readonly message: Message<Code>;
  readonly note?: TextRange & { readonly message: string };
  readonly fix?: readonly [title: string, start: number, end: number, newText: string];
}

/** Reports a mistake in the text. */
export function report(source: Source, fault: SyntaxFault, diagnostics: Diagnostics): void {
  const within = (offset: number) => Math.min(offset, source.text.length);
  const span = (start: number, end: number): Span => ({ source, start: within(start), end: within(end) });
  const { start, end, message, note, fix } = fault;
  const [title = '', from = 0, to = 0, newText = ''] = fix ?? [];
  diagnostics.report(message, span(start, end), {
    notes: note ? [{ message: note.message, span: span(note.start, note.end) }] : [],
    fix: fix && replacement(span(from, to), newText, title),
  });
}

/** The fault of a value that needs quotes, since a comma, a colon or a brace would end it. */
export function unquoted(text: string, start: number, end: number): SyntaxFault {
  const value = text.slice(start, end);
  const quoted = value.includes('"') ? `'${value.replaceAll("'", "''")}'` : `"${value.replaceAll('\\', '\\\\')}"`;
  return { start, end, message: messages.unquotedValue(value), fix: [write(quoted), start, end, quoted] };
}
