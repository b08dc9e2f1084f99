/** Diagnostics as text: the place, the message, the line with the span marked, notes and the remedy. */

import { cutEnd, cutStart, visible, widthOf, wrap } from '../../text/display.js';
import { type Paint, painter } from '../../text/paint.js';
import { lineText, positionAt, type Span } from '../../text/source.js';
import { type Diagnostic, remediesOf } from '../diagnostic.js';
import type { Severity } from '../messages/message.js';
import type { RenderOptions } from './options.js';

const severityStyles = { error: 'red', warning: 'yellow' } as const satisfies Record<Severity, string>;

export function renderText(
  diagnostics: readonly Diagnostic[],
  { hasColor, width, columns }: Pick<RenderOptions, 'hasColor' | 'width' | 'columns'>,
): string {
  const paint = painter(hasColor);
  return diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, paint, width, columns)).join('');
}

function renderDiagnostic(diagnostic: Diagnostic, paint: Paint, width: number, columns?: number): string {
  const { severity, code, message, span, notes } = diagnostic;
  const remark = (label: string, text: string) => `   ${label} ${fold(text, columns)}`;
  const style = severityStyles[severity];
  const lines = [
    `${paint('bold', place(span))} ${paint(style, severity)} ${code}: ${visible(message)}`,
    ...excerpt(span, width, (carets) => paint(style, carets)),
    ...notes.map((note) => remark(paint('cyan', 'note:'), `${visible(note.message)} (${place(note.span)})`)),
    ...remediesOf(diagnostic).map((remedy) => remark(paint('green', 'help:'), visible(remedy))),
  ];
  return `${lines.join('\n')}\n`;
}

/** The indentation of notes and help. */
const indent = '   note: '.length;

/** A text wrapped to the width of a terminal; on one line if there is none. */
function fold(text: string, columns?: number): string {
  if (columns === undefined) return text;
  return wrap(text.split(' '), Math.max(columns - indent, indent)).join(`\n${' '.repeat(indent)}`);
}

function place({ source, start }: Span): string {
  const { line, column } = positionAt(source, start);
  return `${visible(source.file)}:${line}:${column}`;
}

/** The number of cells after a span that stay visible if a line is cut. */
const context = 8;

/** The first line of a span, between a gutter and the edge of the screen, with carets below it. */
function excerpt({ source, start, end }: Span, width: number, paint: (carets: string) => string): readonly string[] {
  if (source.text === '') return [];
  const { line, column } = positionAt(source, start);
  const text = lineText(source, line).trimEnd();
  const gutter = `   ${line} | `;
  const room = width - gutter.length;
  const from = column - 1;
  const to = Math.min(from + end - start, text.length);
  // Of a long line only as much is processed as can be shown.
  const before = shown(text.slice(Math.max(0, from - room), from));
  const marked = shown(text.slice(from, Math.min(to, from + room)));
  const rest = marked + shown(text.slice(to, to + room));
  const least = Math.min(widthOf(rest), widthOf(marked) + context, room >> 1);
  const left = cutStart(before, room - least);
  const right = cutEnd(rest, room - widthOf(left));
  const carets = '^'.repeat(Math.max(1, Math.min(widthOf(marked), widthOf(right))));
  return [
    `${gutter}${left}${right}`.trimEnd(),
    `${' '.repeat(gutter.length - 2)}| ${' '.repeat(widthOf(left))}${paint(carets)}`,
  ];
}

const shown = (text: string): string => visible(text.replaceAll('\t', '  '));
