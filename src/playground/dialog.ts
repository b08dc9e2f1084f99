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

export interface Question<T> {
  readonly title: string;
  readonly label: string;
  readonly value: string;
  /** Tries an answer; rejects with the reason why it can't be taken. */
  readonly attempt: (value: string) => Promise<T>;
  /** What an answer would do. */
  readonly describe: (result: T) => string;
}

/**
 * Asks for a word, and says below it what the word would do, or why it can't be taken. Gives the word that the visitor
 * confirms with what came of it; undefined if they cancel.
 */
export function askFor<T>({ title, label, value, attempt, describe }: Question<T>) {
  const made = dialog(title);
  const told = element('p', { class: 'hint', id: 'answer', role: 'status' });
  const input = element('input', {
    value,
    id: 'asked',
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-describedby': 'answer',
  });
  const form = element(
    'form',
    { method: 'dialog' },
    element('label', { for: 'asked' }, label),
    input,
    element('button', { type: 'submit', class: 'primary' }, title),
    told,
  );
  made.content.append(form);
  input.select();
  input.focus();

  /** Tries what is typed; undefined if it can't be taken, or if other letters were typed meanwhile. */
  async function judge(): Promise<{ readonly answer: string; readonly result: T } | undefined> {
    const answer = input.value;
    let text: string;
    let result: T | undefined;
    try {
      result = await attempt(answer);
      text = describe(result);
    } catch (error) {
      text = error instanceof Error ? error.message : String(error);
    }
    if (answer !== input.value) return undefined;
    told.textContent = text;
    input.setAttribute('aria-invalid', String(result === undefined));
    return result === undefined ? undefined : { answer, result };
  }
  input.addEventListener('input', () => void judge());
  void judge();
  return new Promise<Awaited<ReturnType<typeof judge>>>((resolve) => {
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      const judged = await judge();
      if (!judged) return;
      resolve(judged);
      made.close();
    });
    form.closest('dialog')?.addEventListener('close', () => resolve(undefined));
  });
}
