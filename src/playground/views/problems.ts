/** The list of problems below the editor, with their fixes. */
import type { CodeAction } from 'vscode-languageserver';
import { element } from '../../reports/page/dom.js';
import { applyAction, messageOf, type Problem, type Problems } from '../editor/diagnostics.js';
import type { SpecFile } from '../editor/document.js';
import type { SpecEditor } from '../editor/editor.js';

/** Shows problems. Selecting one leads to its place in the spec. */
export function showProblems(
  host: HTMLElement,
  { all: problems, actions }: Problems,
  editor: SpecEditor,
  file: SpecFile,
): void {
  const errors = problems.filter(({ diagnostic }) => diagnostic.severity === 1).length;
  const counted = [plural(errors, 'error'), plural(problems.length - errors, 'warning')].filter(Boolean).join(', ');
  const heading = element(
    'h2',
    { class: errors > 0 ? 'bad' : problems.length > 0 ? 'warn' : 'good' },
    counted || 'No problems',
  );
  const list = element('ul', {}, ...problems.map((problem) => itemOf(problem, editor, file)));
  const buttons = actions.map((action) => actionButton(action, editor));
  host.replaceChildren(
    heading,
    ...(buttons.length > 0 ? [element('div', { class: 'remedies' }, ...buttons)] : []),
    ...(problems.length > 0 ? [list] : []),
  );
}

/** Says that the problems shown are those of an earlier text. */
export function showChecking(host: HTMLElement): void {
  const heading = host.querySelector('h2') ?? element('h2');
  heading.className = 'checking';
  heading.textContent = 'Checking…';
  if (!heading.isConnected) host.prepend(heading);
}

const plural = (count: number, word: string): string =>
  count === 0 ? '' : `${count} ${word}${count === 1 ? '' : 's'}`;

function actionButton(action: CodeAction, editor: SpecEditor): HTMLElement {
  // What only changes what the spec declares, or allows the mistake, is offered with less weight.
  const made = element('button', { type: 'button', class: action.isPreferred ? 'fix' : 'choice' }, action.title);
  made.addEventListener('click', () => void applyAction(editor.view, action));
  return made;
}

function itemOf({ diagnostic, fixes }: Problem, editor: SpecEditor, file: SpecFile): HTMLElement {
  const { range, severity, code, relatedInformation = [] } = diagnostic;
  const [said = '', ...helps] = messageOf(diagnostic).split('\n');
  const place = element(
    'button',
    { type: 'button', class: 'place' },
    `${range.start.line + 1}:${range.start.character + 1}`,
  );
  place.setAttribute('aria-label', `Go to line ${range.start.line + 1}, column ${range.start.character + 1}`);
  place.addEventListener('click', () => editor.showRange(range));
  const why = element('div', { class: 'why', hidden: true });
  const codeButton = element('button', { type: 'button', class: 'code', 'aria-expanded': 'false' }, String(code));
  codeButton.addEventListener('click', async () => {
    const found = await file.connection.request('netspec/explain', { code: String(code) });
    if (found) why.replaceChildren(element('p', {}, found.rule), element('p', {}, found.why));
    why.hidden = !why.hidden;
    codeButton.setAttribute('aria-expanded', String(!why.hidden));
  });
  const notes = relatedInformation.map(({ message: note, location }) => {
    const made = element('button', { type: 'button', class: 'note' }, `${location.range.start.line + 1}: ${note}`);
    made.addEventListener('click', () => editor.showRange(location.range));
    return element('p', {}, made);
  });
  const buttons = fixes.map((action) => actionButton(action, editor));
  return element(
    'li',
    { class: severity === 1 ? 'error' : 'warning' },
    element('p', { class: 'said' }, place, ' ', said),
    ...helps.map((help) => element('p', { class: 'help' }, help)),
    ...notes,
    element('div', { class: 'remedies' }, ...buttons, codeButton),
    why,
  );
}
