/** Actions that edit all of a spec, as `check --fix` and `check --update` do. They are worked out when they are chosen. */
import { type CodeAction, CodeActionKind } from 'vscode-languageserver';
import type { Fix } from '../diagnostics/diagnostic.js';
import { fix, leftBy, update } from '../fix.js';
import { positionAt } from '../text/source.js';
import { editsBetween } from './ranges.js';
import type { SpecDocument } from './workspace.js';

/** Applies all fixes of a spec. */
export const fixAll = ({ uri }: SpecDocument): CodeAction => ({
  title: 'Fix all slips in this spec',
  kind: CodeActionKind.SourceFixAll,
  data: { uri, kind: 'fix' satisfies Fix['kind'] },
});

/** Declares all that is computed. */
export const updateAll = ({ uri }: SpecDocument): CodeAction => ({
  title: 'Update all declared values in this spec',
  kind: CodeActionKind.QuickFix,
  data: { uri, kind: 'update' satisfies Fix['kind'] },
});

/** An action with its edit, and what it leaves undone. */
export interface ResolvedAction {
  readonly action: CodeAction;
  readonly left: readonly string[];
}

export function resolved(action: CodeAction, { uri, analysis, options }: SpecDocument): ResolvedAction {
  const { source } = analysis;
  const editedTo = (text: string) => ({ ...action, edit: { changes: { [uri]: editsBetween(source, text) } } });
  if (action.data.kind === 'fix') return { action: editedTo(fix(source.text, options).text), left: [] };
  const updated = update(source.text, options);
  const left = leftBy(updated).map(({ span, reason }) => {
    const line = span && positionAt(span.source, span.start).line;
    return `${line === undefined ? 'The spec' : `Line ${line}`} is not updated: ${reason}`;
  });
  return { action: editedTo(updated.text), left };
}
