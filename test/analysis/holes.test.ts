/** What an analysis makes of specs with mistakes: the layers before the first one have their shapes. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { analyze } from '../../src/analysis.js';
import { positionAt } from '../../src/text/source.js';
import { readOthers } from '../diagnostics/describe.js';

const folder = join(import.meta.dirname, '../cases');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml') && !file.startsWith('maps'))
  .sort();

/** How many items of a text stand before an offset, by the lines that begin one: `- {op: ...`, `- op: ...`. */
function linesOfOps(text: string, before: number): number[] {
  return text
    .slice(0, before)
    .split('\n')
    .flatMap((line, index) => (/^\s*(- |[\w-]+: *)?\{?.*\bop: /.test(line.replace(/#.*/, '')) ? [index + 1] : []));
}

test.each(files)('%s', (file) => {
  const text = readFileSync(join(folder, file), 'utf8');
  const { diagnostics, sketch } = analyze(text, { file, read: readOthers });
  const [first] = diagnostics.filter(({ severity }) => severity === 'error');
  if (!first) return;
  const line = positionAt(first.span.source, first.span.start).line;
  const lines = linesOfOps(text, first.span.start).filter((one) => one < line);
  const known = new Set<number>();
  for (const [item, edges] of sketch?.graph.results ?? [])
    if (edges.length > 0 && edges.every((edge) => sketch?.edges.has(edge)))
      known.add(positionAt(item.span.source, item.span.start).line);
  const missing = lines.filter((one) => !known.has(one));
  expect(
    missing.map((one) => text.split('\n')[one - 1]),
    `first error ${line} ${first.code}`,
  ).toEqual([]);
});
