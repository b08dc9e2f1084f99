/** What differs between two texts, line by line, in the unified form. */
import { visible } from '../display.js';

/** Lines around a change that are shown with it. */
const context = 3;

/** The most changed lines that are shown of either side. */
const most = 12;

/**
 * The one stretch in which two texts differ, between the lines that both begin with and those that both end with: linear
 * in their length, and honest, if not always the shortest. Empty where they are the same.
 */
export function lineDiff(before: string, after: string): readonly string[] {
  if (before === after) return [];
  const [old, next] = [before.split('\n'), after.split('\n')];
  const shorter = Math.min(old.length, next.length);
  let start = 0;
  while (start < shorter && old[start] === next[start]) start += 1;
  let tail = 0;
  while (tail < shorter - start && old[old.length - 1 - tail] === next[next.length - 1 - tail]) tail += 1;
  const first = Math.max(0, start - context);
  const last = Math.min(tail, context);
  const header = (lines: readonly string[]) => `${first + 1},${lines.length - tail + last - first}`;
  return [
    `@@ -${header(old)} +${header(next)} @@`,
    ...old.slice(first, start).map((line) => ` ${line}`),
    ...changed('-', old.slice(start, old.length - tail)),
    ...changed('+', next.slice(start, next.length - tail)),
    ...next.slice(next.length - tail, next.length - tail + last).map((line) => ` ${line}`),
  ];
}

/** The difference with the names of both versions, for people. */
export function lineDiffText([old, next]: readonly [string, string], before: string, after: string): string {
  return [`--- ${old}`, `+++ ${next}`, ...lineDiff(before, after)].map((line) => `${visible(line)}\n`).join('');
}

function changed(sign: string, lines: readonly string[]): readonly string[] {
  const shown = lines.slice(0, most).map((line) => sign + line);
  const rest = lines.length - shown.length;
  return rest === 0 ? shown : [...shown, `${sign} ... and ${rest} more lines`];
}
