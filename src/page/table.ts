/** All layers in a table that can be searched and sorted. */
import { shapeLabel } from '../drawing/describe.js';
import type { LayerEntry } from '../targets/report/report.js';
import { bytesText, exact, fieldText } from '../targets/report/words.js';
import type { Choice } from './canvas.js';
import type { Side } from './data.js';
import { element } from './dom.js';

interface Column {
  readonly title: string;
  readonly text: (layer: LayerEntry) => string;
  /** What it is sorted by; numbers come with the greatest first. */
  readonly key: (layer: LayerEntry) => string | number;
}

const area = (sizes: readonly (number | null)[] | null): number =>
  (sizes ?? []).reduce<number>((product, size) => product * (size ?? 0), 1);

const columns: readonly Column[] = [
  { title: 'Layer', text: ({ name }) => name, key: ({ name }) => name },
  { title: 'Output', text: ({ output }) => shapeLabel(output), key: ({ output }) => area(output) },
  { title: 'Params', text: ({ params }) => exact(params), key: ({ params }) => params ?? -1 },
  { title: 'MACs', text: ({ macs }) => exact(macs), key: ({ macs }) => macs ?? -1 },
  { title: 'Field', text: fieldText, key: ({ receptive_field }) => (receptive_field ? area(receptive_field) : -1) },
  { title: 'Memory', text: ({ live_bytes }) => bytesText(live_bytes), key: ({ live_bytes }) => live_bytes ?? -1 },
  { title: 'Op', text: ({ op }) => op, key: ({ op }) => op },
];

/** The table of a network's layers, in their order until a column is chosen. */
export function layerTable({ report, fates, title }: Side, choose: (choice: Choice) => void): HTMLElement {
  const isCompared = Object.keys(fates).length > 0;
  const rows = report.layers.map((layer) => {
    const [name, ...cells] = columns.map(({ text }) => text(layer));
    const pick = element('button', { type: 'button' }, name as string);
    const head = element('th', { scope: 'row' }, pick);
    if (isCompared && fates[layer.name]) head.append(' ', element('em', {}, fates[layer.name] as string));
    const row = element('tr', {}, head, ...cells.map((cell) => element('td', {}, cell)));
    pick.addEventListener('click', () => choose({ kind: 'layer', name: layer.name }));
    return { layer, row, words: `${layer.name} ${layer.op}`.toLowerCase() };
  });
  const body = element('tbody', {}, ...rows.map(({ row }) => row));
  const heads = columns.map(({ title: head }) =>
    element('th', { scope: 'col', 'aria-sort': 'none' }, element('button', { type: 'button' }, head)),
  );
  const sortBy = (index: number) => {
    const { key } = columns[index] as Column;
    const isNumber = rows.length > 0 && typeof key((rows[0] as (typeof rows)[number]).layer) === 'number';
    const now = heads[index]?.getAttribute('aria-sort');
    const first = isNumber ? 'descending' : 'ascending';
    const next = now === 'none' ? first : now === first ? (isNumber ? 'ascending' : 'descending') : 'none';
    for (const [at, head] of heads.entries()) head.setAttribute('aria-sort', at === index ? next : 'none');
    const order = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0);
    const sign = next === 'descending' ? -1 : 1;
    const sorted = next === 'none' ? rows : rows.toSorted((a, b) => sign * order(key(a.layer), key(b.layer)));
    body.replaceChildren(...sorted.map(({ row }) => row));
  };
  for (const [index, head] of heads.entries()) head.firstElementChild?.addEventListener('click', () => sortBy(index));

  const found = element('output', {}, `${rows.length} layers`);
  const search = element('input', {
    type: 'search',
    placeholder: 'Find a layer',
    'aria-label': `Find a layer of ${title}`,
  });
  search.addEventListener('input', () => {
    const words = search.value.toLowerCase().split(/\s+/);
    let count = 0;
    for (const { row, words: own } of rows) {
      row.hidden = !words.every((word) => own.includes(word));
      if (!row.hidden) count += 1;
    }
    found.textContent = `${count} of ${rows.length} layers`;
  });
  const table = element('table', {}, element('thead', {}, element('tr', {}, ...heads)), body);
  return element(
    'div',
    { class: 'layers' },
    element('div', { class: 'search' }, search, found),
    element('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': `Layers of ${title}` }, table),
  );
}
