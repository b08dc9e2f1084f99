import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Code } from '../../src/diagnostics.js';
import { exampleOf, wholeSpec } from '../../src/examples.js';
import { fix } from '../../src/fix.js';

describe('fixing', () => {
  const cases = readdirSync('test/cases', { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.yaml'),
  );

  it.each(cases)('%s ends where nothing of one kind is left to fix, and there again at once', (file) => {
    const once = fix(readFileSync(`test/cases/${file}`, 'utf8'));
    const contradicts = (code: string) => /-mismatch$|^name-convention$/.test(code);
    const kinds = new Set(once.fixed.map(({ code }) => contradicts(code)));
    expect(kinds.size).toBeLessThanOrEqual(1);
    for (const { code, fix: left } of once.diagnostics) {
      if (left && kinds.size === 1) expect(kinds).not.toContain(contradicts(code));
    }
  });

  const remedied: readonly Code[] = [
    'yaml-syntax',
    'unquoted-value',
    'unknown-key',
    'invalid-value',
    'unknown-input',
    'output-mismatch',
    'total-mismatch',
  ];

  it.each(remedied)('makes the good example of %s from the bad one', (code) => {
    const { bad, good } = exampleOf(code);
    expect(fix(wholeSpec(bad)).text).toBe(wholeSpec(good));
  });

  it('carries out one of two fixes that touch, and then the other', () => {
    const text = wholeSpec('layers: [{op: flaten, name: Last}]\noutputs: {out: Lst}\n');
    const { fixed, diagnostics } = fix(text);
    expect(fixed.map(({ code }) => code)).toEqual(['unknown-op', 'unknown-layer']);
    expect(diagnostics).toEqual([]);
  });

  it('carries nothing out in vain, whatever the text', () => {
    const spec = readFileSync('specs/inception-v3.yaml', 'utf8').slice(0, 4000);
    for (const mark of ['{', '}', '[', ']', ':', ',', '"', "'", '-', ' ', '\n']) {
      for (let at = spec.indexOf(mark); at !== -1; at = spec.indexOf(mark, at + spec.length / 12)) {
        const { fixed } = fix(spec.slice(0, at) + spec.slice(at + 1));
        const done = fixed.flatMap(({ code, fix: { edits } }) =>
          edits.map(({ span, newText }) => `${code} ${span.start} ${newText}`),
        );
        expect(new Set(done).size).toBe(done.length);
      }
    }
  });
});
