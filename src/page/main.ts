/** The page of a report: the drawing, what there is to say of a choice, the table and the charts. */
import { shapeLabel } from '../drawing/describe.js';
import { bytesText, exact, rounded } from '../targets/report/words.js';
import { Canvas, type Choice } from './canvas.js';
import { charts } from './charts.js';
import type { PageData, Side } from './data.js';
import { details } from './details.js';
import { element } from './dom.js';
import { layerTable } from './table.js';
import { type Tab, tabs } from './tabs.js';

/** What stays when the page is given a new network. */
interface Memory {
  readonly open: readonly Set<string>[];
  choice: { readonly side: number; readonly choice: Choice } | undefined;
  tab: string;
}

const memory: Memory = { open: [new Set(), new Set()], choice: undefined, tab: 'Details' };

/** The drawings that are shown now. */
let drawn: readonly Canvas[] = [];

function show(data: PageData): void {
  const { sides, errors } = data;
  const alert = errors === '' ? [] : [element('pre', { class: 'errors', role: 'alert', tabindex: 0 }, errors)];
  // A spec that was never well has nothing to draw.
  if (sides.length === 0) return document.body.replaceChildren(...alert);
  const panel = element('div', { class: 'panel' });
  const choose = (side: number, choice: Choice) => {
    memory.choice = { side, choice };
    canvases[side]?.reveal(choice);
    memory.tab = 'Details';
    fill();
  };
  const canvases = sides.map(
    (side, index) => new Canvas(side, memory.open[index] as Set<string>, (choice) => choose(index, choice)),
  );
  const fill = () => {
    const { side: at = 0, choice } = memory.choice ?? {};
    const each = (make: (side: Side, choose: (choice: Choice) => void) => HTMLElement) => () =>
      element('div', {}, ...sides.map((side, index) => make(side, (picked) => choose(index, picked))));
    const all: readonly Tab[] = [
      ...(sides.length > 1 ? [{ name: 'Changes', make: () => changes(data, (picked) => choose(1, picked)) }] : []),
      { name: 'Details', make: () => details(sides[at] as Side, choice, (picked) => choose(at, picked)) },
      { name: 'Layers', make: each(layerTable) },
      { name: 'Charts', make: each(charts) },
    ];
    panel.replaceChildren(
      ...tabs(all, memory.tab, (name) => {
        memory.tab = name;
      }),
    );
  };
  if (sides.length > 1 && memory.choice === undefined) memory.tab = 'Changes';
  document.body.replaceChildren(
    ...alert,
    header(sides),
    element('main', {}, element('div', { class: 'canvases' }, ...canvases.map(({ root }) => root)), panel),
  );
  fill();
  for (const [index, canvas] of canvases.entries()) canvas.start(drawn[index]?.standing);
  drawn = canvases;
  if (memory.choice) {
    const { side, choice } = memory.choice;
    const { layers = [], modules = [] } = sides[side]?.report ?? {};
    // What the new network has no more is not chosen any more.
    if ([...layers, ...modules].some(({ name }) => name === choice.name)) canvases[side]?.reveal(choice);
  }
}

function header(sides: readonly Side[]): HTMLElement {
  return element(
    'header',
    {},
    ...sides.flatMap(({ report, title }, index) => {
      const { totals, summary, inputs, outputs, memory: bytes } = report;
      const listed = (shapes: typeof outputs) =>
        Object.entries(shapes)
          .map(([name, shape]) => `${name} ${shapeLabel(shape)}`)
          .join(', ');
      const facts = [
        `${exact(totals.layers)} layers`,
        `${rounded(totals.params)} parameters`,
        ...(totals.macs === null ? [] : [`${rounded(totals.macs)} MACs`]),
        ...(bytes.inference.bytes === null ? [] : [`${bytesText(bytes.inference.bytes)} for inference`]),
        ...(bytes.training.bytes === null ? [] : [`${bytesText(bytes.training.bytes)} for training`]),
        `${listed(inputs)} → ${listed(outputs)}`,
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

function changes({ events }: PageData, choose: (choice: Choice) => void): HTMLElement {
  if (events.length === 0) return element('p', { class: 'hint' }, 'No change in the architecture.');
  return element(
    'ul',
    { class: 'changes' },
    ...events.map(({ kind, names, words }) => {
      const named = names.map((name) => {
        const made = element('button', { type: 'button' }, name);
        made.addEventListener('click', () => choose({ kind: 'layer', name }));
        return made;
      });
      return element('li', { class: kind }, element('em', {}, kind), ' ', ...named, ` ${words.join(' ')}`);
    }),
  );
}

const data: PageData = JSON.parse(document.getElementById('data')?.textContent ?? '');
show(data);
if (data.news) new EventSource(data.news).addEventListener('message', ({ data: text }) => show(JSON.parse(text)));
