/** Definitions and references. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/analyze.js';
import type { Mention, SpecSymbol } from '../../src/core/symbols/table.js';
import { positionAt } from '../../src/text/source.js';

const base = `netspec: 1
name: Base
parameters: {width: 4}
inputs: {x: 8x8x3}
layers:
- {op: conv2d, name: Conv, filters: width, kernel_size: 3}
- {op: max_pool2d, name: Pool, pool_size: 2, endpoint: Pooled}
- {op: flatten, name: Flat}
outputs: {conv: Conv, flat: Flat}
`;

const text = `netspec: 1
name: Net
parameters:
  depth: 2
  wide: true
formulas: {twice: depth * 2}
inputs: {image: 8x8x3, other: 8x8x3}
defaults:
  conv2d: {filters: filters * depth, padding: same}
blocks:
  Pair:
    parameters: [filters]
    formulas: {half: filters / 2}
    inputs: [left, right]
    layers:
    - {op: conv2d, name: A, input: left, filters: half, kernel_size: 1}
    - branches:
        Branch_0:
        - {op: conv2d, name: "B_\${kernel_size}", input: right, filters: half + depth, kernel_size: 1}
        Branch_1: []
    - {op: activation, name: Act, activation: relu}
    outputs: {first: A}
layers:
- {op: conv2d, name: Stem, filters: twice, kernel_size: 3, weights: shared}
- {op: conv2d, name: Side, input: other, filters: twice, kernel_size: 3, weights: shared}
- {op: Pair, name: Two, input: [Stem, Side], filters: 2 * twice, rename: {A: C}}
- {op: conv2d, name: "Rep_\${index + 1}", filters: 4 + index, kernel_size: 1, repeat: depth, batch_norm: {epsilon: 0.1}}
- {op: dropout, name: Drop, rate: 0.5, when: wide, endpoint: Dropped}
- {op: concat, name: Again, input: [Drop, Two.first]}
- {op: ./base.yaml, name: Used, width: 3, until: Pooled}
- {op: flatten, name: Flat}
conventions: {max_pool2d: "Pool_\${pool_size}"}
outputs: {flat: Flat}
expect:
- {until: Stem}
- {set: {depth: 3}, input: {image: 9x9x3, other: 9x9x3}, until: Two, counts: {conv2d: 4}}
- {until: Dropped}
- {until: Rep_2}
`;

const analysis = analyze(text, { file: 'net.yaml', read: (path) => (path === 'base.yaml' ? base : undefined) });
const { symbols } = analysis;

const placeOf = ({ span }: Mention): string => {
  const { line, column } = positionAt(span.source, span.start);
  return `${span.source.file === 'net.yaml' ? '' : `${span.source.file}:`}${line}:${column}`;
};

/** A symbol as its definitions, and its references behind an arrow. */
const show = ({ definitions, references }: SpecSymbol): string =>
  `${definitions.map(placeOf).join(' ')} < ${references.map(placeOf).toSorted().join(' ')}`;

const symbolsOf = (kind: string, name: string): string[] =>
  symbols.all.filter((one) => one.kind === kind && one.name === name).map(show);

describe('the symbols of a spec', () => {
  it('are those of a spec without errors', () => {
    const errors = analysis.diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ message }) => message)).toEqual([]);
  });

  it.each([
    ['spec', 'Net', '2:7 < '],
    ['spec', 'Base', 'base.yaml:2:7 < 30:8'],
    ['block', 'Pair', '11:3 < 26:8'],
    ['parameter', 'depth', '4:3 < 19:80 27:86 36:10 6:19 9:31'],
    ['parameter', 'wide', '5:3 < 28:46'],
    ['parameter', 'filters', '12:18 < 13:22 26:46'],
    ['parameter', 'width', 'base.yaml:3:14 < 30:33'],
    ['formula', 'twice', '6:12 < 24:37 25:51 26:59'],
    ['formula', 'half', '13:16 < 16:51 19:73'],
    ['input', 'image', '7:10 < 36:29'],
    ['input', 'right', '14:20 < 19:57'],
    ['output', 'first', '22:15 < 29:47'],
    ['output', 'flat', '33:11 < '],
    ['layer', 'A', '16:26 < 22:22 26:75'],
    ['layer', 'Two', '26:20 < 29:43 36:65'],
    ['layer', 'C', '26:78 < '],
    ['layer', 'Rep_${index + 1}', '27:23 < 38:11'],
    ['branch', 'Branch_0', '18:9 < '],
    ['index', 'index', '27:78 < 27:29 27:55'],
    ['weights', 'shared', '24:69 < 25:83'],
    ['endpoint', 'Dropped', '28:62 < 37:11'],
    ['endpoint', 'Pooled', 'base.yaml:7:56 < 30:50'],
    ['op', 'conv2d', ' < 16:12 19:16 24:8 25:8 27:8 36:79 9:3'],
    ['op', 'concat', ' < 29:8'],
    ['attribute', 'kernel_size', ' < 16:57 19:35 19:87 24:44 25:58 27:62'],
    ['attribute', 'batch_norm.epsilon', ' < 27:106'],
    ['attribute', 'pool_size', ' < 32:35'],
  ])('have the %s %s with its places', (kind, name, places) => {
    expect(symbolsOf(kind, name)).toEqual([places]);
  });

  it('are at their names letter for letter', () => {
    for (const { span, exact, symbol } of symbols.mentions)
      if (exact)
        expect(symbol.name.split('.').at(-1) ?? '').toContain(text.slice(span.start, span.end).split('/').at(-1));
  });

  it('are found by the scopes of blocks and groups', () => {
    const scoped = `netspec: 1
name: Net
inputs: {x: 4}
layers:
- {op: dense, name: Same, units: 4}
- name: Group
  layers:
  - {op: dense, name: Other, units: 4, input: Same}
  - {op: dense, name: Same, units: 4}
  - {op: dense, name: Last, units: 4, input: Same}
- {op: dense, name: End, units: 4, input: Same, when: true}
- {op: dense, name: End, units: 5, input: Group, when: false}
outputs: {y: End}
`;
    const found = analyze(scoped, { file: 'net.yaml' }).symbols.all.filter(({ kind }) => kind === 'layer');
    expect(found.map((one) => `${one.name} ${show(one)}`)).toEqual([
      'Same 5:21 < 11:43 8:47',
      'Other 8:23 < ',
      'Same 9:23 < 10:46',
      'Last 10:23 < ',
      'Group 6:9 < 12:43',
      'End 11:21 12:21 < 13:14',
    ]);
  });

  it('exist in a spec with errors; unknown names have no definition', () => {
    const broken = text.replace('name: Two, input: [Stem, Side]', 'name: Two, input: [Stam, Side], fliters: 3');
    const all = analyze(broken, { file: 'net.yaml' }).symbols.all;
    const layer = (name: string) => all.filter((one) => one.kind === 'layer' && one.name === name).map(show);
    expect(layer('Stam')).toEqual([' < 26:33']);
    expect(layer('Side')).toEqual(['25:22 < 26:39']);
    expect(all.filter(({ name }) => name === 'fliters').map(show)).toEqual([' < 26:46']);
  });

  it('cover every name in Inception V3', () => {
    const inception = readFileSync('specs/inception-v3.yaml', 'utf8');
    const covered = [...inception];
    for (const { span } of analyze(inception).symbols.mentions) covered.fill(' ', span.start, span.end);
    const rest = covered.join('').replaceAll(/(^|\s)#.*$|summary: .*?(?=[}\n])/gm, '');
    const words = new Set(rest.replace(/^conventions:.*?(?=^\S)/ms, '').match(/\b[A-Za-z_][\w.]*/g));
    for (const word of languageWords) words.delete(word);
    expect([...words]).toEqual([]);
  });
});

/** Keys of the language, and values that no spec defines. */
const languageWords = new Set(
  'netspec name parameters formulas inputs preprocess defaults blocks layers branches conventions outputs expect op input output'
    .concat(
      ' default type integer above nullable maximum minimum crop resize bilinear half_pixel_centers false true range',
    )
    .concat(' rename when endpoint until counts params trainable_params macs valid linear softmax classifier')
    .concat(' same relu fan_in normal max floor min in.height in.width null not if else or and')
    .split(' '),
);
