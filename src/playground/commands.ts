/** What the visitor does with the spec besides typing: rename, go to the definition, and the actions at the cursor. */
import type { EditorView } from '@codemirror/view';
import type { TextEdit } from 'vscode-languageserver';
import { element } from '../reports/page/dom.js';
import { askFor, dialog } from './dialog.js';
import { applyAction } from './editor/diagnostics.js';
import { changesOf, fileOf, placeOf, spanOf } from './editor/document.js';
import { say } from './status.js';

/** Renames what is at the cursor, everywhere. */
export async function rename(view: EditorView): Promise<void> {
  const { doc, selection } = view.state;
  const file = fileOf(view.state);
  const position = placeOf(doc, selection.main.head);
  try {
    const range = await file.ask('textDocument/prepareRename', { position });
    if (!range) return say('There is nothing to rename at the cursor');
    const { from, to } = spanOf(doc, range);
    const before = doc.sliceString(from, to);
    const found = await askFor({
      title: 'Rename',
      label: `New name of ${before}`,
      value: before,
      attempt: async (newName) => {
        const edit = await file.ask('textDocument/rename', { position, newName });
        return edit?.changes?.[file.uri] ?? [];
      },
      describe: (edits) => `It is written in ${placesText(edits)}.`,
    });
    if (!found || found.answer === before) return;
    view.dispatch({ changes: changesOf(view.state.doc, found.result), userEvent: 'input.rename' });
    say(`Renamed ${before} to ${found.answer} in ${placesText(found.result)}`);
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  } finally {
    view.focus();
  }
}

const placesText = ({ length }: readonly TextEdit[]): string => (length === 1 ? '1 place' : `${length} places`);

/** Selects the definition of what is at the cursor. */
export async function goToDefinition(view: EditorView): Promise<void> {
  const { doc, selection } = view.state;
  const position = placeOf(doc, selection.main.head);
  const found = await fileOf(view.state).ask('textDocument/definition', { position });
  const [first] = [found].flat();
  if (!first || first.uri !== fileOf(view.state).uri) return say('There is no definition in this spec');
  const { from, to } = spanOf(doc, first.range);
  view.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
}

/** Shows what can be done at the cursor. */
export async function showActions(view: EditorView): Promise<void> {
  const { doc, selection } = view.state;
  const range = { start: placeOf(doc, selection.main.from), end: placeOf(doc, selection.main.to) };
  const actions = await fileOf(view.state).ask('textDocument/codeAction', { range, context: { diagnostics: [] } });
  if (actions.length === 0) return say('There is nothing to do at the cursor');
  const made = dialog('Actions at the cursor');
  const buttons = actions.map((action) => {
    const choice = element('button', { type: 'button' }, action.title);
    choice.addEventListener('click', async () => {
      made.close();
      await applyAction(view, action);
      view.focus();
    });
    return element('li', {}, choice);
  });
  made.content.append(element('ul', { class: 'choices' }, ...buttons));
}
