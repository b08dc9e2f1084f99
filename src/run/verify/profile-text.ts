/** A profile as a table for a terminal, with layers folded to modules. */

import type { TextOptions } from '../../reports/text.js';
import { bar, rounded } from '../../reports/words.js';
import { cutStart, fit, visible, widthOf } from '../../text/display.js';
import { itemAt } from '../../text/lookup.js';
import { type Paint, painter } from '../../text/paint.js';
import { type LayerTime, rateOf } from './profile.js';

interface ProfileRow {
  readonly name: string;
  readonly level: number;
  readonly ms: number;
  readonly macs: number;
}

const header = ['layer', 'ms', 'time', 'MACs', 'GMAC/s', 'of best'] as const;
const gap = '  ';
const leastName = 16;
const longestBar = 16;

/** The table. Layers with MACs have rates; a module's is that of all layers in it. */
export function profileText(times: readonly LayerTime[], { hasColor, width, depth }: TextOptions): string {
  const paint: Paint = painter(hasColor);
  const rows = fold(times, 0, depth);
  const whole = sumOf('', 0, times);
  const best = Math.max(...times.map(rateOf));
  const cellsOf = (row: ProfileRow) => {
    const rate = rateOf(row);
    return [
      row.ms.toFixed(2),
      `${((100 * row.ms) / whole.ms).toFixed(1)}%`,
      row.macs > 0 ? rounded(row.macs) : '',
      rate > 0 ? rate.toFixed(1) : '',
      rate > 0 ? `${((100 * rate) / best).toFixed(0)}%` : '',
    ];
  };
  const body = rows.map((row) => ({ row, name: '  '.repeat(row.level) + visible(row.name), cells: cellsOf(row) }));
  const footer = cellsOf(whole);
  const columns = header.slice(1).map((word, column) => {
    const cells = [...body.map(({ cells }) => cells), footer].map((line) => itemAt(line, column));
    return cells.reduce((most, cell) => Math.max(most, cell.length), word.length);
  });
  const numbers = columns.reduce((sum, column) => sum + column + gap.length, 0);
  const widest = body.reduce((most, { name }) => Math.max(most, widthOf(name)), header[0].length);
  const first = Math.max(leastName, Math.min(widest, width - numbers - gap.length - longestBar));
  const bars = Math.min(longestBar, width - first - numbers - gap.length);
  const most = Math.max(...rows.map(({ ms }) => ms));
  const line = (name: string, cells: readonly string[]) =>
    [shorten(name, first), ...cells.map((cell, column) => cell.padStart(itemAt(columns, column)))].join(gap);
  const lines = [
    paint('bold', line(header[0], header.slice(1))),
    ...body.map(({ row, name, cells }) =>
      `${line(name, cells)}${gap}${paint('cyan', bar(row.ms, most, bars))}`.trimEnd(),
    ),
    paint('dim', '─'.repeat(first + numbers)),
    paint('bold', line('', footer)),
  ];
  return lines.map((text) => `${text}\n`).join('');
}

/** Groups layers by the modules in their names, to a depth. */
function fold(times: readonly LayerTime[], level: number, depth: number): readonly ProfileRow[] {
  const modules = new Map<string, LayerTime[]>();
  for (const time of times) {
    // A join has the name of its module.
    const name = time.layer.split('/')[level] ?? 'join';
    modules.set(name, [...(modules.get(name) ?? []), time]);
  }
  return [...modules].flatMap(([name, members]) => [
    sumOf(name, level, members),
    ...(members.length > 1 && level + 1 < depth ? fold(members, level + 1, depth) : []),
  ]);
}

const sumOf = (name: string, level: number, times: readonly LayerTime[]): ProfileRow => ({
  name,
  level,
  ms: times.reduce((sum, { ms }) => sum + ms, 0),
  macs: times.reduce((sum, { macs }) => sum + macs, 0),
});

const shorten = (name: string, width: number): string => {
  const own = name.trimStart();
  const indentation = name.slice(0, name.length - own.length);
  return fit(indentation + cutStart(own, width - indentation.length), width);
};
