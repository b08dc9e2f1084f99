/** A line ends at a line feed, a carriage return, or both: it is the same line to all who read or show a spec. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile.js';
import { render } from '../../src/diagnostics/render/index.js';
import { renderText } from '../../src/diagnostics/render/text.js';
import { fix } from '../../src/fix.js';
import { parseMap } from '../../src/weights/map.js';
import { format } from '../../src/yaml/format.js';

const folder = new URL('../cases/', import.meta.url);
const cases = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml') && !name.startsWith('too-large.'))
  .map((name) => [name, readFileSync(new URL(name, folder), 'utf8')] as const);

/** Every third line ends with each. */
const mixed = (text: string) => {
  let line = 0;
  return text.replaceAll('\n', () => ['\n', '\r', '\r\n'][line++ % 3] as string);
};

const ends: Readonly<Record<string, (text: string) => string>> = {
  both: (text) => text.replaceAll('\n', '\r\n'),
  'one or the other': mixed,
};

const tool = () => ({ version: '1.2.3', page: 'file:///diagnostics.md' });

const forms = ['text', 'json', 'github', 'junit'] as const;

/** What is shown of a text, except for fixes, whose line ends are the text's. */
const shownOf = (text: string) => {
  const { diagnostics } = compile(text, { file: 'net.yaml' });
  const found = diagnostics.map(({ fix: _, ...rest }) => rest);
  return forms.map((form) =>
    render(form, found, { hasColor: false, width: 100, checked: ['net.yaml'], isWhole: true, tool }),
  );
};

describe.each(Object.entries(ends))('lines that end with %s', (_, withEnds) => {
  it.each(cases)('in %s', (_, text) => {
    expect(shownOf(withEnds(text))).toEqual(shownOf(text));
    expect(format(withEnds(text), { file: 'net.yaml' }).text).toBe(format(text, { file: 'net.yaml' }).text);
  });

  it('in a spec with a suppression', () => {
    const text = cases.find(([name]) => name === 'name-convention.yaml')?.[1] as string;
    const allowed = text.replaceAll(/^(?=.*op:)/gm, '# netspec-allow name-convention: as it was published\n');
    expect(shownOf(allowed)).not.toEqual(shownOf(text));
    expect(shownOf(withEnds(allowed))).toEqual(shownOf(allowed));
  });

  it('in a weight map', () => {
    const map = 'layers:\n  "${a}": "${b}" # a hole\nweights: {a: [b]}\n';
    const found = (text: string) => renderText(parseMap(text, 'map.yaml').diagnostics, { hasColor: false, width: 80 });
    expect(found(withEnds(map))).toBe(found(map));
    expect(found(map)).not.toBe('');
  });

  it('do not change in fixes', () => {
    const text = cases.find(([name]) => name === 'unknown-key.yaml')?.[1] as string;
    const { done, text: after } = fix(withEnds(text));
    expect(done).not.toEqual([]);
    expect(after.match(/\r\n|\r|\n/g)).toEqual(withEnds(text).match(/\r\n|\r|\n/g));
  });
});
