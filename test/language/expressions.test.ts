/** What expressions mean. */
import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/expressions/evaluate.js';
import type { Value } from '../../src/expressions/expression.js';
import { parseExpression } from '../../src/expressions/parse.js';
import { type Dim, symbol } from '../../src/expressions/shape.js';

const names: Readonly<Record<string, Value>> = { a: 7, b: -2, none: null, yes: true, no: false, word: 'relu', zero: 0 };

interface Result {
  readonly value: Value | undefined;
  readonly faults: readonly string[];
  readonly assumed: readonly string[];
}

/** The value of an expression, its faults with the texts that they are about, and its assumptions. */
function run(text: string, shape: readonly Dim[] = [8, 9, 3]): Result {
  const faults: string[] = [];
  const assumed: string[] = [];
  const expression = parseExpression(text);
  if (!('kind' in expression))
    return { value: undefined, faults: [text.slice(expression.start, expression.end)], assumed };
  const value = evaluate(expression, {
    lookup: ({ name }) => names[name],
    size: ({ size }) => shape[['height', 'width', 'channels'].indexOf(size)],
    apply: ({ name }, args) => (name === 'first' ? args[0] : undefined),
    report: ({ message, start, end }) => faults.push(`${message.code} ${text.slice(start, end)}`),
    assume: (operand, least) => assumed.push(`${operand} >= ${least}`),
  });
  return { value, faults, assumed };
}

describe('values', () => {
  test.each<[string, Value]>([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['7 - 2 - 1', 4],
    ['2 * 3 % 4', 2],
    ['7 / 2', 3.5],
    ['7 // 2', 3],
    ['-7 // 2', -4],
    ['7 // -2', -4],
    ['-7 % 3', 2],
    ['7 % -3', -2],
    ['-7 % -3', -1],
    ['5.5 % 2', 1.5],
    ['-a + b', -9],
    ['--a', 7],
    ['- 2 * 3', -6],
    ['.5 + 1e1 + 2.', 12.5],
    ['1e-3 * 2000 + 1e+1', 12],
    ['min(3, a, b)', -2],
    ['max(floor(7 / 2), 3 + 1)', 4],
    ['round(2.5)', 3],
    ['first(a + 1, b) * 2', 16],
    ['round(-2.5)', -2],
    ['2 ** 3 ** 2', 512],
    ['-2 ** 2', -4],
    ['(-2) ** 3', -8],
    ['2 ** -1 * 4', 2],
    ['3 * 2 ** 2', 12],
    ['sqrt(16) + exp(0) + log(1) + sin(0) + cos(0)', 6],
    ['ceil(-0.5) == 0', true],
    ['floor(-0.5)', -1],
    ['in.height * in.width - in.channels', 69],
    ['1 < 2', true],
    ['2 <= 1', false],
    ['1 == 1.0', true],
    ['none == null', true],
    ['a != null', true],
    ['word == word', true],
    ['yes == true', true],
    ['0 == false', false],
    ['not none', true],
    ['not zero', true],
    ['not word', false],
    ['not a < 3', true],
    ['yes and a', true],
    ['no or none', false],
    ['yes or 1 / 0', true],
    ['no and 1 / 0', false],
    ['not no and no', false],
    ['no and no or yes', true],
    ['1 + 1 == 2 and 2 * 2 > 3', true],
    ['null', null],
    ['true', true],
    ['word', 'relu'],
  ])('%s is %j', (text, value) => {
    expect(run(text)).toEqual({ value, faults: [], assumed: [] });
  });
});

describe('mistakes are reported at the wrong part', () => {
  test.each<[string, string]>([
    ['a +', '+'],
    ['a b', 'b'],
    ['(a', 'a'],
    ['a)', ')'],
    ['min()', 'min()'],
    ['floor(1, 2)', 'floor(1, 2)'],
    ['round(a, 2)', 'round(a, 2)'],
    ['in', 'in'],
    ['in.depth', 'depth'],
    ['a.height', 'a'],
    ['1 < 2 < 3', '<'],
    ['a = 1', '='],
    ['a && b', '&'],
    ['!a', '!'],
    ['2x', '2x'],
    ['1.2.3', '1.2.3'],
    ['"a"', '"'],
    ['a ? 1 : 2', '?'],
    ['not', 't'],
    ['and', 'and'],
    ['a not b', 'not'],
    ['a[0]', '['],
    ['\u{1f600}', '\u{1f600}'],
  ])('%s', (text, part) => {
    expect(run(text).faults).toEqual([part]);
  });

  test.each<[string, string]>([
    ['a + none', 'expression-type none'],
    ['-(yes)', 'expression-type (yes)'],
    ['min(1, word)', 'expression-type word'],
    ['1 // (a - 7)', 'division-by-zero (a - 7)'],
    ['1 % zero', 'division-by-zero zero'],
    ['1e308 * 10', 'too-large 1e308 * 10'],
  ])('%s', (text, fault) => {
    expect(run(text)).toMatchObject({ value: undefined, faults: [fault] });
  });
});

describe('with an unknown size', () => {
  const shape = [symbol('height'), symbol('width'), 3];
  test.each<[string, string]>([
    ['in.height + 1', 'height + 1'],
    ['2 * in.height - in.height', 'height'],
    ['in.height - in.height', '0'],
    ['in.height // 2 // 2', 'floor(height / 4)'],
    ['(in.height + 6) // 2', 'floor(height / 2) + 3'],
    ['in.height * in.width', 'height * width'],
    ['in.channels * 2', '6'],
    ['floor(in.height)', 'height'],
    ['in.height - in.height == 0', 'true'],
  ])('%s is %s', (text, value) => {
    const result = run(text, shape);
    expect(String(result.value)).toBe(value);
    expect(result.faults).toEqual([]);
  });

  test('min takes the known operand, and reports the assumption', () => {
    expect(run('min(in.height // 4, 8, 9)', shape)).toEqual({
      value: 8,
      faults: [],
      assumed: ['floor(height / 4) >= 8'],
    });
  });

  test.each([
    'in.height / 2',
    'in.height % 2',
    'in.height < 3',
    'max(in.height, 3)',
    'in.height * 0.5',
    '8 // in.height',
  ])('%s can not be told', (text) => {
    expect(run(text, shape)).toMatchObject({ value: undefined, faults: [`unknown-size ${text}`] });
  });
});
