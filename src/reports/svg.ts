/**
 * The architecture as a figure: the network with folded modules, and each kind of module once beside it. Texts come
 * from a spec, and are never markup.
 */

import type { Report } from '../analysis/report.js';
import { encode } from '../text/markdown.js';
import { asset } from './assets.js';
import { withShownCosts } from './costs.js';
import { kindsOf, letterOf, type ModuleKind } from './drawing/kinds.js';
import { looksOf } from './drawing/looks.js';
import { boxMark, endsMark, type Mark, text, waysMark } from './drawing/marks.js';
import { type DrawingPicture, drawKind, drawNetwork } from './drawing/picture.js';
import { Structure } from './drawing/structure.js';
import { fitText, textWidth } from './drawing/text-width.js';
import { shapeLabel, shownShapes } from './shape-words.js';
import { costSizes, layersText, rounded } from './words.js';

const margin = 24;
const gutter = 28;
/** The height of a caption, with the names of modules below it. */
const captionHeight = 44;
/** The maximum width of all kinds, unless one is wider. */
const roomForKinds = 1100;

/** The maximum width of a line above a narrow drawing. */
const widestWords = 720;

/** The figure as an SVG file. */
export function reportSvg(given: Report): string {
  const report = withShownCosts(given);
  const structure = new Structure(report, looksOf(report));
  const kinds = kindsOf(structure);
  const view = { structure, kinds, isOpen: () => false };
  const network = drawNetwork(view);
  const panels = [...new Set(kinds.values())].map((kind) => panelOf(kind, drawKind(view, kind)));
  const room = Math.max(roomForKinds, ...panels.map(({ width }) => width));
  const shelves = shelve(panels, room);
  const top = margin + 68;
  const left = margin + network.width + (panels.length > 0 ? 2 * gutter : 0);
  const facts = factsOf(report);
  const words = Math.min(Math.max(...[facts, legend].map((line) => textWidth(line, 10.5))), widestWords);
  const width = Math.max(left + Math.max(0, ...shelves.map(widthOf)) + margin, 2 * margin + Math.ceil(words));
  const placed = place(shelves, left, top);
  const height = Math.max(top + network.height, ...placed.map(({ y, panel }) => y + panel.height)) + margin;
  const marks: readonly Mark[] = [
    text(margin, margin + 16, 'heading', fitText(report.name, width - 2 * margin, 20, true)),
    text(margin, margin + 36, 'detail', fitText(facts, width - 2 * margin, 10.5)),
    text(margin, margin + 51, 'detail', fitText(legend, width - 2 * margin, 10.5)),
    translated(margin, top, pictureMarks(network)),
    ...placed.map(({ x, y, panel }) => translated(x, y, panel.marks)),
  ];
  const label = `${report.name}: ${facts}`;
  const size = `width="${Math.ceil(width)}" height="${Math.ceil(height)}" viewBox="0 0 ${Math.ceil(width)} ${Math.ceil(height)}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" aria-label="${encode(label)}">
<style>${asset('drawing.css').text}</style>
<rect class="paper" width="100%" height="100%"/>
${marks.map(markup).join('\n')}
</svg>
`;
}

const legend = 'Percentages: share of all MACs. Bars: relative to the largest in the same drawing.';

function factsOf(report: Report): string {
  const { totals } = report;
  const listed = (of: 'inputs' | 'outputs') =>
    [...shownShapes(report, of)].map(([name, shape]) => `${name} ${shapeLabel(shape)}`);
  const costs = [layersText(totals), `${rounded(totals.params)} parameters`];
  if (totals.macs !== null) costs.push([rounded(totals.macs), 'multiply-accumulates', ...costSizes(report)].join(' '));
  return [...costs, `${listed('inputs').join(', ')} to ${listed('outputs').join(', ')}`].join(' · ');
}

// ---------------------------------------------------------------- the kinds of modules

interface Panel {
  readonly width: number;
  readonly height: number;
  readonly marks: readonly Mark[];
}

function panelOf(kind: ModuleKind, picture: DrawingPicture): Panel {
  const title = `(${letterOf(kind)}) ${kind.title}`;
  const names = kind.modules.map(({ name }) => name).filter((name) => name !== kind.title);
  const uses = names.length > 4 ? [...names.slice(0, 3), `and ${names.length - 3} more`] : names;
  const width = Math.max(picture.width, Math.min(textWidth(title, 14, true), 320), 150);
  return {
    width,
    height: captionHeight + picture.height,
    marks: [
      text(0, 14, 'caption', fitText(title, width, 14, true)),
      text(0, 31, 'detail', fitText(uses.join(', '), width, 10.5)),
      translated((width - picture.width) / 2, captionHeight, pictureMarks(picture)),
    ],
  };
}

const widthOf = (shelf: readonly Panel[]): number =>
  shelf.reduce((sum, { width }) => sum + width, 0) + gutter * (shelf.length - 1);

/** Arranges panels in shelves, the wide ones first; shelves and their panels keep the given order. */
function shelve(panels: readonly Panel[], room: number): readonly (readonly Panel[])[] {
  const shelves: Panel[][] = [];
  for (const panel of panels.toSorted((a, b) => b.width - a.width)) {
    const shelf = shelves.slice(-recentShelves).find((one) => widthOf([...one, panel]) <= room);
    if (shelf) shelf.push(panel);
    else shelves.push([panel]);
  }
  const order = new Map<Panel | undefined, number>(panels.map((panel, index) => [panel, index]));
  const numberOf = (panel: Panel | undefined) => order.get(panel) ?? 0;
  const sorted = shelves.map((shelf) => shelf.toSorted((a, b) => numberOf(a) - numberOf(b)));
  return sorted.toSorted(([a], [b]) => numberOf(a) - numberOf(b));
}

/** Only the last few shelves are tried, so that many kinds stay fast. */
const recentShelves = 8;

function place(
  shelves: readonly (readonly Panel[])[],
  left: number,
  top: number,
): readonly { readonly x: number; readonly y: number; readonly panel: Panel }[] {
  let y = top;
  return shelves.flatMap((shelf) => {
    let x = left;
    const placed = shelf.map((panel) => {
      const at = { x, y, panel };
      x += panel.width + gutter;
      return at;
    });
    y += Math.max(...shelf.map(({ height }) => height)) + gutter;
    return placed;
  });
}

// ---------------------------------------------------------------- markup

const pictureMarks = (picture: DrawingPicture): readonly Mark[] => [
  waysMark(picture),
  ...picture.boxes.map(boxMark),
  endsMark(picture),
];

const translated = (x: number, y: number, children: readonly Mark[]): Mark => ({
  tag: 'g',
  attributes: { transform: `translate(${Math.round(x)} ${Math.round(y)})` },
  children,
});

function markup({ tag, attributes, children = [], text: content }: Mark): string {
  const written = Object.entries(attributes).map(([name, value]) => ` ${name}="${encode(String(value))}"`);
  const inside = content === undefined ? children.map(markup).join('\n') : encode(content);
  if (inside === '') return `<${tag}${written.join('')}/>`;
  return children.length > 0
    ? `<${tag}${written.join('')}>\n${inside}\n</${tag}>`
    : `<${tag}${written.join('')}>${inside}</${tag}>`;
}
