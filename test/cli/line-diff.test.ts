import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { lineDiff, lineDiffText } from '../../src/cli/line-diff.js';
import { Folder } from './netspec.js';

const text = (...lines: (string | number)[]) => lines.map((line) => `${line}\n`).join('');
const count = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('lineDiff', () => {
  it('is empty if nothing differs', () => {
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

  it('shows distant changes as separate hunks', () => {
    const after = text(...count(1, 4), 'five', ...count(6, 24), 'last');
    expect(lineDiff(text(...count(1, 25)), after)).toEqual([
      '@@ -2,7 +2,7 @@',
      ...[' 2', ' 3', ' 4', '-5', '+five', ' 6', ' 7', ' 8'],
      '@@ -22,4 +22,4 @@',
      ...[' 22', ' 23', ' 24', '-25', '+last'],
    ]);
  });

  it('shows what is added or taken away at either end', () => {
    expect(lineDiff(text('b'), text('a', 'b'))).toEqual(['@@ -1,1 +1,2 @@', '+a', ' b']);
    expect(lineDiff(text('a', 'b'), text('a'))).toEqual(['@@ -1,2 +1,1 @@', ' a', '-b']);
    expect(lineDiff('', text('a'))).toEqual(['@@ -0,0 +1,1 @@', '+a']);
    expect(lineDiff('a', text('a'))).toEqual(['@@ -1,1 +1,1 @@', '-a', '\\ No newline at end of file', '+a']);
  });

  it('cuts a long diff short', () => {
    const diff = lineDiff(text(...count(1, 400)), '', 20);
    expect(diff).toHaveLength(21);
    expect(diff.at(-1)).toBe('... and 381 more lines');
  });

  it('does not compare texts that have little in common to the end', () => {
    expect(lineDiff(text(...count(1, 9000)), text(...count(10_001, 19_000)))).toEqual(['more than 500 lines differ']);
  });

  it('is fast for files of many lines', () => {
    const [before, after] = [count(1, 100_000).join('\n'), count(2, 100_001).join('\n')];
    expect(lineDiff(before, after)[0]).toBe('@@ -1,4 +1,3 @@');
  });

  it('is a patch for git', () => {
    const before = text(...count(1, 40));
    const after = text('none', ...count(1, 19), ...count(22, 39), 'forty');
    const folder = new Folder();
    folder.write('net.yaml', before);
    const diff = lineDiffText(['net.yaml', 'net.yaml'], before, after);
    execFileSync('git', ['apply', '-p0', '-'], { input: diff, cwd: folder.path });
    expect(folder.read('net.yaml')).toBe(after);
  });
});
