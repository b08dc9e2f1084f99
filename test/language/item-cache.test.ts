/** Parsing with the items of the last parse gives the same tree and the same diagnostics as parsing without. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Diagnostics } from '../../src/diagnostics/diagnostics.js';
import { sourceOf } from '../../src/text/source.js';
import { ItemCache } from '../../src/yaml/item-cache.js';
import { parse } from '../../src/yaml/parse.js';

const folders = ['specs', 'test/cases', 'templates'];
const texts = folders.flatMap((folder) =>
  readdirSync(folder)
    // With its aliases written out, that one is too large to compare.
    .filter((file) => file.endsWith('.yaml') && file !== 'too-large.aliases.yaml')
    .map((file) => readFileSync(`${folder}/${file}`, 'utf8')),
);

/** What parsing gives, as text without the sources of spans, and without what trees were made from. */
function parsed(text: string, cache?: ItemCache): string {
  const diagnostics = new Diagnostics();
  const source = sourceOf('net.yaml', text);
  const { tree, isSound } = parse(source, diagnostics, { cache });
  const shown = (key: string, value: unknown) =>
    value instanceof Map ? [...value] : key === 'source' ? value === source : key === 'kept' ? undefined : value;
  return JSON.stringify([tree, isSound, diagnostics.list()], shown);
}

it('of specs and of bad specs', () => {
  const cache = new ItemCache();
  expect(texts.length).toBeGreaterThan(250);
  for (const text of texts) expect(parsed(text, cache)).toBe(parsed(text));
});

it.each([
  'summary: |\n  - {op: conv2d}\nlayers:\n- {op: dense}\n',
  'layers:\n- {op: dense}\n  - {op: dense}\n',
  'layers:\n- {op: dense}\n  more\n- &a {op: dense}\n- {op: dense, again: *a}\n',
  'a: &a {b: 1}\nlayers:\n- {<<: *a, op: dense}\n- {op: dense, when: a != b}\n',
  'layers:\r\n- {op: dense, units: 2 * width}\r\n- {op: "#", name: a} # {b}\r\n',
  'layers: [\n- {op: dense}\n]\n',
  'a:\n- - {op: x}\n  - {op: x}\n- {op: x, op: x}\n- {x: (3, 3)}\n- {3}\n- {}\n',
  '- {op: x}\n',
  'layers:\n- {op: x}\n- {op: y}\n  more\n',
  'layers:\n- {op: x}\n- {op: y}\n- {op: z}: more\n',
  'layers:\n- {op: x}\n\n- {op: y}\n# {z}\n- {op: z}\n - {op: z}\n',
  'layers:\n  - {op: x}\n  - {op: y}\nmore:\n  - {op: x}\n- {op: y}\n',
  'a:\n- - {op: x}\n- - {op: y}\n  - {op: z}\n- {op: x}\n  - {op: y}\n',
  'a:\n- {op: x} \t\n- {op: y}\t\r\n- {op: z}\n  : b\n',
])('of %j', (text) => {
  const cache = new ItemCache();
  parsed(text, cache);
  expect(parsed(text, cache)).toBe(parsed(text));
});

it('keeps the items of the last text for the next', () => {
  const cache = new ItemCache();
  const found: string[] = [];
  const parseTexts = (...items: readonly string[]) => {
    cache.begin();
    for (const item of items) cache.find(item, () => void found.push(item));
  };
  parseTexts('a', 'b');
  parseTexts('a', 'c');
  parseTexts('a', 'c', 'b');
  parseTexts('b');
  parseTexts('c', 'a');
  expect(found).toEqual(['a', 'b', 'c', 'b', 'c', 'a']);
});

it('after random edits', () => {
  const cache = new ItemCache();
  const text = readFileSync('specs/alexnet.yaml', 'utf8');
  const piece = fc.constantFrom(
    '',
    ' ',
    '\n',
    '{',
    '}',
    ', ',
    ': ',
    '- ',
    '"',
    '#',
    ' #',
    '\n- {op: x}',
    '\n  ',
    "'",
    '&a ',
    '*a',
    '|\n',
  );
  fc.assert(
    fc.property(fc.nat(text.length), fc.nat(4), piece, (place, length, insert) => {
      const edited = text.slice(0, place) + insert + text.slice(place + length);
      expect(parsed(edited, cache)).toBe(parsed(edited));
    }),
    { numRuns: 200 },
  );
});
