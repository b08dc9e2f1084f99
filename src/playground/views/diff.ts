/** What changed since the spec that one started from: the networks, and the lines of the specs. */
import type { Choice } from '../../reports/page/canvas.js';
import { changes } from '../../reports/page/changes.js';
import { element } from '../../reports/page/dom.js';
import type { Session, TabView } from '../session.js';
import { choiceIn, lineOf } from './places.js';

export class DiffView implements TabView {
  readonly panel = element('div', { class: 'diff-view' });
  private shown = '';

  /** `led` is called with the line that a change leads to. */
  constructor(private readonly led: (line: number) => void) {}

  despiteErrors(): string {
    return 'Networks are compared once there are none.';
  }

  refresh(session: Session): void {
    const { editor, start, errors } = session;
    const key = JSON.stringify([start, editor.text, errors.length]);
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
    const placeOf = (choice: Choice) => network && lineOf(network, choice, file.name);
    const ofNetworks = comparison && [
      element('h2', {}, 'The network'),
      changes(
        comparison,
        ({ after }) => {
          if (after === null || !network) return undefined;
          const choice = choiceIn(network, after);
          return placeOf(choice) === undefined ? undefined : { side: 0, choice };
        },
        ({ choice }) => {
          const line = placeOf(choice);
          if (line !== undefined) this.led(line);
        },
      ),
    ];
    this.panel.replaceChildren(...(ofNetworks ?? []), element('h2', {}, 'The spec'), lineChanges(start, text));
  }
}
