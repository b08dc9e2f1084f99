import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { reportOf } from '../../src/analysis/report.js';
import { compile } from '../../src/compile.js';
import { reportText } from '../../src/reports/text.js';
import { exact, rounded } from '../../src/reports/words.js';
import { widthOf } from '../../src/text/display.js';
import { inception, reportOn } from './fixtures.js';

const whole = reportOn(inception);
const textOf = (report = whole, options = {}) =>
  reportText(report, { hasColor: false, width: 80, depth: 1, ...options });
const lineOf = (text: string, start: string) => text.split('\n').find((line) => line.startsWith(start));

describe('the report as text', () => {
  it('shows modules and totals within 80 columns', () => {
    const text = textOf();
    for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(80);
    expect(text).not.toMatch(/ $/m);
    expect(lineOf(text, 'Mixed_5b')).toBe('Mixed_5b          35x35x256      256,368  312.3 M     63 /8   5.5%  █████▌');
    expect(lineOf(text, '132 layers')).toBe('132 layers                    27,179,376  5.719 G');
    expect(lineOf(text, 'params')).toBe('params          27,179,376 (27,143,152 trainable)');
    expect(lineOf(text, 'MACs')).toBe('MACs            5,718,899,296');
    expect(lineOf(text, 'inference')).toBe('inference       117.0 MB of memory: 108.7 MB of weights,');
    expect(lineOf(text, 'training')).toBe('training        493.0 MB with a batch size of 1: 108.7 MB of weights,');
    expect(lineOf(text, 'smallest')).toBe('smallest input  107x107, limited by AuxLogits/AvgPool_1a_5x5');
  });

  it('unfolds modules level by level', () => {
    expect(
      textOf()
        .split('\n')
        .filter((line) => /^ {2}\S/.test(line)),
    ).toHaveLength(0);
    expect(lineOf(textOf(whole, { depth: 2 }), '  Branch_1')).toMatch(/^ {2}Branch_1 +35x35x64 +86,352 +105\.4 M/);
    const deep = textOf(whole, { depth: 99 });
    expect(lineOf(deep, '    Conv2d_0b_5x5')).toMatch(/^ {4}Conv2d_0b_5x5 +35x35x64 +76,992 +94\.08 M/);
    expect(lineOf(deep, '  concat')).toMatch(/^ {2}concat +35x35x256 +0 +0 +63 \/8$/);
  });

  it('gives the formulas of an unknown input, and what they assume', () => {
    const text = textOf(reportOn(inception, { input: { '': [null, null, 3] } }));
    expect(lineOf(text, 'Mixed_5b')).toBe('Mixed_5b          ?x?x256      256,368     ?     63 /8');
    expect(lineOf(text, 'Mixed_6a to Mixed_6e')).toMatch(/floor\(\(height \+ 5\) \/ 16\) - 2$/);
    expect(lineOf(text, 'MACs')).toBe('MACs            28512 * floor((height + 1) / 2) * floor((width + 1) / 2)');
    expect(text).toContain('floor((height + 37) / 48) - 2 >= 5 (AuxLogits/Conv2d_2a_5x5),\n');
  });

  it('shows costs at the maximum of a size, with the shares there', () => {
    const gpt2 = readFileSync('specs/gpt2.yaml', 'utf8');
    const [unknown, longest] = [{}, { input: { length: [1024] } }].map((options) => textOf(reportOn(gpt2, options)));
    const costsOf = (line = '') => line.match(/[\d.]+ G .*%/)?.[0].replace(/\s+/g, ' ');
    for (const name of ['h_0', 'h_11', 'lm_head']) {
      expect(costsOf(lineOf(unknown ?? '', name))).toMatch(/^\d+\.\d+ G \d+\.\d%$/);
      expect(costsOf(lineOf(unknown ?? '', name))).toBe(costsOf(lineOf(longest ?? '', name)));
    }
    expect(lineOf(unknown ?? '', 'layer costs')).toBe('layer costs  at length=1024');
    expect(longest).not.toContain('layer costs');
  });

  it('shows costs as short formulas if a size has no maximum', () => {
    const text = textOf(reportOn(readFileSync('specs/bilstm-imdb.yaml', 'utf8')));
    expect(lineOf(text, 'bidirectional_1')).toMatch(/ 98304 \* length$/);
    expect(lineOf(text, '4 layers')).toMatch(/ 196608 \* length \+ 128$/);
  });

  it('shows sizes with names, and explains long formulas of them', () => {
    const { model } = compile(`netspec: 1
name: Net
sizes: {length: {maximum: 64}, depth: {minimum: 3}}
inputs: {signal: length x depth x 8, half: length // 2 x 8}
layers:
- {op: dense, name: Wide, units: 16}
- {op: conv2d, name: Conv, filters: 4, kernel_size: 3, strides: 2}
- {op: dense, name: Half, units: 3, input: half}
outputs: {conv: Conv, half: Half}`);
    if (!model) throw new Error('there are errors');
    const text = textOf(reportOf(model));
    expect(lineOf(text, 'Wide')).toMatch(/^Wide +length x depth x 16 +144 /);
    expect(lineOf(text, 'Conv')).toMatch(/^Conv +\?x\?x4 /);
    expect(text).toContain('\nConv  floor((length + 1) / 2) - 1 x floor((depth + 1) / 2) - 1\n');
    expect(lineOf(text, 'inputs')).toMatch(/^inputs +signal length x depth x 8, half floor\(length \/ 2\) x 8$/);
    expect(lineOf(text, 'outputs')).toMatch(/^outputs +conv \?x\?x4, half floor\(length \/ 2\) x 3$/);
    expect(lineOf(text, 'sizes')).toMatch(/^sizes +length from 1 to 64, depth, 3 or more$/);
  });

  it('keeps room for numbers next to long names', () => {
    const name = 'A_name_that_goes_on_and_on_and_on_and_on_and_on_and_on_until_Its_end';
    const text = textOf({ ...whole, layers: whole.layers.map((layer) => ({ ...layer, name })) });
    expect(text).toMatch(
      /^….*_until_Its_end {2}149x149x32 {2}27,179,376 {2}5\.719 G {2} *\d* ?\/?\d* {2}100\.0%( {2}█+)?$/m,
    );
    for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(80);
  });

  it('shows control characters as escapes, and the summary on separate lines', () => {
    const text = textOf({ ...whole, name: 'a\u001b[2Jb', summary: 'one\n\n  two\u202e ' });
    expect(text.split('\n').slice(0, 3)).toEqual(['a\\u001b[2Jb', 'one two\\u202e', '']);
  });

  it('uses colors if the terminal has them', () => {
    const coloured = textOf(whole, { hasColor: true });
    expect(coloured).toContain('\u001b[36m███');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the controls that colours are made of
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(textOf());
  });
});

describe('numbers', () => {
  it.each([
    [0, '0', '0'],
    [999, '999', '999'],
    [1000, '1,000', '1.000 k'],
    [9999, '9,999', '9.999 k'],
    [999_949, '999,949', '999.9 k'],
    [999_950, '999,950', '1.000 M'],
    [5_718_899_296, '5,718,899,296', '5.719 G'],
    [null, '?', '?'],
  ])('%s is %s, or %s', (count, full, short) => {
    expect([exact(count), rounded(count)]).toEqual([full, short]);
  });
});
