/** The difference of two texts, line by line, in the unified format. */
import { formatPatch, OMIT_HEADERS, structuredPatch } from 'diff';
import { visible } from '../text/display.js';

/** Texts that differ in more lines are not compared further. */
const mostChanges = 500;

/** The maximum number of lines that a diff shows by default. */
const mostShown = 60;

/** The lines of a unified diff without its header; empty if the texts are equal. */
export function lineDiff(before: string, after: string, most = mostShown): readonly string[] {
  if (before === after) return [];
  const patch = structuredPatch('', '', before, after, '', '', { context: 3, maxEditLength: mostChanges });
  if (!patch) return [`more than ${mostChanges} lines differ`];
  const lines = formatPatch(patch, OMIT_HEADERS).split('\n').slice(0, -1);
  const rest = lines.length - most;
  return rest > 0 ? [...lines.slice(0, most), `... and ${rest} more lines`] : lines;
}

/** A diff with the names of both versions, at most `most` lines of it. */
export function lineDiffText(
  [old, next]: readonly [string, string],
  before: string,
  after: string,
  most?: number,
): string {
  return [`--- ${old}`, `+++ ${next}`, ...lineDiff(before, after, most)].map((line) => `${visible(line)}\n`).join('');
}
