/** Predictions for a terminal: top classes in a table with bars, and statistics of other results. */
import { bar, cutStart, fit, visible, widthOf } from '../../text/display.js';
import { painter } from '../../text/paint.js';
import type { Prediction } from './results.js';

interface TextScreen {
  readonly hasColor: boolean;
  readonly width: number;
}

/** `examples` are the names of the examples, in order; for a single one the table has no column. */
export function resultsText(results: readonly Prediction[], examples: readonly string[], screen: TextScreen): string {
  return results.map((result) => `${linesOf(result, examples, screen).join('\n')}\n`).join('\n');
}

function linesOf(result: Prediction, examples: readonly string[], screen: TextScreen): readonly string[] {
  const { name, shape, min, max, mean, top } = result;
  const title = painter(screen.hasColor)('bold', visible(name));
  if (!top) return [`${title}  ${shape.join('x')}, from ${number(min)} to ${number(max)}, ${number(mean)} on average`];
  const [, tokens] = shape;
  const heading = shape.length > 2 ? `${title}  ${shape.join('x')}, after ${tokens} tokens` : title;
  const areShares = min >= 0 && max <= 1;
  const rows = top.flatMap((ranked, example) =>
    ranked.map(({ class: index, label, value }, rank) => ({
      example: rank === 0 ? visible(examples[example] ?? '') : '',
      index: String(index),
      label: visible(label ?? ''),
      value: number(value),
      share: areShares ? value : 0,
    })),
  );
  return [heading, ...tableLines(rows, examples.length > 1, screen)];
}

interface PredictionRow {
  readonly example: string;
  readonly index: string;
  readonly label: string;
  readonly value: string;
  /** The length of the bar, from 0 to 1. */
  readonly share: number;
}

const header: PredictionRow = { example: 'example', index: 'class', label: 'label', value: 'value', share: 0 };
const gap = '  ';
const longestBar = 30;
const leastBar = 4;

/** A row for each class, with the name of its example if there are several. */
function tableLines(
  rows: readonly PredictionRow[],
  hasExamples: boolean,
  { hasColor, width }: TextScreen,
): readonly string[] {
  const paint = painter(hasColor);
  const widthAt = (column: 'example' | 'index' | 'label' | 'value') =>
    rows.reduce((most, row) => Math.max(most, widthOf(row[column])), 0);
  const indexWidth = Math.max(widthAt('index'), header.index.length);
  const valueWidth = Math.max(widthAt('value'), header.value.length);
  const hasLabels = widthAt('label') > 0;
  const longestName = Math.max(widthAt('example'), header.example.length);
  const exampleWidth = hasExamples ? Math.min(longestName, Math.floor(width / 3)) : 0;
  const examplesRoom = hasExamples ? exampleWidth + gap.length : 0;
  const room = width - examplesRoom - indexWidth - valueWidth - 3 * gap.length;
  const longestLabel = Math.max(widthAt('label'), header.label.length);
  const labelWidth = hasLabels ? Math.max(1, Math.min(longestLabel, room - leastBar)) : 0;
  const barWidth = Math.max(0, Math.min(room - labelWidth, longestBar));
  const line = ({ example, index, label, value, share }: PredictionRow) =>
    [
      ...(hasExamples ? [fit(cutStart(example, exampleWidth), exampleWidth)] : []),
      index.padStart(indexWidth),
      ...(hasLabels ? [fit(label, labelWidth)] : []),
      value.padStart(valueWidth),
      ...(share > 0 ? [paint('cyan', bar(barWidth * share))] : []),
    ].join(gap);
  return [paint('dim', line(header)), ...rows.map(line)];
}

const number = (value: number): string => value.toFixed(4);
