/** Diagnostics as GitHub's workflow commands, which annotate the lines of a pull request. */

import { visible } from '../../text/display.js';
import { positionAt } from '../../text/source.js';
import { type Diagnostic, remediesOf } from '../diagnostic.js';

export function renderGithub(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((diagnostic) => `${command(diagnostic)}\n`).join('');
}

function command(diagnostic: Diagnostic): string {
  const { severity, code, message, span, notes } = diagnostic;
  const from = positionAt(span.source, span.start);
  const to = positionAt(span.source, span.end);
  const properties = {
    file: span.source.file,
    line: from.line,
    endLine: to.line,
    // GitHub takes columns within one line only.
    ...(from.line === to.line ? { col: from.column, endColumn: to.column } : {}),
    title: code,
  };
  const lines = [
    message,
    ...notes.map((note) => `note: ${note.message} (line ${positionAt(note.span.source, note.span.start).line})`),
    ...remediesOf(diagnostic).map((remedy) => `help: ${remedy}`),
  ];
  const settings = Object.entries(properties).map(([name, value]) => `${name}=${property(String(value))}`);
  return `::${severity} ${settings.join(',')}::${data(lines.map(visible).join('\n'))}`;
}

/** Text after the second pair of colons. */
const data = (text: string): string => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

/** The value of a property, in which colons and commas are escaped. */
const property = (text: string): string => data(visible(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
