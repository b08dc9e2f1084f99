/** Bar charts of the parameters and multiply-accumulates of modules. */
import type { Count, Counts } from '../../analysis/counts.js';
import { costText } from '../costs.js';
import { foldModules, type ModuleRow } from '../modules.js';
import { costSizes, exact, percent, rounded } from '../words.js';
import type { Choice } from './canvas.js';
import type { ShownNetwork } from './data.js';
import { element, svg } from './dom.js';

/** The two charts of a network. */
export function charts(side: ShownNetwork, choose: (choice: Choice) => void): HTMLElement {
  return element(
    'div',
    { class: 'charts' },
    chart({ title: 'Multiply-accumulates', count: 'macs', unit: 'MACs' }, side, choose),
    chart({ title: 'Parameters', count: 'params', unit: 'params' }, side, choose),
  );
}

interface Chart {
  readonly title: string;
  readonly count: 'macs' | 'params';
  readonly unit: string;
}

function chart(
  { title, count, unit }: Chart,
  { report, title: network }: ShownNetwork,
  choose: (choice: Choice) => void,
): HTMLElement {
  const rows = foldModules(report, 1);
  const total = report.totals[count];
  const most = total === null ? 0 : rows.reduce((greatest, row) => Math.max(greatest, row[count] ?? 0), 0);
  const textOf = (row: Counts<'params' | 'macs'>, format: (count: Count) => string) =>
    costText(row[count], row[`${count}_formula`], report, format);
  const bars = rows.map((row: ModuleRow) => {
    const share = most > 0 ? (row[count] ?? 0) / most : 0;
    const bar = svg({
      tag: 'svg',
      attributes: { class: 'chart-bar', viewBox: '0 0 100 10', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
      children: [{ tag: 'rect', attributes: { x: 0, y: 0, width: Math.round(1000 * share) / 10, height: 10 } }],
    });
    const name = element('button', { type: 'button', title: row.name }, row.name);
    name.addEventListener('click', () => choose({ kind: row.kind, name: row.path }));
    return element(
      'tr',
      {},
      element('th', { scope: 'row' }, name),
      element('td', { title: textOf(row, exact) }, textOf(row, rounded)),
      element('td', { class: 'bars' }, bar),
      element('td', {}, percent(row[count], total)),
    );
  });
  return element(
    'table',
    {},
    element('caption', {}, `${title} of ${network}: ${[textOf(report.totals, exact), ...costSizes(report)].join(' ')}`),
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        ...['Layer or module', unit, '', `% of all ${unit}`].map((head) => element('th', { scope: 'col' }, head)),
      ),
    ),
    element('tbody', {}, ...bars),
  );
}
