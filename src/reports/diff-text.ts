/** A difference as text for a terminal. */
import type { NetworkDiff } from '../analysis/diff.js';
import { cutStart, fit, visible, widthOf, wrap } from '../text/display.js';
import { type Paint, painter } from '../text/paint.js';
import {
  arrow,
  type DiffRow,
  type Event,
  endpointRows,
  eventsOf,
  isUnchanged,
  partText,
  totalRows,
  verdicts,
} from './diff-words.js';

export interface DiffTextOptions {
  /** The names of the networks. */
  readonly names: readonly [before: string, after: string];
  readonly hasColor: boolean;
  /** The width of the screen in cells. */
  readonly width: number;
}

/** The difference in sections: what happened, end points, totals. */
export function diffText(difference: NetworkDiff, { names, hasColor, width }: DiffTextOptions): string {
  if (isUnchanged(difference)) return 'no change in the architecture\n';
  const paint = painter(hasColor);
  const sections = [
    wrap(
      names.map(visible).map((name, index) => (index === 0 ? name : `→ ${name}`)),
      width,
    ).map((line) => paint('bold', line)),
    eventsOf(difference).flatMap((event) => eventLines(event, width, paint)),
    endpointLines(difference, width, paint),
    totalLines(difference, paint),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

const signs = {
  added: ['+', 'green'],
  removed: ['-', 'red'],
  renamed: ['>', 'cyan'],
  changed: ['~', 'yellow'],
  affected: [' ', 'dim'],
} as const satisfies Record<Event['kind'], readonly [string, Parameters<Paint>[0]]>;

/** The maximum number of names that a line lists. */
const mostNames = 3;

function eventLines({ kind, parts, words }: Event, width: number, paint: Paint): readonly string[] {
  const [sign, style] = signs[kind];
  const shown = parts.length > mostNames + 1 ? parts.slice(0, mostNames) : parts;
  const rest = parts.length - shown.length;
  const all = [...shown.map(partText), ...(rest > 0 ? [`and ${rest} more`] : [])];
  const subject = all.map((name, index) => name + (index + 1 < all.length ? ',' : words.length > 0 ? ':' : ''));
  const lines = wrap(
    [...subject, ...words].flatMap((word) => visible(word).split(' ')),
    width - 4,
  );
  return lines.map((line, index) => (index === 0 ? `${paint(style, sign)} ${line}` : `    ${line}`));
}

const gap = '  ';

/** A table of the end points that changed. Names that do not fit lose their start. */
function endpointLines(difference: NetworkDiff, width: number, paint: Paint): readonly string[] {
  const rows = endpointRows(difference);
  if (rows.length === 0) return [];
  const header: DiffRow = { name: 'end point', output: 'output', params: 'params', macs: 'MACs' };
  const widthAt = (column: keyof DiffRow) => Math.max(...[header, ...rows].map((row) => widthOf(visible(row[column]))));
  const [output, params, macs] = [widthAt('output'), widthAt('params'), widthAt('macs')];
  const name = Math.min(widthAt('name'), Math.max(leastName, width - output - params - macs - 3 * gap.length));
  const line = (row: DiffRow) =>
    [
      fit(cutStart(visible(row.name), name), name),
      fit(row.output, output),
      row.params.padStart(params),
      row.macs.padStart(macs),
    ]
      .join(gap)
      .trimEnd();
  return [paint('bold', line(header)), ...rows.map(line)];
}

const leastName = 16;

function totalLines(difference: NetworkDiff, paint: Paint): readonly string[] {
  const rows = totalRows(difference).map(({ name, before, after, change }) => [
    name,
    arrow(before, after) + (change === '' ? '' : ` (${change})`),
  ]);
  return [...rows, ['weights', verdicts[difference.weights]]].map(
    ([name = '', text]) => `${paint('bold', fit(name, 'activations'.length))}${gap}${text}`,
  );
}
