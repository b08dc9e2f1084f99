/** Analyses of specs with mistakes: the layers before the first mistake have shapes. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { type Analysis, analyze } from '../../src/analyze.js';
import type { Body, Item, Spec } from '../../src/spec/spec.js';
import { groupBy } from '../../src/text/group-by.js';
import { positionAt, type Span } from '../../src/text/source.js';
import { readOthers } from '../diagnostics/describe.js';

const folder = join(import.meta.dirname, '../cases');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml') && !file.startsWith('maps'))
  .sort();

/** Specs in which layers before the first mistake have no shapes, each with the reason. */
const exceptions: ReadonlyMap<string, string> = new Map([
  ['conflicting-keys.yaml', 'a group has layers and branches, of which only one can be meant'],
]);

const lineOf = ({ source, start }: Span): number => positionAt(source, start).line;

/** The lines with the op of an item, for items that end above a line. */
function opLinesAbove(text: string, line: number): number[] {
  const lines = text.split('\n').map((one) => one.replace(/(^|\s)#.*/, ''));
  const count = (one: string, bracket: string) => one.split(bracket).length;
  return lines.slice(0, line - 1).flatMap((one, index) => {
    if (!/\bop: /.test(one)) return [];
    const isAlone = /\{.*\bop: /.test(one) && count(one, '{') === count(one, '}');
    // Of an item on several lines the dash is left of its keys.
    const dash = /^\s*-/.test(one) ? one.search(/\S/) : one.search(/\S/) - 2;
    const end = lines.findIndex((next, at) => at > index && /\S/.test(next) && next.search(/\S/) <= dash);
    return isAlone || (end !== -1 && end < line) ? [index + 1] : [];
  });
}

interface Placed {
  readonly item: Item;
  readonly owner: string | undefined;
  /** Whether it, or a group around it, may be left out. */
  readonly mayBeOff: boolean;
}

/** Every item of a spec, with its block. */
function placedItems(spec: Spec): Placed[] {
  const from = (body: Body, owner: string | undefined, isOff: boolean): Placed[] =>
    [...ownItems(body)].flatMap((item) => {
      const mayBeOff = isOff || item.when !== undefined || item.repeat !== undefined;
      return [{ item, owner, mayBeOff }, ...(item.kind === 'group' ? from(item.body, owner, mayBeOff) : [])];
    });
  const blocks = [...spec.blocks.values()].flatMap(({ name, body }) => from(body, name.text, false));
  return [...from(spec.body, undefined, false), ...blocks];
}

function ownItems(body: Body): readonly Item[] {
  if (body.kind === 'sequence') return body.items;
  return [...body.branches.flatMap(({ items }) => items), body.join];
}

/** The blocks that a use above a line leads to. */
function blocksUsedAbove(placed: readonly Placed[], line: number): ReadonlySet<string> {
  const used = new Set<string>();
  for (let size = -1; size < used.size; ) {
    size = used.size;
    for (const { item, owner } of placed)
      if (item.kind === 'use' && lineOf(item.span) < line && (owner === undefined || used.has(owner)))
        used.add(item.block.text);
  }
  return used;
}

/** The ops above a line that have no shape, though nothing that they depend on is at fault. */
function opsWithoutShape({ spec, sketch }: Analysis, text: string, line: number): string[] {
  const placed = spec ? placedItems(spec) : [];
  const used = blocksUsedAbove(placed, line);
  const isKnown = ({ item, owner, mayBeOff }: Placed) => {
    const edges = sketch?.graph.results.get(item) ?? [];
    if (edges.some((edge) => sketch?.edges.has(edge))) return true;
    return owner === undefined ? mayBeOff && edges.length === 0 : !used.has(owner) || (mayBeOff && edges.length === 0);
  };
  const byLine = groupBy(
    placed.filter(({ item }) => item.kind !== 'group'),
    ({ item }) => lineOf(item.kind === 'layer' ? item.opSpan : item.kind === 'use' ? item.block.span : item.span),
  );
  // The inputs of something faulty are unknown, and its content is not read if it may have been meant otherwise.
  const faulty = placed.flatMap(({ item }) =>
    item.kind === 'use' && item.block.text === '' && item.tree ? [item.tree.span] : [],
  );
  const isHidden = (one: number) =>
    faulty.some(
      ({ source, start, end }) => positionAt(source, start).line < one && one <= positionAt(source, end).line,
    );
  return opLinesAbove(text, line).flatMap((one) => {
    const here = byLine.get(one) ?? [];
    return (here.length > 0 ? here.every(isKnown) : isHidden(one)) ? [] : `${one}: ${text.split('\n')[one - 1]}`;
  });
}

describe('the layers before the first mistake have shapes', () => {
  let checked = 0;

  test.each(files)('in %s', (file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const analysis = analyze(text, { file, read: readOthers });
    const [first] = analysis.diagnostics;
    const missing = first ? opsWithoutShape(analysis, text, lineOf(first.span)) : [];
    checked += first ? opLinesAbove(text, lineOf(first.span)).length : 0;
    if (exceptions.has(file)) expect(missing, 'is no exception any more').not.toEqual([]);
    else expect(missing).toEqual([]);
  });

  it('and there are hundreds of such layers', () => expect(checked).toBeGreaterThan(300));

  const inception = readFileSync('specs/inception-v3.yaml', 'utf8').split('\n');
  const last = (mark: string) => (line: string) => cut(line, line.lastIndexOf(mark), mark.length);
  const first = (mark: string) => (line: string) => cut(line, line.indexOf(mark), mark.length);
  const cut = (line: string, at: number, length: number) =>
    at < 0 ? line : line.slice(0, at) + line.slice(at + length);
  const mistakes: Record<string, (line: string) => string> = {
    'a brace that is not closed': last('}'),
    'a brace that is not opened': first('{'),
    'a key without its colon': first(':'),
    'a quote that is not closed': (line) => line.replace(': ', ': "'),
    'a tab': (line) => line.replace(/^ +(?=\w)/, '\t'),
    'a line that is too deep': (line) => `   ${line}`,
    'a line that is not deep enough': (line) => line.replace(/^ /, ''),
    'half a line': (line) => line.slice(0, line.length >> 1),
    'a key that is being typed': (line) => `${line}\n${/^ */.exec(line)?.[0]}fil`,
  };

  test.each(Object.entries(mistakes))(
    'of Inception V3 with %s',
    (_, mistake) => {
      for (let index = 4; index < inception.length; index += 12) {
        const text = inception.map((line, at) => (at === index ? mistake(line) : line)).join('\n');
        const analysis = analyze(text);
        // YAML may fail at a line after the one at fault; everything before that is sound in any case.
        if (analysis.diagnostics.length > 0) expect(opsWithoutShape(analysis, text, index + 1), text).toEqual([]);
      }
    },
    60_000,
  );
});
