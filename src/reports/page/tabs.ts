/** Panels of which one is shown. */
import { element } from './dom.js';

export interface Tab {
  readonly name: string;
  readonly make: () => HTMLElement;
}

/** A list of tabs, and below it the panel of the one that is chosen, which is made when it is. */
export function tabs(all: readonly Tab[], chosen: string, choose: (name: string) => void): readonly HTMLElement[] {
  const panel = element('div', { role: 'tabpanel', id: 'panel', tabindex: 0, 'aria-label': chosen });
  const buttons = all.map(({ name }) =>
    element('button', { type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': 'panel' }, name),
  );
  const show = (name: string) => {
    const tab = all.find((one) => one.name === name) ?? all[0];
    for (const made of buttons) {
      const isChosen = made.id === `tab-${tab?.name}`;
      made.setAttribute('aria-selected', String(isChosen));
      made.tabIndex = isChosen ? 0 : -1;
    }
    panel.setAttribute('aria-label', tab?.name ?? '');
    panel.replaceChildren(...(tab ? [tab.make()] : []));
    choose(tab?.name ?? '');
  };
  const list = element('div', { role: 'tablist', 'aria-label': 'About the network' }, ...buttons);
  for (const [index, made] of buttons.entries()) {
    made.addEventListener('click', () => show((all[index] as Tab).name));
    made.addEventListener('keydown', ({ key }) => {
      const by = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
      const next = (index + by + all.length) % all.length;
      if (by === 0) return;
      show((all[next] as Tab).name);
      buttons[next]?.focus();
    });
  }
  show(chosen);
  return [list, panel];
}
