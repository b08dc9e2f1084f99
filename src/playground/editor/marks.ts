/** The marks of problems in the text and beside it. They are loaded with the first problem. */
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import type { Extension } from '@codemirror/state';
import { type EditorView, keymap } from '@codemirror/view';
import { applyAction, messageOf, type Problem } from './diagnostics.js';
import { spanOf } from './document.js';

export const marks: Extension = [lintGutter(), keymap.of(lintKeymap)];

/** Marks problems in the text. */
export function markProblems(view: EditorView, problems: readonly Problem[]): void {
  const { doc } = view.state;
  const marks = problems.map(
    ({ diagnostic, fixes }): Diagnostic => ({
      ...spanOf(doc, diagnostic.range),
      severity: diagnostic.severity === 1 ? 'error' : 'warning',
      source: String(diagnostic.code),
      message: [
        messageOf(diagnostic),
        ...(diagnostic.relatedInformation ?? []).map((note) => `note: ${note.message}`),
      ].join('\n'),
      actions: fixes.map((action) => ({ name: action.title, apply: () => void applyAction(view, action) })),
    }),
  );
  view.dispatch(setDiagnostics(view.state, marks));
}
