/** No text of a spec is more than text in what is said of it. */
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile.js';
import { type DiagnosticFormat, render } from '../../src/diagnostics/render/index.js';
import { fix } from '../../src/fix.js';
import { parseXml } from '../render/xml.js';
import { hostile, places, unsafe } from './strings.js';

const { $schema, id, ...schema } = createRequire(import.meta.url)(
  '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
);
const isSarif = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);

const tool = () => ({ version: '1.2.3', page: 'file:///diagnostics.md' });

describe.each(Object.entries(places))('hostile text as %s', (_, specWith) => {
  it.each(hostile)('%j', (text) => {
    const spec = specWith(text);
    const file = `${text}.yaml`;
    const { diagnostics } = compile(spec, { file });
    const shown = (format: DiagnosticFormat) =>
      render(format, diagnostics, { hasColor: false, width: 100, checked: [file], isWhole: true, tool });

    expect(shown('text')).not.toMatch(unsafe);
    expect(
      shown('text')
        .split('\n')
        .filter((line) => /^\S.* (error|warning) [a-z-]+: /.test(line)),
    ).toHaveLength(diagnostics.length);

    expect(shown('json')).not.toMatch(unsafe);
    const json = JSON.parse(shown('json'));
    expect(json.diagnostics.map(({ message }: { message: string }) => message)).toEqual(
      diagnostics.map(({ message }) => message),
    );

    expect(shown('github')).not.toMatch(unsafe);
    const commands = shown('github').split('\n').slice(0, -1);
    expect(commands).toHaveLength(diagnostics.length);
    for (const command of commands) expect(command).toMatch(/^::(error|warning) file=[^,:]*,line=\d+,endLine=\d+,/);

    expect(shown('sarif')).not.toMatch(unsafe);
    expect(isSarif(JSON.parse(shown('sarif'))), JSON.stringify(isSarif.errors)).toBe(true);

    const [suites] = parseXml(shown('junit'));
    expect(suites?.children[0]?.children).toHaveLength(Math.max(1, diagnostics.length));
    expect(shown('junit')).not.toMatch(unsafe);

    fix(spec, { file });
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
