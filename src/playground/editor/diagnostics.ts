/** Diagnostics of the language server, with their fixes. */
import type { EditorView } from '@codemirror/view';
import type { CodeAction, Diagnostic } from 'vscode-languageserver';
import { changesOf, fileOf } from './document.js';

/** A diagnostic with what mends it. */
export interface Problem {
  readonly diagnostic: Diagnostic;
  readonly fixes: readonly CodeAction[];
}

/** Only so many diagnostics come with fixes, so that a key costs little in a broken spec. */
const mostWithFixes = 20;

/** The fixes of diagnostics. */
export async function problemsOf(view: EditorView, found: readonly Diagnostic[]): Promise<readonly Problem[]> {
  const file = fileOf(view.state);
  return Promise.all(
    found.map(async (diagnostic, index): Promise<Problem> => {
      if (index >= mostWithFixes) return { diagnostic, fixes: [] };
      const context = { diagnostics: [diagnostic], only: ['quickfix'] };
      const actions = await file.ask('textDocument/codeAction', { range: diagnostic.range, context });
      const isOwn = ({ kind, diagnostics }: CodeAction) =>
        kind === 'quickfix' && diagnostics?.some((one) => messageOf(one) === messageOf(diagnostic)) === true;
      return { diagnostic, fixes: actions.filter(isOwn) };
    }),
  );
}

export const messageOf = ({ message }: Diagnostic): string => (typeof message === 'string' ? message : message.value);

/** Makes the edits of an action. */
export async function applyAction(view: EditorView, action: CodeAction): Promise<void> {
  const file = fileOf(view.state);
  const { edit } = action.edit ? action : await file.connection.request('codeAction/resolve', action);
  const edits = edit?.changes?.[file.uri] ?? [];
  view.dispatch({ changes: changesOf(view.state.doc, edits), userEvent: 'input.fix', scrollIntoView: true });
}
