/** Panels of which one is shown. */
import { element } from './dom.js';

export interface Tab {
  readonly name: string;
  readonly make: () => HTMLElement;
}

/** A list of tabs with the panel of the chosen one, which is created on demand. */
export function tabs(all: readonly Tab[], chosen: string, choose: (name: string) => void): readonly HTMLElement[] {
  const panel = element('div', { role: 'tabpanel', id: 'panel', tabindex: 0, 'aria-label': chosen });
  const heads = all.map(({ name }) => ({
    name,
    button: element('button', { type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': 'panel' }, name),
  }));
  const show = (name: string) => {
    const tab = all.find((one) => one.name === name) ?? all[0];
    for (const { name, button } of heads) {
      const isChosen = name === tab?.name;
      button.setAttribute('aria-selected', String(isChosen));
      button.tabIndex = isChosen ? 0 : -1;
    }
    panel.setAttribute('aria-label', tab?.name ?? '');
    panel.replaceChildren(...(tab ? [tab.make()] : []));
    choose(tab?.name ?? '');
  };
  const list = element(
    'div',
    { role: 'tablist', 'aria-label': 'About the network' },
    ...heads.map(({ button }) => button),
  );
  for (const [index, { name, button }] of heads.entries()) {
    button.addEventListener('click', () => show(name));
    button.addEventListener('keydown', ({ key }) => {
      const by = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
      const next = heads[(index + by + heads.length) % heads.length];
      if (by === 0 || !next) return;
      show(next.name);
      next.button.focus();
    });
  }
  show(chosen);
  return [list, panel];
}
