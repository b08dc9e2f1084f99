/** The tabs beside the spec. A view is made when its tab is first chosen, and keeps its state while another is shown. */
import { element } from '../../reports/page/dom.js';
import type { TabView } from '../session.js';

/** A tab, and how its view is made. */
export interface ViewTab {
  readonly name: string;
  readonly make: () => TabView | Promise<TabView>;
}

export class Tabs {
  private readonly heads: readonly HTMLButtonElement[];
  private readonly made = new Map<ViewTab, Promise<TabView>>();
  private current: ViewTab | undefined;
  /** The view that is shown; undefined while it is made. */
  view: TabView | undefined;

  /** `shown` is called when a view is shown. */
  constructor(
    private readonly host: HTMLElement,
    private readonly tabs: readonly ViewTab[],
    private readonly shown: () => void,
  ) {
    this.heads = tabs.map((tab) => {
      const head = element('button', { type: 'button', role: 'tab' }, tab.name);
      head.addEventListener('click', () => void this.show(tab));
      head.addEventListener('keydown', ({ key }) => this.step(key));
      return head;
    });
    host.prepend(element('div', { role: 'tablist', 'aria-label': 'Views of the network' }, ...this.heads));
    if (tabs[0]) void this.show(tabs[0]);
  }

  private async show(tab: ViewTab): Promise<void> {
    this.current = tab;
    if (this.view) this.view.panel.hidden = true;
    this.view = undefined;
    for (const [index, head] of this.heads.entries()) {
      const isShown = this.tabs[index] === tab;
      head.setAttribute('aria-selected', String(isShown));
      head.tabIndex = isShown ? 0 : -1;
    }
    const making = this.made.get(tab) ?? this.make(tab);
    this.made.set(tab, making);
    const view = await making;
    // Another may have been chosen meanwhile.
    if (tab !== this.current) return;
    this.view = view;
    view.panel.hidden = false;
    this.shown();
  }

  private async make(tab: ViewTab): Promise<TabView> {
    const view = await tab.make();
    const id = `view-${tab.name.toLowerCase()}`;
    view.panel.id = id;
    view.panel.classList.add('view');
    view.panel.setAttribute('role', 'tabpanel');
    view.panel.setAttribute('aria-label', tab.name);
    view.panel.hidden = true;
    this.heads[this.tabs.indexOf(tab)]?.setAttribute('aria-controls', id);
    this.host.append(view.panel);
    return view;
  }

  private step(key: string): void {
    const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowLeft: -1 };
    const ends: Readonly<Record<string, number>> = { Home: 0, End: this.tabs.length - 1 };
    const by = steps[key];
    const current = this.current ? this.tabs.indexOf(this.current) : 0;
    const index = by === undefined ? ends[key] : (current + by + this.tabs.length) % this.tabs.length;
    const next = index === undefined ? undefined : this.tabs[index];
    if (index === undefined || !next) return;
    void this.show(next);
    this.heads[index]?.focus();
  }
}
