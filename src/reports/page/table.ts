/**
 * A table of the layers of one or two networks that can be searched and sorted: a tree with the sums of modules, or a
 * flat list when sorted.
 */

import type { LayerEntry, Report } from '../../analysis/report.js';
import { itemAt } from '../../text/lookup.js';
import { costText } from '../costs.js';
import { windowLabel } from '../drawing/describe.js';
import { foldModules, type ModuleRow } from '../modules.js';
import { shapeLabel, shownDims } from '../shape-words.js';
import { bytesText, exact, fieldText } from '../words.js';
import type { Fate, ShownNetwork } from './data.js';
import { element } from './dom.js';
import type { Selection } from './drawings.js';

interface TableColumn {
  readonly title: string;
  readonly text: (row: ModuleRow, layer: LayerEntry | undefined, report: Report) => string;
  /** The key to sort by; numbers are sorted in descending order. */
  readonly key: (row: ModuleRow, layer: LayerEntry | undefined) => string | number;
  readonly isText?: boolean;
}

const area = (sizes: readonly (number | null)[] | null): number =>
  (sizes ?? []).reduce<number>((product, size) => product * (size ?? 0), 1);

const windowText = (layer: LayerEntry | undefined): string => (layer ? windowLabel(layer) : '');

const columns: readonly TableColumn[] = [
  { title: 'Layer', text: ({ path }) => path, key: ({ path }) => path, isText: true },
  { title: 'Op', text: ({ what }) => what, key: ({ what }) => what, isText: true },
  { title: 'Window', text: (_, layer) => windowText(layer), key: (_, layer) => windowText(layer), isText: true },
  { title: 'Output', text: (row, _, report) => shapeLabel(shownDims(row, report)), key: ({ output }) => area(output) },
  { title: 'Params', text: ({ params }) => exact(params), key: ({ params }) => params ?? -1 },
  {
    title: 'MACs',
    text: (row, _, report) => costText(row.macs, row.macs_formula, report),
    key: ({ macs }) => macs ?? -1,
  },
  { title: 'Field', text: fieldText, key: ({ receptive_field }) => (receptive_field ? area(receptive_field) : -1) },
  {
    title: 'Memory',
    text: (row, _, report) => costText(row.live_bytes, row.live_bytes_formula, report, bytesText),
    key: ({ live_bytes }) => live_bytes ?? -1,
  },
];

/** A row: a layer or a module in the networks that have it, the last of them first. */
interface TableLine {
  readonly row: ModuleRow;
  readonly layer: LayerEntry | undefined;
  readonly cells: readonly string[];
  readonly fate: Fate | undefined;
  readonly side: number;
}

/** The table; `select` receives the chosen row. */
export function layerTable(sides: readonly ShownNetwork[], select: (selection: Selection) => void): HTMLElement {
  const lines = linesOf(sides).map((line) => ({ ...line, node: nodeOf(line, select) }));
  const body = element('tbody', {}, ...lines.map(({ node }) => node));
  const table = element('table', { class: 'tree' });
  const heads = columns.map(({ title, isText = false, key }) => {
    const button = element('button', { type: 'button' }, title);
    button.addEventListener('click', () => sortBy(head, key, isText));
    const head = element('th', { scope: 'col', 'aria-sort': 'none', class: isText ? 'text' : 'number' }, button);
    return head;
  });
  const layers = lines.filter(({ row }) => row.kind === 'layer');
  const sortBy = (chosen: HTMLElement, key: TableColumn['key'], isText: boolean) => {
    const [first, second] = isText ? (['ascending', 'descending'] as const) : (['descending', 'ascending'] as const);
    const now = chosen.getAttribute('aria-sort');
    const next = now === 'none' ? first : now === first ? second : 'none';
    for (const head of heads) head.setAttribute('aria-sort', head === chosen ? next : 'none');
    const order = (a: string | number, b: string | number) => (a < b ? -1 : a > b ? 1 : 0);
    const sign = next === 'descending' ? -1 : 1;
    const sorted =
      next === 'none' ? lines : layers.toSorted((a, b) => sign * order(key(a.row, a.layer), key(b.row, b.layer)));
    body.replaceChildren(...sorted.map(({ node }) => node));
    show();
  };

  const found = element('output', {}, `${layers.length} layers`);
  const search = element('input', { type: 'search', placeholder: 'Find a layer', 'aria-label': 'Find a layer' });
  /** Without the module above, only a full name identifies a layer. */
  const show = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { node, row } of lines) {
      const own = `${row.path} ${row.what}`.toLowerCase();
      node.hidden = !words.every((word) => own.includes(word));
      if (!node.hidden && row.kind === 'layer') count += 1;
    }
    const isSorted = heads.some((head) => head.getAttribute('aria-sort') !== 'none');
    table.className = words.length === 0 && !isSorted ? 'tree' : 'flat';
    found.textContent = words.length === 0 ? `${layers.length} layers` : `${count} of ${layers.length} layers`;
  };
  search.addEventListener('input', show);
  table.append(element('thead', {}, element('tr', {}, ...heads)), body);
  return element(
    'div',
    { class: 'layers' },
    element('div', { class: 'search' }, search, found),
    element('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Layers' }, table),
  );
}

function nodeOf({ row, cells, fate, side }: TableLine, select: (selection: Selection) => void): HTMLTableRowElement {
  const { kind, path, name, level } = row;
  const own = path.split('/').slice(level).join('/');
  // A join has the name of its module, and is shown as an op below it.
  const [above, shown] = own === '' ? [`${path} `, name] : [path.slice(0, -own.length), own];
  const pick = element('button', { type: 'button', title: path }, element('span', { class: 'path' }, above), shown);
  pick.addEventListener('click', () => select({ side, choice: { kind, name: path } }));
  const head = element('th', { scope: 'row', class: `level-${Math.min(level, deepestIndent)}` }, pick);
  if (fate) head.append(' ', element('em', {}, fate));
  const others = cells.slice(1).map((cell, index) => {
    return element('td', { class: columns[index + 1]?.isText ? 'text' : 'number' }, cell);
  });
  return element('tr', { class: [kind, fate ?? ''].join(' ').trim() }, head, ...others);
}

const deepestIndent = 6;

// ---------------------------------------------------------------- two networks in one table

/** The rows of the last network, with rows that only the first one has in their places. */
function linesOf(sides: readonly ShownNetwork[]): readonly TableLine[] {
  const after = sides.length - 1;
  const lines = linesOfSide(sides, after);
  if (after === 0) return lines;
  const twins = sides[0]?.twins ?? {};
  const known = new Map(linesOfSide(sides, 0).map((line) => [keyOf(line, twins), line]));
  const merged: TableLine[] = [];
  const matched = new Set<string>();
  for (const line of lines) {
    const twin = known.get(keyOf(line, {}));
    if (twin) matched.add(keyOf(line, {}));
    merged.push(twin ? { ...line, cells: line.cells.map((cell, at) => change(twin.cells[at] ?? '', cell, at)) } : line);
  }
  let at = 0;
  for (const [key, line] of known) {
    if (matched.has(key)) at = merged.findIndex((one) => keyOf(one, {}) === key) + 1;
    else {
      merged.splice(at, 0, line);
      at += 1;
    }
  }
  return merged;
}

function linesOfSide(sides: readonly ShownNetwork[], side: number): readonly TableLine[] {
  const { report, fates } = itemAt(sides, side);
  const layers = new Map(report.layers.map((layer) => [layer.name, layer]));
  return foldModules(report, Number.POSITIVE_INFINITY).map((row) => {
    const layer = row.kind === 'layer' ? layers.get(row.path) : undefined;
    return {
      row,
      layer,
      cells: columns.map(({ text }) => text(row, layer, report)),
      fate: fates[`${row.kind} ${row.path}`],
      side,
    };
  });
}

const keyOf = ({ row }: TableLine, twins: Readonly<Record<string, string>>): string =>
  `${row.kind} ${twins[row.path] ?? row.path}`;

/** `64 → 96`; the first column has the new name. */
const change = (before: string, after: string, column: number): string =>
  before === after || column === 0 ? after : `${before} → ${after}`;
