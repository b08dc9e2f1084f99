/** The tabs beside the spec. A panel keeps its state while another is shown. */
import { element } from '../../reports/page/dom.js';
import type { TabView } from '../session.js';

export class Tabs {
  private readonly heads: readonly HTMLButtonElement[];
  private current = 0;

  /** `shown` is called when a view is shown. */
  constructor(
    host: HTMLElement,
    private readonly views: readonly TabView[],
    private readonly shown: (view: TabView) => void,
  ) {
    this.heads = views.map(({ name, panel }, index) => {
      const id = `view-${name.toLowerCase()}`;
      panel.id = id;
      panel.setAttribute('role', 'tabpanel');
      panel.setAttribute('aria-label', name);
      panel.classList.add('view');
      const head = element('button', { type: 'button', role: 'tab', 'aria-controls': id }, name);
      head.addEventListener('click', () => this.show(index));
      head.addEventListener('keydown', ({ key }) => this.step(key));
      return head;
    });
    const list = element('div', { role: 'tablist', 'aria-label': 'Views of the network' }, ...this.heads);
    host.prepend(list);
    host.append(...views.map(({ panel }) => panel));
    this.mark();
  }

  get view(): TabView | undefined {
    return this.views[this.current];
  }

  /** Shows the view of a name. */
  choose(name: string): void {
    this.show(this.views.findIndex((view) => view.name === name));
  }

  private show(index: number): void {
    if (!this.views[index]) return;
    this.current = index;
    this.mark();
    if (this.view) this.shown(this.view);
  }

  private step(key: string): void {
    const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };
    const ends: Readonly<Record<string, number>> = { Home: 0, End: this.views.length - 1 };
    const by = steps[key];
    const next = by === undefined ? ends[key] : (this.current + by + this.views.length) % this.views.length;
    if (next === undefined) return;
    this.show(next);
    this.heads[next]?.focus();
  }

  private mark(): void {
    for (const [index, head] of this.heads.entries()) {
      const isCurrent = index === this.current;
      head.setAttribute('aria-selected', String(isCurrent));
      head.tabIndex = isCurrent ? 0 : -1;
    }
    for (const [index, { panel }] of this.views.entries()) panel.hidden = index !== this.current;
  }
}
