/** Dialogs of the page. */
import { element } from '../reports/page/dom.js';

export interface ShownDialog {
  readonly content: HTMLElement;
  close(): void;
}

/** Shows a dialog with a title, which closes by its button, by Escape, or by a click beside it. */
export function dialog(title: string): ShownDialog {
  const content = element('div', { class: 'content' });
  const close = element('button', { type: 'button', class: 'close', 'aria-label': 'Close' }, '×');
  const heading = element('h2', { id: 'dialog-title' }, title);
  const root = element(
    'dialog',
    { 'aria-labelledby': 'dialog-title' },
    element('div', { class: 'head' }, heading, close),
    content,
  );
  close.addEventListener('click', () => root.close());
  root.addEventListener('click', ({ target }) => {
    if (target === root) root.close();
  });
  root.addEventListener('close', () => root.remove());
  document.body.append(root);
  root.showModal();
  return { content, close: () => root.close() };
}

/** Asks for a word; undefined if the visitor cancels. */
export function askFor(title: string, label: string, value: string): Promise<string | undefined> {
  const made = dialog(title);
  const input = element('input', { value, id: 'asked', autocomplete: 'off', spellcheck: 'false' });
  const form = element(
    'form',
    { method: 'dialog' },
    element('label', { for: 'asked' }, label),
    input,
    element('button', { type: 'submit', class: 'primary' }, title),
  );
  made.content.append(form);
  input.select();
  input.focus();
  return new Promise((resolve) => {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      resolve(input.value);
      made.close();
    });
    form.closest('dialog')?.addEventListener('close', () => resolve(undefined));
  });
}
