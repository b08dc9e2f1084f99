/** Diagnostics for sources with unusual characters. */
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../src/diagnostics/diagnostics.js';
import { renderText } from '../../src/diagnostics/render/text.js';

/** The rendered excerpt with the marked part of the text (between « and ») in the span. */
function excerpt(marked: string, width = 60): string {
  const [before = '', inside = '', after = ''] = marked.split(/[«»]/);
  const source = { file: 'a.yaml', text: before + inside + after };
  const diagnostics = new Diagnostics();
  diagnostics.report(
    { code: 'wrong-type', text: 'this is wrong' },
    { source, start: before.length, end: before.length + inside.length },
  );
  const lines = renderText(diagnostics.list(), { hasColor: false, width }).split('\n');
  return lines.slice(1, -1).join('\n');
}

const lines = (...text: string[]) => text.join('\n');

describe('the excerpt of a diagnostic', () => {
  it('marks the span', () => {
    expect(excerpt('a: 1\nbc: «23» # d\n')).toBe(lines('   2 | bc: 23 # d', '     |     ^^'));
  });

  it('marks empty spans and spans at the end of a line', () => {
    expect(excerpt('a:«»\n')).toBe(lines('   1 | a:', '     |   ^'));
    expect(excerpt('a: [«\n»]')).toBe(lines('   1 | a: [', '     |     ^'));
  });

  it('shows the first line of several', () => {
    expect(excerpt('a:\n  «b: 1  \n  c: 2»\n')).toBe(lines('   2 |   b: 1', '     |   ^^^^'));
  });

  it('cuts a long line around the span', () => {
    const rest = 'x'.repeat(30_000);
    expect(excerpt(`ab: «23» ${rest}`, 30)).toBe(lines('   1 | ab: 23 xxxxxxxxxxxxxxx…', '     |     ^^'));
    expect(excerpt(`${rest} «23» ${rest}`, 30)).toBe(lines('   1 | …xxxxxxxxxxx 23 xxxxxx…', '     |              ^^'));
    expect(excerpt(`${rest} «23»`, 30)).toBe(lines('   1 | …xxxxxxxxxxxxxxxxxxx 23', '     |                      ^^'));
    expect(excerpt(`a: «${rest}»`, 30)).toBe(lines('   1 | a: xxxxxxxxxxxxxxxxxxx…', '     |    ^^^^^^^^^^^^^^^^^^^^'));
  });

  it('aligns the carets with the marked text', () => {
    expect(excerpt('\ta:\t«1»')).toBe(lines('   1 |   a:  1', '     |       ^'));
    expect(excerpt('"中文😀é": «1»')).toBe(lines('   1 | "中文😀é": 1', '     |            ^'));
    expect(excerpt('a: "«中»"')).toBe(lines('   1 | a: "中"', '     |     ^^'));
  });

  it('shows characters that move or hide text as escapes', () => {
    expect(excerpt('# \u202e\u001b[31m\u200b «x»')).toBe(
      lines('   1 | # \\u202e\\u001b[31m\\u200b x', '     |                          ^'),
    );
  });
});

describe('a diagnostic', () => {
  it('stays on its line, even with special characters in names', () => {
    const source = { file: 'a\u001b[2J.yaml', text: '' };
    const diagnostics = new Diagnostics();
    const span = { source, start: 0, end: 0 };
    diagnostics.report({ code: 'wrong-type', text: 'a\nb' }, span, {
      notes: [{ message: 'c\u2028d', span }],
      fix: { kind: 'fix', title: 'e\u202ef', edits: [] },
    });
    expect(renderText(diagnostics.list(), { hasColor: false, width: 80 })).toBe(
      lines(
        'a\\u001b[2J.yaml:1:1 error wrong-type: a\\nb',
        '   note: c\\u2028d (a\\u001b[2J.yaml:1:1)',
        '   help: e\\u202ef',
        '',
      ),
    );
  });
});
