/** The report for a terminal: a table of modules, and the totals. */

import type { Report } from '../analysis/report.js';
import { cutStart, fit, visible, widthOf, wrap } from '../text/display.js';
import { type Paint, painter } from '../text/paint.js';
import { costText, withShownCosts } from './costs.js';
import { foldModules, type ModuleRow } from './modules.js';
import { shapeText, shownDims } from './shape-words.js';
import { bar, exact, type Fact, factsOf, fieldText, layersText, oneLine, percent, rounded } from './words.js';

export interface TextOptions {
  readonly hasColor: boolean;
  /** The width of the screen in cells. */
  readonly width: number;
  /** The number of levels of modules to show. */
  readonly depth: number;
}

/** The maximum width of a readable table. */
const widest = 100;

export function reportText(given: Report, { hasColor, width, depth }: TextOptions): string {
  const report = withShownCosts(given);
  const paint = painter(hasColor);
  const room = Math.min(width, widest);
  const rows = foldModules(report, depth);
  const sections = [
    [
      paint('bold', visible(report.name)),
      ...(report.summary ? wrap(visible(oneLine(report.summary)).split(' '), room) : []),
    ],
    tableLines(report, rows, room, paint),
    definitions(sizeFacts(rows, report), room, paint),
    definitions(factsOf(report), room, paint),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

// ---------------------------------------------------------------- the table

const gap = '  ';

type Cells = readonly [layer: string, output: string, params: string, macs: string, field: string, share: string];

function tableLines(report: Report, rows: readonly ModuleRow[], room: number, paint: Paint): readonly string[] {
  const { totals } = report;
  const header: Cells = ['layer', 'output', 'params', 'MACs', 'field', 'share'];
  const body = rows.map((row): Cells => {
    const { name, level, params, macs, macs_formula } = row;
    return [
      indent(level) + visible(name),
      shapeText(shownDims(row, report)),
      exact(params),
      costText(macs, macs_formula, report, rounded),
      fieldText(row),
      percent(macs, totals.macs),
    ];
  });
  const footer: Cells = [
    layersText(totals),
    '',
    exact(totals.params),
    costText(totals.macs, totals.macs_formula, report, rounded),
    '',
    '',
  ];

  const all = [header, ...body, footer];
  const widthAt = (column: 0 | 1 | 2 | 3 | 4 | 5) => greatest(all.map((cells) => widthOf(cells[column])));
  const [output, params, macs, field, share] = [widthAt(1), widthAt(2), widthAt(3), widthAt(4), widthAt(5)] as const;
  const numbers = output + params + macs + field + share + 5 * gap.length;
  const barRoom = totals.macs ? gap.length + leastBar : 0;
  const layer = Math.max(leastName, Math.min(widthAt(0), room - numbers - barRoom));
  const bars = barsOf(totals.macs === null ? [] : rows, Math.min(longestBar, room - layer - numbers - gap.length));
  const line = (cells: Cells) =>
    [
      shorten(cells[0], layer),
      fit(cells[1], output),
      cells[2].padStart(params),
      cells[3].padStart(macs),
      cells[4].padStart(field),
      cells[5].padStart(share),
    ].join(gap);
  return [
    paint('bold', line(header)),
    ...body.map((cells, index) => `${line(cells)}${gap}${paint('cyan', bars[index] ?? '')}`.trimEnd()),
    paint('dim', '─'.repeat(layer + numbers)),
    paint('bold', line(footer).trimEnd()),
  ];
}

const greatest = (numbers: readonly number[]): number => numbers.reduce((most, number) => Math.max(most, number), 0);

const leastName = 16;
const leastBar = 5;
const longestBar = 16;

const indent = (level: number): string => '  '.repeat(level);

/** A name that fits a width; its end matters more than its start. */
function shorten(name: string, width: number): string {
  const own = name.trimStart();
  const indentation = name.slice(0, name.length - own.length);
  return fit(indentation + cutStart(own, width - indentation.length), width);
}

/** A bar of each row's MACs; the longest has the full width. */
function barsOf(rows: readonly ModuleRow[], width: number): readonly string[] {
  const most = greatest(rows.map(({ macs }) => macs ?? 0));
  if (width < leastBar || most === 0) return rows.map(() => '');
  return rows.map(({ macs }) => bar(macs, most, width));
}

// ---------------------------------------------------------------- facts beside the table

/** The meaning of each `?` in the table; adjacent rows with the same sizes share a line. */
function sizeFacts(rows: readonly ModuleRow[], report: Report): readonly Fact[] {
  const groups: { first: string; last: string; sizes: readonly string[] }[] = [];
  for (const row of rows) {
    const { name, output_formula = [] } = row;
    const sizes = shownDims(row, report).flatMap((size, axis) => (size === null ? String(output_formula[axis]) : []));
    if (sizes.length === 0) continue;
    const group = groups.at(-1);
    if (group?.sizes.join() === sizes.join()) group.last = name;
    else groups.push({ first: name, last: name, sizes });
  }
  return groups.map(({ first, last, sizes }) => [
    first === last ? first : `${first} to ${last}`,
    sizes.map((size, index) => (index === 0 ? size : `x ${size}`)),
  ]);
}

/** Names with their meanings. */
function definitions(facts: readonly Fact[], room: number, paint: Paint): readonly string[] {
  const width = Math.min(greatest(facts.map(([name]) => widthOf(visible(name)))), room >> 1);
  return facts.flatMap(([name, words]) => {
    const lines = wrap(words.map(visible), room - width - gap.length);
    return lines.map((line, index) =>
      index === 0 ? paint('bold', fit(visible(name), width)) + gap + line : ' '.repeat(width) + gap + line,
    );
  });
}
