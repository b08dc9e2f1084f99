/** Texts that are made to be too much: each is refused, or compiled, in bounded time. */
import { describe, expect, it, test } from 'vitest';
import { compile } from '../../src/compile.js';

const head = 'netspec: 1\nname: Net\ninputs: {x: 8x8x3}\n';
const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');
const list = (count: number, item: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => item(index)).join(', ');
/** A spec of layers that name `n0` to be its output. */
const spec = (count: number, layer: (index: number) => string, more = ''): string =>
  `${head}${more}\nlayers:\n${lines(count, layer)}\noutputs: {y: n0}\n`;

/** The codes of what is found, each once. */
function codesIn(text: string): readonly string[] {
  return [...new Set(compile(text).diagnostics.map(({ code }) => code))];
}

const parameters = (count: number): string => `parameters:\n${lines(count, (index) => `  p${index}: 1`)}`;
const layers = '- {op: conv2d, name: n0, filters: 4, kernel_size: 3}';

describe('however many warnings there are', () => {
  const severities = (text: string) => compile(text).diagnostics.map(({ severity }) => severity);

  it('all are reported', () => {
    const { model, diagnostics } = compile(spec(1, () => layers, parameters(1500)));
    expect(model).toBeDefined();
    expect(diagnostics).toHaveLength(1500);
  });

  it('they do not hide later errors', () => {
    const text = `${spec(1, () => layers, parameters(1500))}expect: {params: 5}\n`;
    expect(severities(text).filter((severity) => severity === 'error')).toHaveLength(1);
    expect(compile(text).model).toBeUndefined();
  });

  it('only errors count toward the limit', () => {
    const text = spec(
      1,
      () => layers,
      lines(2000, (index) => `unknown${index}: 1`),
    );
    expect(severities(text)).toEqual(Array(1001).fill('error'));
  });

  it('the limit is reported', () => {
    const wrong = (count: number) =>
      compile(
        spec(
          1,
          () => layers,
          lines(count, (index) => `unknown${index}: 1`),
        ),
      ).diagnostics;
    expect(wrong(1000).filter(({ code }) => code !== 'unknown-key')).toEqual([]);
    const { code, message, span } = wrong(1001).at(-1) ?? {};
    expect({ code, message }).toEqual({
      code: 'too-large',
      message: 'stopped after 1000 errors; there are more',
    });
    expect(span?.source.text.slice(span.start, span.end)).toBe('unknown1000');
  });
});

test('unused suppressions are searched once', { timeout: 30_000 }, () => {
  const comments = '# netspec-allow unused-parameter: none\n'.repeat(50_000);
  expect(compile(spec(1, () => layers, `${parameters(3)}\n${comments}`)).diagnostics).toHaveLength(50_003);
});

const nested: Record<string, string> = {
  brackets: '['.repeat(100_000),
  braces: '{'.repeat(100_000),
  'keys in braces': '{a: '.repeat(100_000),
  'balanced brackets': '['.repeat(50_000) + ']'.repeat(50_000),
  'brackets within the limit of the text': `${head}layers: ${'['.repeat(150)}${']'.repeat(150)}`,
  dashes: `${'- '.repeat(100_000)}a`,
  'dashes alone': '- '.repeat(100_000),
  questions: `${'? '.repeat(100_000)}a`,
  indentation: lines(10_000, (index) => `${' '.repeat(index)}a:`),
  aliases: `a0: &a0 [1]\n${lines(1000, (index) => `a${index + 1}: &a${index + 1} [[[[[*a${index}]]]]]`)}`,
  'merge keys': `a0: &a0 {k: 1}\n${lines(3000, (index) => `a${index + 1}: &a${index + 1} {<<: *a${index}}`)}`,
  blocks: spec(
    1,
    () => '- {op: B0, name: n0}',
    `blocks:\n${lines(3000, (index) => `  B${index}: {layers: [{op: B${index + 1}, name: b}]}`)}\n  B3000: {layers: []}`,
  ),
  'groups in blocks': spec(
    1,
    () => '- {op: B0, name: n0}',
    `blocks:\n${lines(61, (block) => {
      const groups = lines(44, (depth) => `${' '.repeat(4 + 2 * depth)}- layers:`);
      const inner = block < 60 ? `{op: B${block + 1}, name: b}` : '{op: flatten, name: f}';
      return `  B${block}:\n    layers:\n${groups}\n${' '.repeat(92)}- ${inner}`;
    })}`,
  ),
  formulas: spec(
    1,
    () => '- {op: dense, name: n0, units: f0}',
    `formulas: {${list(20_000, (index) => `f${index}: f${index + 1}`)}, f20000: 3}`,
  ),
};

test.each(Object.keys(nested))('%s that nest too deep', { timeout: 30_000 }, (name) => {
  expect(codesIn(nested[name] as string)).toContain('too-large');
});

const expanding: Record<string, string> = {
  'blocks that hold nothing': spec(
    1,
    () => '- {op: B0, name: n0}',
    `blocks:\n${lines(12, (block) => `  B${block}: {layers: [${list(12, (use) => `{op: B${block + 1}, name: b${use}}`)}]}`)}\n  B12: {layers: []}`,
  ),
  'branches that hold nothing': spec(
    5000,
    (index) => `- {op: B, name: n${index}}`,
    `blocks: {B: {layers: [{branches: [${list(5000, () => '[]')}]}]}}`,
  ),
  'formulas of the unknown size': spec(
    1,
    () => '- {op: dense, name: n0, units: h20}',
    `formulas: {h0: in.height + in.width, ${list(20, (index) => `h${index + 1}: h${index} * h${index}`)}}`,
  ).replace('8x8x3', '?x?x3'),
  'sizes of layer after layer': spec(
    2000,
    (index) => `- {op: conv2d, name: n${index}, filters: 3, kernel_size: 3, strides: 2}`,
  ).replace('8x8x3', '?x?x3'),
  dimensions: spec(1, () => `- {op: reshape, name: n0, target_shape: [${list(20_000, () => '1')}, 192]}`),
};

test.each(Object.keys(expanding))('%s that come to too much', { timeout: 30_000 }, (name) => {
  expect(codesIn(expanding[name] as string)).toContain('too-large');
});

const heaps: Record<string, [text: string, code: string]> = {
  'unknown keys': [spec(5000, (index) => `- {op: flatten, name: n${index}, nmae: x}`), 'unknown-key'],
  'unknown layers': [spec(5000, (index) => `- {op: flatten, name: n${index}, input: m${index}}`), 'unknown-layer'],
  'unknown names': [
    spec(
      5000,
      (index) => `- {op: dense, name: n${index}, units: param_${index}}`,
      `parameters: {${list(5000, (index) => `parameter_${index}: 1`)}}`,
    ),
    'unknown-name',
  ],
  'dead ends': [spec(5000, (index) => `- {op: flatten, name: n${index}, input: x}`), 'unused-layer'],
  tags: [`${head}layers: [${list(50_000, () => '!a b')}]`, 'yaml-tag'],
  'unquoted names': [spec(5000, () => `- {op: flatten, name: a\${b}}`), 'unquoted-value'],
  quotes: ['"'.repeat(100_001), 'yaml-syntax'],
  stars: ['*a '.repeat(50_000), 'yaml-syntax'],
  'operators of an expression': [
    spec(1, () => `- {op: dense, name: n0, units: "${'1+'.repeat(50_000)}1"}`),
    'expression-syntax',
  ],
  'parentheses of an expression': [
    spec(1, () => `- {op: dense, name: n0, units: "${'('.repeat(50_000)}1"}`),
    'expression-syntax',
  ],
  arguments: [spec(1, () => `- {op: dense, name: n0, units: "max(${'1,'.repeat(100_000)}1)"}`), 'expression-syntax'],
};

test.each(Object.keys(heaps))('a heap of %s', { timeout: 30_000 }, (name) => {
  const [text, code] = heaps[name] as [string, string];
  expect(codesIn(text)).toContain(code);
});

describe('large valid specs', () => {
  test('formulas that would be evaluated a billion times', () => {
    const formulas = `${list(40, (index) => `f${index}: (f${index + 1} + f${index + 1}) % 7 + 1`)}, f40: in.height`;
    expect(codesIn(spec(1, () => '- {op: dense, name: n0, units: f0}', `formulas: {${formulas}}`))).toEqual([]);
  });

  test('arguments that would be evaluated a billion times', () => {
    const blocks = lines(
      40,
      (index) => `  B${index}: {parameters: [n], layers: [{op: B${index + 1}, name: b, n: (n + n) % 7 + 1}]}`,
    );
    const last = '  B40: {parameters: [n], layers: [{op: dense, name: d, units: n}]}';
    expect(codesIn(spec(1, () => '- {op: B0, name: n0, n: 3}', `blocks:\n${blocks}\n${last}`))).toEqual([]);
  });

  test('a network of five thousand layers', { timeout: 30_000 }, () => {
    const text = spec(5000, (index) => `- {op: activation, name: n${index}, activation: relu}`);
    expect(codesIn(text.replace('{y: n0}', '{y: n4999}'))).toEqual([]);
  });

  test('a join of twenty thousand inputs', { timeout: 30_000 }, () => {
    expect(codesIn(spec(1, () => `- {op: concat, name: n0, input: [${list(20_000, () => 'x')}]}`))).toEqual([]);
  });
});
