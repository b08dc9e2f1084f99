/** Predictions as CSV (RFC 4180, with LF): a row for each of the top classes of each example. */
import { visible } from '../../text/display.js';
import type { Prediction } from './results.js';

/** `examples` are the names of the examples, in order. Results with more than one vector per example have no rows. */
export function resultsCsv(results: readonly Prediction[], examples: readonly string[]): string {
  const rows = results.flatMap(({ name, top = [] }) =>
    top.flatMap((ranked, example) =>
      ranked.map(({ class: index, label = '', value }, rank) => [
        examples[example],
        name,
        rank + 1,
        index,
        label,
        value,
      ]),
    ),
  );
  const lines = [['example', 'output', 'rank', 'class', 'label', 'value'], ...rows];
  return lines.map((cells) => `${cells.map((cell) => field(String(cell))).join(',')}\n`).join('');
}

/** A field without control characters. */
function field(text: string): string {
  const shown = visible(text);
  return /[",]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}
