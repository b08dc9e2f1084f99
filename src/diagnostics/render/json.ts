/** Diagnostics as JSON: lines and columns count from 1, columns in UTF-16 units, ends are exclusive. */

import { jsonText } from '../../text/json.js';
import { positionAt, type Span } from '../../text/source.js';
import type { Diagnostic } from '../diagnostic.js';

export function renderJson(diagnostics: readonly Diagnostic[]): string {
  return jsonText({ diagnostics: diagnostics.map(diagnosticJson) });
}

function diagnosticJson({ code, severity, message, span, notes, help, fix }: Diagnostic) {
  return {
    code,
    severity,
    message,
    ...extent(span),
    notes: notes.map((note) => ({ message: note.message, ...extent(note.span) })),
    ...(help === undefined ? {} : { help }),
    ...(fix
      ? {
          fix: {
            title: fix.title,
            kind: fix.kind,
            edits: fix.edits.map((edit) => ({ ...extent(edit.span), newText: edit.newText })),
          },
        }
      : {}),
  };
}

function extent({ source, start, end }: Span) {
  const from = positionAt(source, start);
  const to = positionAt(source, end);
  return { file: source.file, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
}
