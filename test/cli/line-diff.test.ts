import { describe, expect, it } from 'vitest';
import { lineDiff } from '../../src/cli/line-diff.js';

const text = (...lines: (string | number)[]) => lines.map((line) => `${line}\n`).join('');
const count = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('lineDiff', () => {
  it('is empty where nothing differs', () => {
    expect(lineDiff('a\n', 'a\n')).toEqual([]);
  });

  it('shows a change with the lines around it', () => {
    const before = text(...count(1, 20));
    const after = text(...count(1, 9), 'ten', 'and a half', ...count(11, 20));
    expect(lineDiff(before, after)).toEqual([
      '@@ -7,7 +7,8 @@',
      ...[' 7', ' 8', ' 9', '-10', '+ten', '+and a half', ' 11', ' 12', ' 13'],
    ]);
  });

  it('shows what was added or taken away at either end', () => {
    expect(lineDiff(text('b'), text('a', 'b'))).toEqual(['@@ -1,2 +1,3 @@', '+a', ' b', ' ']);
    expect(lineDiff(text('a', 'b'), text('a'))).toEqual(['@@ -1,3 +1,2 @@', ' a', '-b', ' ']);
    expect(lineDiff('', text('a'))).toEqual(['@@ -1,1 +1,2 @@', '+a', ' ']);
  });

  it('counts a repeated line once', () => {
    expect(lineDiff(text('a', 'a'), text('a', 'a', 'a'))).toEqual(['@@ -1,3 +1,4 @@', ' a', ' a', '+a', ' ']);
  });

  it('cuts a long change short', () => {
    const diff = lineDiff(text(...count(1, 1000)), '');
    expect(diff).toHaveLength(15);
    expect(diff.at(-2)).toBe('- ... and 988 more lines');
  });

  it('takes a file of many lines in its stride', () => {
    const [before, after] = [count(1, 100_000).join('\n'), count(2, 100_001).join('\n')];
    const start = performance.now();
    expect(lineDiff(before, after)[0]).toBe('@@ -1,100000 +1,100000 @@');
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
