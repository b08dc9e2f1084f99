import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { targets } from '../../src/all-targets.js';
import { compile } from '../../src/compile.js';
import { formatShape } from '../../src/expressions/shape.js';
import { type Fence, fencesOf, readPage, specOf } from './page.js';

/** What a spec of the documentation is compiled to, everything included. */
function compileExample(example: Fence) {
  const { diagnostics, model } = compile(specOf(example), {
    targets: Object.values(targets),
    file: 'specs/example.yaml',
    read: (file) => readFileSync(file, 'utf8'),
  });
  return { found: diagnostics.map(({ code, message }) => `${code}: ${message}`), model };
}

const isSpec = ({ language, text }: Fence) => language === 'yaml' && !/^- run:/.test(text);

describe.each(['docs/language.md', 'README.md'])('the examples of %s', (file) => {
  const fences = fencesOf(readPage(file));
  const examples = fences.filter(isSpec);

  it('are found', () => {
    expect(examples.length).toBeGreaterThan(0);
  });

  it.each(examples.map((example) => [example.line, example] as const))(
    'on line %i compile, and nothing is found in them',
    (_, example) => {
      expect(compileExample(example)).toEqual({ found: [], model: expect.anything() });
    },
  );

  it('have the layers that the page lists below them', () => {
    for (const [index, { comment, text, line }] of fences.entries()) {
      if (comment !== 'layers') continue;
      const { model } = compileExample(fences[index - 1] as Fence);
      const layers = (model?.layers ?? []).map(({ name, output }) => `${name} ${formatShape(output)}`);
      expect([line, ...text.trim().split('\n')].map((row) => String(row).replace(/ +/, ' '))).toEqual([
        String(line),
        ...layers,
      ]);
    }
  });
});
