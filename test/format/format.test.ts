import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { format } from '../../src/yaml/format.js';
import { Chance } from '../random/chance.js';
import { writeSpec } from '../random/writer.js';

/** The text in its layout, which has the same layout. */
function laidOut(text: string): string {
  const formatted = layoutOf(text) ?? '';
  expect(layoutOf(formatted)).toBe(formatted);
  return formatted;
}

const layoutOf = (text: string) => format(text, { file: 'spec.yaml' }).text;

describe('the layout', () => {
  it.each([
    [
      'has two spaces a level, and dashes below their key',
      'a:\n    b:\n        - 1\n        -   - 2\n            - 3\n        -\n            c: 4\n            d: 5\n',
      'a:\n  b:\n  - 1\n  - - 2\n    - 3\n  - c: 4\n    d: 5\n',
    ],
    [
      'has flow collections on one line',
      "a: { b:   1,c: [ 2,3 , ],\n  d: {}, e: two\n    words, 'f': , ? g }\n",
      'a: {b: 1, c: [2, 3], d: {}, e: two words, "f":, ? g}\n',
    ],
    [
      'has those that are too long, or hold comments, as blocks',
      `- {a: ${'a'.repeat(80)}, b: [${'b'.repeat(80)}, 1], c}\n- [1,  # one\n  # two\n  {b: 2}, ?, c: 3]\n- [ # none\n  ]\n`,
      `- a: ${'a'.repeat(80)}\n  b: [${'b'.repeat(80)}, 1]\n  ? c\n- - 1  # one\n  # two\n  - {b: 2}\n  - "?"\n  - c: 3\n- []  # none\n`,
    ],
    [
      'has double quotes, where the text has none and no backslash',
      `a: 'it''s'\nb: 'say "a"'\nc: '\\d'\nd: "\\u0041"\n'e': plain\n`,
      `a: "it's"\nb: 'say "a"'\nc: '\\d'\nd: "\\u0041"\n"e": plain\n`,
    ],
    [
      'has one blank line at most, none at the ends, and no spaces at ends of lines',
      '\n\n# top\n\n\n\na:   \n\n- 1 \t\n\n\n- 2\n\n\n',
      '# top\n\na:\n\n- 1\n\n- 2\n',
    ],
    ['has line feeds', 'a: 1\r\nb: |\r\n  c\r\n  d\r\n', 'a: 1\nb: |\n  c\n  d\n'],
    [
      'keeps the lines of texts',
      'a: one\n     two\n\n     three\nb: "one\\\n  \\ two"\nc: >-\n     three\n\n       four\nd: |+ # all\n    five\n\n\ne: 1\n',
      'a: one\n  two\n\n  three\nb: "one\\\n  \\ two"\nc: >-\n  three\n\n    four\nd: |+  # all\n  five\n\n\ne: 1\n',
    ],
    ['quotes a text that says how far it is indented', 'a: |2\n    b\n', 'a: "  b\\n"\n'],
    [
      'keeps anchors, aliases, merge keys and tags',
      'a: &x\n    b: 1\nc:\n  - &y\n    <<: *x\n  - &z d: *y\n  - !t 2\ne: {<<: [*x, *y]}\n',
      'a: &x\n  b: 1\nc:\n- &y\n  <<: *x\n- &z d: *y\n- !t 2\ne: {<<: [*x, *y]}\n',
    ],
    ['needs no question mark before a key', '? a\n: 1\n? b # why\n: - 2\n', 'a: 1\nb:  # why\n- 2\n'],
    ['keeps a colon apart from the mark of a key that is empty', '{! :,o:{}}\n', '{! :, o: {}}\n'],
    ['quotes a key that would begin or end a document', ' --- a"b: 1\n ... c: 2\n', '"--- a\\"b": 1\n"... c": 2\n'],
    ['quotes an empty text below its key', 'a: |\n\n\nb: >-\n? | # c\n: 1\n', 'a: ""\n\nb: ""\n"":  # c\n  1\n'],
    [
      'keeps the mark of a key that is too long to do without',
      `? ${'a'.repeat(1500)}\n: 1\n? ${'b'.repeat(500)}\n: 2\n`,
      `? ${'a'.repeat(1500)}\n: 1\n${'b'.repeat(500)}: 2\n`,
    ],
    ['keeps the marks of a document', '--- # start\na: 1\n...\n# end\n', '---  # start\na: 1\n...\n# end\n'],
  ])('%s', (_, text, expected) => {
    expect(laidOut(text)).toBe(expected);
  });

  it('keeps comments in place', () => {
    const text = `# top
a:      # in its column
    # of b
    b: 1 # moves off
    # ends a

# of c
c:
  # of the first
  - 1
      # further in than anything
  # of the second
  - d: 2
    # ends d
  # ends c
# ends all
`;
    expect(laidOut(text)).toBe(`# top
a:      # in its column
  # of b
  b: 1   # moves off
  # ends a

# of c
c:
# of the first
- 1
# further in than anything
# of the second
- d: 2
  # ends d
# ends c
# ends all
`);
  });

  it.each([
    ['a: {b: 1\n', 'yaml-syntax'],
    ['a:\tb\n\tc: 1\n', 'yaml-syntax'],
    ['a: {b: max(c, d)}\n', 'unquoted-value'],
    ['a: *b\n', 'yaml-alias'],
    ['? a\n- b\n', 'yaml-syntax'],
    ['# nothing\n', 'empty-spec'],
    ['a: \u0007\n', 'not-text'],
    [' \ufeff:', 'not-text'],
    ['- '.repeat(3000), 'too-large'],
  ])('is none of what is no sound YAML: %j', (text, code) => {
    const { text: formatted, diagnostics } = format(text, { file: 'spec.yaml' });
    expect(formatted).toBeUndefined();
    expect(diagnostics[0]?.code).toBe(code);
  });

  // Each would take minutes if it took time with the square of its length.
  it.each<[string, string, number]>([
    ['items on a line', `a: [${Array.from({ length: 40_000 }, (_, index) => `b${index}`).join(', ')}]\n`, 40_001],
    ['keys on a line', `a: {${Array.from({ length: 20_000 }, (_, index) => `b${index}: 1`).join(', ')}}\n`, 20_001],
    ['empty lines', `a: 1\n${'\n'.repeat(500_000)}b: 2\n`, 3],
    ['spaces in a text', `a: b${' '.repeat(1_000_000)}c\n`, 1],
    ['spaces at the end of a line', `a: "b${' '.repeat(1_000_000)}\n  c"\n`, 2],
    ['nested lists', `a: [${Array.from({ length: 300 }, () => '['.repeat(90) + ']'.repeat(90)).join(', ')}]\n`, 301],
  ])('takes no longer than its length: %s', (_, text, lines) => {
    expect(layoutOf(text)?.split('\n')).toHaveLength(lines + 1);
  });

  it('does not change a single word', () => {
    expect(layoutOf(' word')).toBe(' word');
  });
});

describe('formatting is idempotent for valid YAML', () => {
  const files = ['specs', 'test'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => `${folder}/${file}`),
  );

  it('in files', () => {
    const found = files.map((file) => layoutOf(readFileSync(file, 'utf8')));
    const formatted = found.filter((text) => text !== undefined);
    expect(formatted.length).toBeGreaterThan(50);
    for (const text of formatted) expect(layoutOf(text)).toBe(text);
  });

  it('in files with a typo', () => {
    const texts = files.map((file) => readFileSync(file, 'utf8'));
    const slips = [
      '\n',
      '  ',
      ' # c\n',
      '\n  # c\n',
      '\n\n\n',
      '- ',
      '? ',
      '?\n',
      ': ',
      '{',
      '}',
      '[',
      ']',
      ', ',
      '"',
      "'",
    ];
    slips.push(
      '&a ',
      '*a',
      '!t ',
      '|\n',
      '>-\n',
      '|+2\n',
      '|-\n  a',
      '\\',
      '\t',
      '<<: ',
      '---\n',
      '...\n',
      '\r\n',
      '${x}',
    );
    const property = fc.property(fc.gen(), (generate) => {
      const chance = new Chance(generate);
      const lines = chance.pick(...texts).split('\n');
      const first = chance.integer(0, lines.length);
      let text = lines.slice(first, first + chance.integer(1, 20)).join('\n');
      for (let left = chance.integer(1, 3); left > 0; left -= 1) {
        const at = chance.integer(0, text.length);
        text =
          text.slice(0, at) + (chance.percent(50) ? chance.pick(...slips) : '') + text.slice(at + chance.integer(0, 3));
      }
      const formatted = layoutOf(text);
      return formatted === undefined || layoutOf(formatted) === formatted;
    });
    fc.assert(property, { numRuns: 1500, seed: 1 });
  }, 60_000);

  it('in random specs with comments and blank lines anywhere', () => {
    const property = fc.property(fc.gen(), (generate) => {
      const document = parseDocument(writeSpec(generate));
      const chance = new Chance(generate);
      const [narrow, wide] = [2, chance.integer(3, 8)].map((indent) =>
        document.toString({ indent, indentSeq: indent > 2, flowCollectionPadding: indent > 2, lineWidth: 0 }),
      ) as [string, string];
      expect(laidOut(wide)).toBe(laidOut(narrow));
      const littered = wide
        .split('\n')
        .flatMap((line) => [
          ...(chance.percent(10) ? [' '.repeat(chance.integer(0, 9)) + chance.pick('', '', '# own')] : []),
          line + (chance.percent(10) ? chance.pick('  ', ' # end', '      # end') : ''),
        ])
        .join('\n');
      const formatted = layoutOf(littered);
      if (formatted === undefined) return;
      expect(layoutOf(formatted)).toBe(formatted);
      expect(formatted).not.toMatch(/ $|\n\n\n|\n\n$|\r/m);
      expect(formatted.match(/# own|# end/g)).toEqual(littered.match(/# own|# end/g));
    });
    fc.assert(property, { numRuns: 15, seed: 1 });
  }, 60_000);
});
