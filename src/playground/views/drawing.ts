/** The drawing, with the details of what is chosen below it. A click leads to the line in the spec, and back. */
import { details } from '../../reports/page/details.js';
import { element } from '../../reports/page/dom.js';
import { Drawings, type Selection } from '../../reports/page/drawings.js';
import type { Session, TabView } from '../session.js';
import { shownDespiteErrors } from './notice.js';
import { lineOf, nameAt } from './places.js';

export class DrawingView implements TabView {
  readonly panel = element('div', { class: 'drawing-view' });
  private readonly detailsBox = element('div', {
    class: 'chosen-details',
    role: 'region',
    'aria-label': 'Details of the chosen layer',
    tabindex: 0,
    hidden: true,
  });
  private readonly open: readonly Set<string>[] = [new Set()];
  private drawings: Drawings | undefined;
  private drawn: Session['network'];
  private selection: Selection | undefined;

  /** `led` is called with the line that a choice in the drawing leads to, `asked` with one that the visitor asks for. */
  constructor(
    private readonly led: (line: number) => void,
    private readonly asked: (line: number) => void,
  ) {}

  despiteErrors(session: Session): string {
    return shownDespiteErrors(session);
  }

  refresh(session: Session): void {
    const { shown: network } = session;
    // A drawing is laid out for its window.
    if (network === this.drawn || this.panel.clientWidth === 0) return;
    if (!network) {
      this.drawn = undefined;
      this.clear();
      return this.panel.replaceChildren();
    }
    const before = this.drawn?.report.name === network.report.name ? (this.drawings?.placements ?? []) : [];
    this.drawn = network;
    const drawings = new Drawings([network], this.open, (selection) => this.choose(selection, session));
    this.drawings = drawings;
    this.panel.replaceChildren(drawings.root, this.detailsBox);
    drawings.start(before, undefined);
    const known = this.selection && drawings.find(this.selection.choice.name);
    if (known) this.mark(known, session);
    else this.clear();
  }

  /** Shows the layer or module at the line of the cursor. */
  follow(session: Session): void {
    const name = this.drawn && nameAt(this.drawn, session.line, session.file.name);
    const found = name === undefined ? undefined : this.drawings?.find(name);
    if (found && found.choice.name !== this.selection?.choice.name) this.mark(found, session);
  }

  private choose(selection: Selection, session: Session): void {
    this.mark(selection, session);
    const line = this.drawn && lineOf(this.drawn, selection.choice, session.file.name);
    if (line !== undefined) this.led(line);
  }

  private mark(selection: Selection, session: Session): void {
    this.selection = selection;
    if (!this.drawn) return;
    const { choice } = selection;
    const close = element('button', { type: 'button', class: 'close', 'aria-label': 'Close the details' }, '×');
    close.addEventListener('click', () => this.clear());
    const line = lineOf(this.drawn, choice, session.file.name);
    const goTo = element('button', { type: 'button', class: 'go', hidden: line === undefined }, `Line ${line}`);
    goTo.addEventListener('click', () => {
      if (line !== undefined) this.asked(line);
    });
    this.detailsBox.replaceChildren(
      element('div', { class: 'corner' }, goTo, close),
      details(this.drawn, choice, (next) => this.choose({ side: 0, choice: next }, session)),
    );
    this.detailsBox.hidden = false;
    // The details take room from the drawing, in which the choice should be in sight.
    this.drawings?.show(selection);
  }

  private clear(): void {
    this.selection = undefined;
    this.detailsBox.hidden = true;
  }
}
