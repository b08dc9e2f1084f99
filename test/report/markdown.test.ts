import { describe, expect, it } from 'vitest';
import { reportOf } from '../../src/analysis/report.js';
import { compile } from '../../src/compile.js';
import type { Model } from '../../src/graph/graph.js';
import { reportMarkdown } from '../../src/reports/markdown.js';
import { tfjsCode, tfjsModule } from '../../src/targets/tfjs/index.js';
import { inception, reportOn } from './fixtures.js';

const whole = reportOn(inception);

/** The cells of a table's row, which are separated by unescaped bars. */
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
    expect(lines.filter((line) => line.startsWith('| `Mixed_5b`'))[0]).toMatch(
      /^\| `Mixed_5b` \| `InceptionA` \| 35x35x256 \| 256,368 \| 312,345,600 \| ████▌ 5\.5% \| 63 \/8 \| 2\.979 MB \|$/,
    );
    expect(lines).toContain('| **132 layers** | | | **27,179,376** | **5,718,899,296** | | | |');
    const folded = text.slice(text.lastIndexOf('<details>'));
    expect(folded.match(/^\| `/gm)).toHaveLength(132);
    expect(folded).toContain('| `Mixed_5b/Branch_1/Conv2d_0b_5x5` | `conv2d` | `Mixed_5b/Branch_1/Conv2d_0a_1x1` |');
    expect(text.endsWith('\n</details>\n')).toBe(true);
  });

  it('unfolds modules level by level', () => {
    const lines = reportMarkdown(whole, { depth: 2 }).split('\n');
    const rows = lines.filter((line) => line.startsWith('| &emsp;`Branch_1` | 2 layers | 35x35x64 | 86,352 |'));
    expect(rows[0]).toMatch(/\| 105,369,600 \| █[▏▎▍▌▋▊▉]? 1\.8% \|/);
  });

  it('has valid tables: a blank line before, the same number of cells in each row', () => {
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
    expect(cellsOf(row).slice(0, 2)).toEqual([code, '`conv2d`']);
    const full = lines.findLast((line) => line.startsWith('|') && line.includes('149x149x32')) ?? '';
    expect(cellsOf(full).slice(0, 7)).toEqual([code, '`conv2d`', code, '149x149x32', '960', '19,181,664', '3 /2']);
  });

  it('links to lines of the spec and the code, relative to its folder', () => {
    const { model } = compile(inception, { file: 'specs/inception-v3.yaml' });
    const code = tfjsCode(model as Model).split('\n');
    const spec = inception.split('\n');
    const text = reportMarkdown(reportOf(model as Model, tfjsModule(model as Model)), {
      depth: 1,
      folder: 'generated/inception-v3',
    });
    const rows = text.matchAll(
      /^\| \[`([^`]+)`\]\(\.\.\/\.\.\/specs\/inception-v3\.yaml#L(\d+)\).*\(inception-v3\.ts#L(\d+)\) \|$/gm,
    );
    let checked = 0;
    for (const [, name = '', line, codeLine] of rows) {
      const own = name.split('/').at(-1) as string;
      const call = code.slice(Number(codeLine) - 1, Number(codeLine) + 6).join('\n');
      // A name that a use may change is a variable of its letters; the name of a join is not written in the code.
      const letters = (words: string) => words.replaceAll(/[^A-Za-z0-9]/g, '').toLowerCase();
      if (/Branch_\d$/.test(name) || !letters(call).includes(letters(own))) continue;
      checked += 1;
      expect(spec.slice(Number(line) - 1, Number(line) + 2).join('\n'), name).toContain(own);
    }
    expect(checked).toBeGreaterThan(110);
  });

  it('draws the network and each kind of module for Mermaid', () => {
    const text = reportMarkdown(whole, { depth: 1 });
    expect(text).toContain('  n8[["Mixed_5b<br/>(a) InceptionA"]]\n');
    expect(text).toContain('  n7 -->|"35×35×192"| n8\n');
    expect(text.match(/^```mermaid$/gm)).toHaveLength(1 + 7);
    // Every block is fenced, and there is no line in it that is neither a node nor an edge.
    for (const [, body = ''] of text.matchAll(/```mermaid\nflowchart TD\n(.*?)\n```/gs))
      for (const line of body.split('\n'))
        expect(line).toMatch(/^ {2}n\d+(\(\["[^"]*"\]\)|\[\["[^"]*"\]\]|\["[^"]*"\]| -->\|"[^"]*"\| n\d+)$/);
  });
});
