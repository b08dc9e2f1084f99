/** The changes between two networks: totals, then what happened, then end points. */
import { type EventPart, partText } from '../diff-words.js';
import type { DiffWords } from './data.js';
import { element } from './dom.js';
import type { Selection } from './drawings.js';

/** The panel; `find` gives the selection for a part, or undefined if no drawing has it. */
export function changes(
  { events, endpoints, totals, verdict }: DiffWords,
  find: (part: EventPart) => Selection | undefined,
  select: (selection: Selection) => void,
): HTMLElement {
  if (events.length === 0 && endpoints.length === 0)
    return element('p', { class: 'hint' }, 'No change in the architecture.');
  const partOf = (part: EventPart): HTMLElement => {
    const selection = find(part);
    if (!selection) return element('span', {}, partText(part));
    const made = element('button', { type: 'button' }, partText(part));
    made.addEventListener('click', () => select(selection));
    return made;
  };
  const items = events.map(({ kind, parts, words }) =>
    element('li', { class: kind }, element('em', {}, kind), ' ', ...parts.map(partOf), ` ${words.join(' ')}`),
  );
  return element(
    'div',
    { class: 'changes' },
    table(
      'Totals',
      ['', 'Before', 'After', 'Change'],
      totals.map(({ name, before, after, change }) => [name, before, after, change]),
    ),
    element('p', { class: 'hint' }, `Weights: ${verdict}.`),
    element('ul', { 'aria-label': 'Changes' }, ...items),
    ...(endpoints.length === 0
      ? []
      : [
          table(
            'End points',
            ['', 'Output', 'Params', 'MACs'],
            endpoints.map(({ name, output, params, macs }) => [name, output, params, macs]),
          ),
        ]),
  );
}

function table(caption: string, heads: readonly string[], rows: readonly (readonly string[])[]): HTMLElement {
  const [, ...columns] = heads;
  const made = element(
    'table',
    {},
    element('caption', {}, caption),
    element(
      'thead',
      {},
      element('tr', {}, element('td'), ...columns.map((head) => element('th', { scope: 'col' }, head))),
    ),
    element(
      'tbody',
      {},
      ...rows.map(([name = '', ...cells]) =>
        element('tr', {}, element('th', { scope: 'row' }, name), ...cells.map((cell) => element('td', {}, cell))),
      ),
    ),
  );
  return element('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption }, made);
}
