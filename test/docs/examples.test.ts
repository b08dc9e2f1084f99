import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { targets } from '../../src/all-targets.js';
import { compile } from '../../src/compile.js';
import { formatShape } from '../../src/expressions/shape.js';
import { type Target, TargetLimit } from '../../src/targets/target.js';
import { type Fence, fencesOf, readPage, specOf } from './page.js';

const { keras, ...others } = targets;

/** What a spec of the documentation is compiled to, everything included. */
function compileExample(example: Fence) {
  const compileTo = (some: readonly Target[]) =>
    compile(specOf(example), {
      targets: some,
      file: 'specs/example.yaml',
      read: (file) => readFileSync(file, 'utf8'),
    });
  const { diagnostics, model } = compileTo(Object.values(others));
  expect(refusalOf(() => compileTo([keras]))).toMatch(/^(none|the code for Keras does not support \w+ yet)$/);
  return { found: diagnostics.map(({ code, message }) => `${code}: ${message}`), model };
}

/** Why a target has no code for a spec. */
function refusalOf(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    if (error instanceof TargetLimit) return error.message;
    throw error;
  }
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
