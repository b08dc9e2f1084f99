/** The lines in which two texts differ. */
import { structuredPatch } from 'diff';
import { element } from '../../reports/page/dom.js';

/** Texts that differ in more lines are not compared further. */
const mostChanges = 1000;

/** The changed lines with their surroundings. */
export function lineChanges(before: string, after: string): HTMLElement {
  const patch = structuredPatch('', '', before, after, '', '', { context: 2, maxEditLength: mostChanges });
  if (!patch) return element('p', { class: 'hint' }, `More than ${mostChanges} lines differ.`);
  const kinds: Readonly<Record<string, string>> = { '+': 'ins', '-': 'del' };
  const lines = patch.hunks.flatMap(({ newStart, lines }) => [
    element('span', { class: 'hunk' }, `line ${newStart}`),
    ...lines.map((line) => {
      const kind = kinds[line.charAt(0)];
      return kind === 'ins' || kind === 'del' ? element(kind, {}, line) : element('span', {}, line);
    }),
  ]);
  return element('pre', { class: 'lines', tabindex: 0, role: 'region', 'aria-label': 'Changed lines' }, ...lines);
}
