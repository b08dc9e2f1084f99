import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Diagnostics } from '../../src/diagnostics/diagnostics.js';
import { readTemplate } from '../../src/read/words.js';
import { matcherOf } from '../../src/spec/conventions.js';

const holes = ['step', 'units', 'rate', 'groups'] as const;

function conventionOf(text: string) {
  const span = { source: { file: 'net.yaml', text }, start: 0, end: text.length };
  const scalar = { kind: 'scalar', span, text, value: text, textStart: 0 } as const;
  return { key: { text: 'dense', span }, template: readTemplate(scalar, new Diagnostics()) };
}

describe('a name is held against the form of its convention', () => {
  it('like a regular expression with lazy groups', () => {
    const form = fc
      .tuple(
        fc.shuffledSubarray([...holes]),
        fc.array(fc.constantFrom('', '_', 'a', '1', 'x-'), { minLength: 5, maxLength: 5 }),
      )
      .map(([names, texts]) => `C${texts[0]}${names.map((name, index) => `\${${name}}${texts[index + 1]}`).join('')}`);
    const name = fc
      .array(fc.constantFrom('a', '1', '0', '-', '.', '_', 'x'), { maxLength: 9 })
      .map((parts) => `C${parts.join('')}`);
    fc.assert(
      fc.property(form, name, (text, candidate) => {
        const named = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, hole]) => hole);
        const source = text.replaceAll(/\$\{(\w+)\}/g, (_, hole) =>
          hole === 'step' ? '((?:0|[1-9][0-9]*)[a-z])' : '([A-Za-z0-9.-]+?)',
        );
        const found = new RegExp(`^${source}$`).exec(candidate);
        const expected = found ? named.map((hole, index) => [hole, found[index + 1]]) : undefined;
        const says = matcherOf(conventionOf(text))(candidate);
        expect(says && [...says]).toEqual(expected);
      }),
      { numRuns: 3000, seed: 1 },
    );
  });

  it('in linear time', () => {
    const texts = holes.slice(1).map((hole) => `\${${hole}}`);
    const match = matcherOf(conventionOf(`${texts.join('-')}_`));
    // A regular expression would try each of the billions of ways to part it.
    expect(match('a-'.repeat(20_000))).toBeUndefined();
    expect(match(`${'a-'.repeat(20_000)}_`)?.get('groups')).toBe('a-'.repeat(19_998));
  });
});
