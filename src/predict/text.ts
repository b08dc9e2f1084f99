/** Predictions for a terminal: the first classes in a table with bars, and of anything else what its values are like. */
import { bar, fit, painter, visible, widthOf } from '../display.js';
import type { Ranked, Result } from './results.js';

interface Screen {
  readonly hasColor: boolean;
  readonly width: number;
}

export function resultsText(results: readonly Result[], screen: Screen): string {
  return results.map((result) => `${linesOf(result, screen).join('\n')}\n`).join('\n');
}

function linesOf(result: Result, screen: Screen): readonly string[] {
  const { name, shape, min, max, mean, top } = result;
  const title = painter(screen.hasColor)('bold', visible(name));
  if (!top) return [`${title}  ${shape.join('x')}, from ${number(min)} to ${number(max)}, ${number(mean)} on average`];
  return top.flatMap((ranked, example) => [
    ...(example > 0 ? [''] : []),
    top.length === 1 ? title : `${title}  example ${example + 1} of ${top.length}`,
    ...tableLines(ranked, min >= 0 && max <= 1, screen),
  ]);
}

const gap = '  ';
const longestBar = 30;
const leastBar = 4;

/** A row for each class; a bar where values are shares, which end at 1. */
function tableLines(ranked: readonly Ranked[], areShares: boolean, { hasColor, width }: Screen): readonly string[] {
  const paint = painter(hasColor);
  const rows = ranked.map(({ class: index, label, value }) => ({
    index: String(index),
    label: visible(label ?? ''),
    value: number(value),
    share: areShares ? value : 0,
  }));
  const widthAt = (column: 'index' | 'label' | 'value') => Math.max(...rows.map((row) => widthOf(row[column])));
  const indexWidth = Math.max(widthAt('index'), 'class'.length);
  const valueWidth = Math.max(widthAt('value'), 'value'.length);
  const room = width - indexWidth - valueWidth - 3 * gap.length;
  const hasLabels = widthAt('label') > 0;
  const labelWidth = hasLabels ? Math.min(Math.max(widthAt('label'), 'label'.length), room - leastBar) : 0;
  const barWidth = Math.min(room - labelWidth, longestBar);
  const line = (index: string, label: string, value: string, drawn = '') =>
    [
      index.padStart(indexWidth),
      ...(hasLabels ? [fit(label, labelWidth)] : []),
      value.padStart(valueWidth),
      ...(drawn === '' ? [] : [paint('cyan', drawn)]),
    ].join(gap);
  return [
    paint('dim', line('class', 'label', 'value')),
    ...rows.map(({ index, label, value, share }) => line(index, label, value, bar(barWidth * share))),
  ];
}

const number = (value: number): string => value.toFixed(4);
