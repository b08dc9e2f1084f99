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

/** The problems of a spec, and actions that mend several at once. */
export interface Problems {
  readonly all: readonly Problem[];
  readonly actions: readonly CodeAction[];
}

/** Diagnostics with what mends them. */
export async function problemsOf(view: EditorView, found: readonly Diagnostic[]): Promise<Problems> {
  const file = fileOf(view.state);
  const offered = await Promise.all(
    found.slice(0, mostWithFixes).map((diagnostic) => {
      const context = { diagnostics: [diagnostic], only: ['quickfix', 'source'] };
      return file.ask('textDocument/codeAction', { range: diagnostic.range, context });
    }),
  );
  const all = found.map((diagnostic, index): Problem => {
    const isOwn = ({ diagnostics }: CodeAction) =>
      diagnostics?.some((one) => messageOf(one) === messageOf(diagnostic)) === true;
    return { diagnostic, fixes: offered[index]?.filter(isOwn) ?? [] };
  });
  const ofSpec = offered
    .flat()
    .filter(({ kind, diagnostics }) => !diagnostics && (kind === 'quickfix' || all.length > 1));
  return { all, actions: [...new Map(ofSpec.map((action) => [action.title, action])).values()] };
}

export const messageOf = ({ message }: Diagnostic): string => (typeof message === 'string' ? message : message.value);

/** Makes the edits of an action. */
export async function applyAction(view: EditorView, action: CodeAction): Promise<void> {
  const file = fileOf(view.state);
  const { edit } = action.edit ? action : await file.connection.request('codeAction/resolve', action);
  const edits = edit?.changes?.[file.uri] ?? [];
  view.dispatch({ changes: changesOf(view.state.doc, edits), userEvent: 'input.fix', scrollIntoView: true });
}
