/** A layout keeps whatever a spec says, and what is shown of it is safe. */
import { describe, expect, it } from 'vitest';
import { lineDiffText } from '../../src/cli/line-diff.js';
import { compile } from '../../src/compile.js';
import { format } from '../../src/yaml/format.js';
import { hostile, places, unsafe } from './strings.js';

/** What is found in a text, wherever. */
const foundIn = (text: string): readonly string[] => {
  const { diagnostics } = compile(text, { file: 'net.yaml' });
  return diagnostics.map(({ code, message }) => `${code} ${message}`);
};

describe.each(Object.entries(places))('the layout of hostile text as %s', (_, specWith) => {
  it.each(hostile)('%j', (text) => {
    const spec = specWith(text);
    const { text: formatted, diagnostics } = format(spec, { file: `${text}.yaml` });
    if (formatted === undefined) {
      expect(diagnostics).not.toEqual([]);
      return;
    }
    expect(format(formatted, { file: 'net.yaml' }).text).toBe(formatted);
    expect(foundIn(formatted)).toEqual(foundIn(spec));
    expect(lineDiffText([`${text}.yaml`, 'in its layout'], spec, formatted)).not.toMatch(unsafe);
  });
});
