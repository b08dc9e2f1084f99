import { describe, expect, it } from 'vitest';
import { reportMarkdown } from '../../src/targets/report/markdown.js';
import { inception, reportOn } from './fixtures.js';

const whole = reportOn(inception);

/** The cells of a table's row: a bar parts them where no backslash stands before it. */
const cellsOf = (row: string) =>
  row
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());

describe('the report as Markdown', () => {
  it('has a title, the facts, a table of modules, and all layers folded away', () => {
    const text = reportMarkdown(whole, { depth: 1 });
    const lines = text.split('\n');
    expect(lines[0]).toBe('## InceptionV3');
    expect(lines).toContain('| params | 27,179,376 (27,143,152 trainable) |');
    expect(lines).toContain('| `Mixed_5b` | 35x35x256 | 256,368 | 312,345,600 | 5.5% |');
    expect(lines).toContain('| **132 layers** | | **27,179,376** | **5,718,899,296** | |');
    const folded = text.slice(text.indexOf('<details>'));
    expect(folded.match(/^\| `/gm)).toHaveLength(132);
    expect(folded).toContain('| `Mixed_5b/Branch_1/Conv2d_0b_5x5` | `conv2d` | `Mixed_5b/Branch_1/Conv2d_0a_1x1` |');
    expect(text.endsWith('\n</details>\n')).toBe(true);
  });

  it('unfolds modules level by level', () => {
    const lines = reportMarkdown(whole, { depth: 2 }).split('\n');
    expect(lines).toContain('| &emsp;`Branch_1` | 35x35x64 | 86,352 | 105,369,600 | 1.8% |');
  });

  it('keeps tables whole: a blank line before, one width throughout', () => {
    for (const table of reportMarkdown(whole, { depth: 1 })
      .split('\n\n')
      .filter((block) => block.startsWith('|'))) {
      const widths = new Set(
        table
          .trimEnd()
          .split('\n')
          .map((row) => cellsOf(row).length),
      );
      expect(widths.size).toBe(1);
    }
  });

  it.each([
    ['a|b', 'a\\|b', '`a\\u007cb`'],
    ['`x`', '\\`x\\`', '`` `x` ``'],
    ['``', '\\`\\`', '``` `` ```'],
    ['<img src=x>', '\\<img src=x\\>', '`<img src=x>`'],
    ['a\nb', 'a b', '`a\\nb`'],
    ['[x](javascript:y)', '\\[x\\](javascript:y)', '`[x](javascript:y)`'],
    ['__a__ *b* ~c~', '\\_\\_a\\_\\_ \\*b\\* \\~c\\~', '`__a__ *b* ~c~`'],
    ['snake_case', 'snake_case', '`snake_case`'],
    ['&amp; $x$ \\', '\\&amp; \\$x\\$ \\\\', '`&amp; $x$ \\`'],
    ['@team #1', '@<!-- -->team #<!-- -->1', '`@team #1`'],
    ['\u202e\u001b', '\\\\u202e\\\\u001b', '`\\u202e\\u001b`'],
  ])('takes %j for text', (hostile, prose, code) => {
    const layers = whole.layers.map((layer) => ({ ...layer, name: hostile, inputs: [hostile] }));
    const lines = reportMarkdown({ ...whole, name: hostile, summary: hostile, layers }, { depth: 1 }).split('\n');
    expect(lines).toContain(`| summary | ${prose} |`);
    const row = lines.find((line) => cellsOf(line)[1] === '`conv2d`') ?? '';
    expect(cellsOf(row)).toEqual([code, '`conv2d`', code, '149x149x32', '960', '19,181,664']);
  });
});
