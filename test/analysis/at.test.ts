/** What is at each place of a text. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Analysis, analyze } from '../../src/analyze.js';
import { at } from '../../src/at.js';
import { formatShape } from '../../src/expressions/shape.js';
import { templateText } from '../../src/spec/spec.js';
import { positionAt } from '../../src/text/source.js';

const inception = readFileSync('specs/inception-v3.yaml', 'utf8');
const analysis = analyze(inception, { file: 'specs/inception-v3.yaml' });

/** What is at the place in a text that a mark shows: `op: con^v2d`, which is there once. */
function find(marked: string, from: Analysis = analysis) {
  const before = marked.indexOf('^');
  const words = marked.slice(0, before) + marked.slice(before + 1);
  const start = from.source.text.indexOf(words);
  expect(start, words).not.toBe(-1);
  expect(from.source.text.indexOf(words, start + 1), words).toBe(-1);
  return at(from, start + before);
}

const shapesOf = ({ occurrences }: ReturnType<typeof at>) =>
  occurrences.map(({ known }) => (known ? formatShape(known.type.shape) : 'hole'));

describe('at an offset of Inception V3', () => {
  it('something is found, whatever the offset', () => {
    for (let offset = -1; offset <= inception.length + 1; offset += 1) expect(() => at(analysis, offset)).not.toThrow();
  });

  it('every name is found from its first letter to its end', () => {
    for (const { span, symbol } of analysis.symbols.mentions) {
      // In a name with holes there are other names.
      const offsets = symbol.name.includes('${') ? [span.start] : [span.start, (span.start + span.end) >> 1, span.end];
      for (const offset of offsets) expect(at(analysis, offset).mention?.symbol.name).toBe(symbol.name);
    }
  });

  it('every layer of the model is found at its item, with its shape', () => {
    for (const layer of analysis.model?.layers ?? []) {
      const { item, occurrences, op } = at(analysis, layer.node.item.opSpan.start);
      // A join that is not written is found at the group or block that it joins.
      if (item !== layer.node.item) continue;
      expect(op).toBe(layer.op);
      expect(occurrences.map(({ known }) => known?.layer)).toContain(layer);
    }
  });

  it('a layer is told with its op, its key and its shape', () => {
    const spot = find('{op: con^v2d, name: Conv2d_2a_3x3');
    expect(spot).toMatchObject({
      isKey: false,
      op: { name: 'conv2d' },
      mention: { symbol: { kind: 'op', name: 'conv2d' } },
    });
    expect(spot.path.map(({ key }) => key?.text)).toEqual([undefined, 'layers', undefined, 'op']);
    expect(spot.item?.name && templateText(spot.item.name)).toBe('Conv2d_2a_3x3');
    expect(shapesOf(spot)).toEqual(['147x147x32']);
    expect(spot.owner).toBe(analysis.spec);
  });

  it('finds a layer in a block for each use', () => {
    const spot = find('output: 35x35x25^6, params: 256368}');
    expect(spot.used?.name.text).toBe('InceptionA');
    expect(shapesOf(spot)).toEqual(['35x35x256']);
    const inside = find('- {op: conv2d, name: Conv2d_0b_1x1, filters: pool_filt^ers, kernel_size: 1x1}');
    expect(shapesOf(inside)).toEqual(['35x35x32', '35x35x64', '35x35x64']);
    expect(inside.owner?.name.text).toBe('InceptionA');
    expect(inside.mention?.symbol.definitions.map(({ span }) => positionAt(span.source, span.start).line)).toEqual([
      inception.slice(0, inception.indexOf('parameters: [pool_filters]')).split('\n').length,
    ]);
  });

  it('finds the innermost part of an expression', () => {
    const spot = find('filters: max(floor(filters * depth_mul^tiplier), min_depth)');
    expect(spot.expression).toMatchObject({ kind: 'name', name: 'depth_multiplier' });
    expect(spot.formula?.expression.kind).toBe('call');
    expect(find('filters: max(fl^oor(filters').expression).toMatchObject({ kind: 'call', function: 'floor' });
    expect(spot.mention?.symbol.references.length).toBe(1);
  });

  it('a key is told from its value', () => {
    const key = find('{op: conv2d, name: Conv2d_2b_3x3, fil^ters: 64');
    expect(key).toMatchObject({ isKey: true, mention: { symbol: { kind: 'attribute', name: 'filters' } } });
    const value = find('{op: conv2d, name: Conv2d_2b_3x3, filters: 6^4');
    expect(value.isKey).toBe(false);
    expect(value.path.at(-1)?.key?.text).toBe('filters');
  });
});

describe('at an offset of a text with errors', () => {
  const text = `netspec: 1
name: Net
inputs: {x: 8x8x3}
layers:
- {op: conv2d, name: First, filters: 4, kernel_size: 3}
- {op: conv2d, name: Second, filters: , kernel_size: 3, output: 4x4x4}
- {op: conv2d, name: Third, filters: nothing, kernel_size: 3}
- {op: flatten, name: Last
outputs: {y: Last}
`;
  const broken = analyze(text);

  it('the surroundings are known', () => {
    expect(broken.diagnostics.length).toBeGreaterThan(0);
    expect(shapesOf(find('name: Fi^rst', broken))).toEqual(['6x6x4']);
    expect(shapesOf(find('name: Seco^nd', broken))).toEqual(['4x4x4']);
    expect(shapesOf(find('name: Thi^rd', broken))).toEqual(['hole']);
    expect(find('name: La^st\n', broken).op?.name).toBe('flatten');
  });

  it('a value that is not written yet is told by its key', () => {
    expect(find('name: Second, filters: ^,', broken).path.at(-1)?.key?.text).toBe('filters');
  });

  it('nothing is thrown for invalid specs', () => {
    for (const odd of ['', ' ', '#', '- 1', '{', 'a: &a [*a]', '\t', '%YAML 1.1', 'name: \u0000', '[[[[', '"'])
      for (let offset = -1; offset <= odd.length + 1; offset += 1)
        expect(at(analyze(odd), offset).occurrences).toEqual([]);
  });
});

describe('at any offset of a mutant', () => {
  const folder = join(import.meta.dirname, '../cases');
  const specs = readdirSync('specs')
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => readFileSync(join('specs', file), 'utf8'));
  const cases = readdirSync(folder)
    .filter((file) => /^[a-s].*\.yaml$/.test(file))
    .map((file) => readFileSync(join(folder, file), 'utf8'));
  const words = [
    'conv2d',
    '3x3',
    '{',
    '}',
    '[',
    ']',
    ': ',
    ', ',
    '"',
    '- ',
    '  ',
    '\n',
    '&a ',
    '*a',
    '<<: ',
    '${',
    '#',
    'in.',
    'op',
    'layers',
  ];

  it('nothing is thrown', () => {
    let seed = 7;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    const texts = [...specs.filter(({ length }) => length < 20_000), ...cases];
    for (let round = 0; round < 300; round += 1) {
      const text = texts[random(texts.length)] ?? '';
      const start = random(text.length);
      const end = Math.min(text.length, start + random(12));
      const mutant = text.slice(0, start) + (words[random(words.length)] ?? '') + text.slice(end);
      const mutated = analyze(mutant);
      // Every offset near the mutation, and some elsewhere.
      for (let offset = start - 40; offset < start + 40; offset += 1) at(mutated, offset);
      for (let times = 0; times < 100; times += 1) at(mutated, random(mutant.length));
      for (const { symbol, span } of mutated.symbols.mentions)
        expect(span.end, symbol.name).toBeGreaterThanOrEqual(span.start);
    }
  }, 120_000);
});
