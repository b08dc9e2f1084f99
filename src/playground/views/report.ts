/** The report: the network as a whole, the table of layers, and charts. */
import type { Choice } from '../../reports/page/canvas.js';
import { charts } from '../../reports/page/charts.js';
import { details } from '../../reports/page/details.js';
import { element } from '../../reports/page/dom.js';
import { layerTable } from '../../reports/page/table.js';
import { tabs } from '../../reports/page/tabs.js';
import type { Session, TabView } from '../session.js';
import { shownDespiteErrors } from './notice.js';
import { lineOf } from './places.js';

export class ReportView implements TabView {
  readonly panel = element('div', { class: 'report-view' });
  private tab = '';
  private shown: Session['network'];

  /** `led` is called with the line that a choice leads to. */
  constructor(private readonly led: (line: number) => void) {}

  despiteErrors(session: Session): string {
    return shownDespiteErrors(session);
  }

  refresh({ shown: network, file }: Session): void {
    if (network === this.shown) return;
    this.shown = network;
    if (!network) return this.panel.replaceChildren();
    const go = (choice: Choice) => {
      const line = lineOf(network, choice, file.name);
      if (line !== undefined) this.led(line);
    };
    const { scrollTop } = this.panel.querySelector('[role=tabpanel]') ?? { scrollTop: 0 };
    this.panel.replaceChildren(
      ...tabs(
        [
          { name: 'Overview', make: () => details(network, undefined, go) },
          { name: 'Layers', make: () => layerTable([network], ({ choice }) => go(choice)) },
          { name: 'Charts', make: () => charts(network, go) },
        ],
        this.tab,
        (name) => {
          this.tab = name;
        },
      ),
    );
    this.panel.querySelector('[role=tabpanel]')?.scrollTo({ top: scrollTop });
  }
}
