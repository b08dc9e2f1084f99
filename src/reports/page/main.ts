/** The page of a report: drawings, details, table and charts. */
import { itemAt } from '../../text/lookup.js';
import { shapeLabel, shownShapes } from '../shape-words.js';
import { bytesText, costSizes, exact, rounded } from '../words.js';
import { changes } from './changes.js';
import { charts } from './charts.js';
import type { PageData, ShownNetwork } from './data.js';
import { details } from './details.js';
import { element } from './dom.js';
import { Drawings, type Selection } from './drawings.js';
import { listenToEditor, tellEditor } from './editor.js';
import { linkTo, nameInLink } from './link.js';
import { layerTable } from './table.js';
import { type Tab, tabs } from './tabs.js';

/** State that is kept when the page gets a new network. */
interface PageState {
  readonly open: readonly Set<string>[];
  selection: Selection | undefined;
  tab: string;
  drawings: Drawings | undefined;
  /** Selects what has a name, if anything has. */
  follow: (name: string) => void;
}

const memory: PageState = {
  open: [new Set(), new Set()],
  selection: undefined,
  tab: '',
  drawings: undefined,
  follow: () => {},
};

function show(data: PageData): void {
  const { sides, errors, comparison } = data;
  const alert = errors === '' ? [] : [element('pre', { class: 'errors', role: 'alert', tabindex: 0 }, errors)];
  // A spec that was never valid has nothing to draw.
  if (sides.length === 0) return document.body.replaceChildren(...alert);
  const panel = element('div', { class: 'panel' });
  const mark = (selection: Selection) => {
    memory.selection = selection;
    memory.tab = 'Details';
    linkTo(selection.choice.name);
    drawings.show(selection);
    fill();
  };
  const select = (selection: Selection) => {
    mark(selection);
    tellEditor({ chosen: selection.choice.name, side: selection.side });
  };
  memory.follow = (name) => {
    const named = drawings.find(name);
    if (named) mark(named);
  };
  const drawings = new Drawings(sides, memory.open, select);
  const fill = () => {
    const { side: at = sides.length - 1, choice } = memory.selection ?? {};
    const side = itemAt(sides, at);
    const all: readonly Tab[] = [
      ...(comparison
        ? [
            {
              name: 'Changes',
              make: () => changes(comparison, (part) => drawings.findPart(part), select),
            },
          ]
        : []),
      { name: 'Details', make: () => details(side, choice, (picked) => select({ side: at, choice: picked })) },
      { name: 'Layers', make: () => layerTable(sides, select) },
      {
        name: 'Charts',
        make: () =>
          element('div', {}, ...sides.map((one, index) => charts(one, (choice) => select({ side: index, choice })))),
      },
    ];
    panel.replaceChildren(
      ...tabs(all, memory.tab, (name) => {
        memory.tab = name;
      }),
    );
  };
  const linked = drawings.find(nameInLink());
  if (linked && !memory.selection) {
    memory.selection = linked;
    memory.tab = 'Details';
  }
  document.body.replaceChildren(...alert, header(sides), element('main', {}, drawings.root, panel));
  fill();
  const changed = comparison?.events.flatMap(({ parts }) => parts.flatMap((part) => drawings.findPart(part) ?? []));
  drawings.start(memory.drawings?.placements ?? [], changed?.[0]);
  memory.drawings = drawings;
  const { selection } = memory;
  // A selection that the new network lacks is dropped.
  if (selection && drawings.find(selection.choice.name, selection.side)) drawings.show(selection);
  window.onhashchange = () => memory.follow(nameInLink());
}

function header(sides: readonly ShownNetwork[]): HTMLElement {
  return element(
    'header',
    // On a phone, the captions of the two drawings are enough.
    { class: sides.length > 1 ? 'compared' : '' },
    ...sides.flatMap(({ report, title }, index) => {
      const { totals, summary, memory: bytes } = report;
      const listed = (of: 'inputs' | 'outputs') =>
        [...shownShapes(report, of)].map(([name, shape]) => `${name} ${shapeLabel(shape)}`).join(', ');
      const facts = [
        `${exact(totals.layers)} layers`,
        `${rounded(totals.params)} parameters`,
        ...(totals.macs === null ? [] : [[rounded(totals.macs), 'MACs', ...costSizes(report)].join(' ')]),
        ...(bytes.inference.bytes === null ? [] : [`${bytesText(bytes.inference.bytes)} for inference`]),
        ...(bytes.training.bytes === null ? [] : [`${bytesText(bytes.training.bytes)} for training`]),
        `${listed('inputs')} → ${listed('outputs')}`,
      ];
      return [
        element(
          index === 0 ? 'h1' : 'h2',
          { class: 'title' },
          sides.length > 1 ? `${index === 0 ? 'Before' : 'After'}: ${title}` : report.name,
        ),
        ...(summary && sides.length === 1 ? [element('p', {}, summary)] : []),
        element('p', { class: 'facts' }, facts.join(' · ')),
      ];
    }),
  );
}

const data: PageData = JSON.parse(document.getElementById('data')?.textContent ?? '');
show(data);
listenToEditor((message) => ('data' in message ? show(message.data) : memory.follow(message.name)));
if (data.news) new EventSource(data.news).addEventListener('message', ({ data: text }) => show(JSON.parse(text)));
