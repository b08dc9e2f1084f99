import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covers, fill, match, type Pattern, parsePattern } from '../../src/weights/pattern.js';

function pattern(text: string): Pattern {
  const parsed = parsePattern(text);
  if ('fault' in parsed) throw new Error(parsed.fault);
  return parsed;
}

const found = (text: string, name: string) => {
  const holes = match(pattern(text), name);
  return holes && Object.fromEntries(holes);
};

describe('a pattern', () => {
  it.each([
    ['a/b', 'a/b', {}],
    ['a/b', 'a/bc', undefined],
    ['*', 'anything/at all', {}],
    ['*', '', undefined],
    ['${layer}/kernel', 'Mixed_5b/Branch_0/kernel', { layer: 'Mixed_5b/Branch_0' }],
    ['${layer}/kernel', '/kernel', undefined],
    ['${layer}/kernel', 'a/kernel/b', undefined],
    ['${scope}/${layer}/kernel', 'a/b/c/kernel', { scope: 'a/b', layer: 'c' }],
    ['${scope}/*/kernel', 'a/b/kernel', { scope: 'a' }],
    ['${scope}/*/kernel', 'a/kernel', undefined],
    ['a*b*c', 'abbc', undefined],
    ['a*b*c', 'axbxc', {}],
    ['*_${n}', 'a_b_c', { n: 'c' }],
    ['x$y', 'x$y', {}],
    ['a.c', 'abc', undefined],
  ])('%s of %s', (text, name, holes) => {
    expect(found(text, name)).toEqual(holes);
  });

  it.each([
    ['**', 'two holes need some text between them'],
    ['${a}*', 'two holes need some text between them'],
    ['${a}/${a}', 'duplicate hole a'],
    ['${a', 'no closing } for this ${'],
    ['${}', '"" is not a name for a hole'],
    ['${a b}', '"a b" is not a name for a hole'],
  ])('%s is none', (text, fault) => {
    expect(parsePattern(text)).toEqual({ fault });
  });

  it('matches like a regular expression with greedy groups', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 12 });
    const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '/'), minLength: 1, maxLength: 2 }), {
      maxLength: 3,
    });
    fc.assert(
      fc.property(texts, fc.boolean(), fc.boolean(), letters, (parts, opens, closes, name) => {
        const holes = ['${x}', '${y}', '${z}', '${v}'];
        const text =
          (opens ? '${u}' : '') +
          parts.map((part, i) => part + (i < parts.length - 1 || closes ? holes[i] : '')).join('');
        fc.pre(text !== '' && !text.includes('}${'));
        const one = pattern(text);
        const regex = new RegExp(`^${text.replaceAll(/\$\{(\w)\}/g, '(?<$1>.+)')}$`);
        expect(found(text, name)).toEqual(regex.exec(name)?.groups ?? (regex.test(name) ? {} : undefined));
        const holesOf = match(one, name);
        if (holesOf) expect(fill(one, (hole) => holesOf.get(hole) as string)).toBe(name);
      }),
      { seed: 8 },
    );
  });

  it.each([
    ['${layer}/kernel', 'Logits/kernel', true],
    ['${layer}/*', '${layer}/BatchNorm/${variable}', true],
    ['${layer}/BatchNorm/*', '${layer}/*', false],
    ['a*', 'a', false],
    ['*', '*', true],
  ])('%s covers %s: %s', (first, second, expected) => {
    expect(covers(pattern(first), pattern(second))).toBe(expected);
  });
});
