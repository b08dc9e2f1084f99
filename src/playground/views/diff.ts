/** What changed since the spec that one started from: the networks, and the lines of the specs. */
import { changes } from '../../reports/page/changes.js';
import { element } from '../../reports/page/dom.js';
import type { Session, TabView } from '../session.js';
import { lineOf } from './places.js';

export class DiffView implements TabView {
  readonly name = 'Diff';
  readonly panel = element('div', { class: 'diff-view' });
  private shown = '';

  /** `led` is called with the line that a change leads to. */
  constructor(private readonly led: (line: number) => void) {}

  refresh(session: Session): void {
    const { editor, start } = session;
    const key = JSON.stringify([start, editor.text, session.isStale]);
    if (key === this.shown) return;
    this.shown = key;
    void this.fill(session, key);
  }

  private async fill({ file, editor, start, network }: Session, key: string): Promise<void> {
    const { text } = editor;
    if (text === start)
      return this.panel.replaceChildren(
        element('p', { class: 'hint' }, `Nothing has changed yet. What you change in ${file.name} is listed here.`),
      );
    const { lineChanges } = await import('./line-changes.js');
    const difference = await file.ask('netspec/diff', { before: start });
    if (key !== this.shown) return;
    const { comparison } = difference ?? {};
    this.panel.replaceChildren(
      element('h2', {}, 'The network'),
      comparison
        ? changes(
            comparison,
            ({ after }) =>
              after === null || !network || lineOf(network, after, file.name) === undefined
                ? undefined
                : { side: 0, choice: { kind: 'layer', name: after } },
            ({ choice }) => {
              const line = network && lineOf(network, choice.name, file.name);
              if (line !== undefined) this.led(line);
            },
          )
        : element('p', { class: 'hint' }, 'Networks are compared once the spec has no errors.'),
      element('h2', {}, 'The spec'),
      lineChanges(start, text),
    );
  }
}
