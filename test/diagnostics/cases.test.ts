/**
 * Bad specs and weight maps that say in their leading comment what is found in them. `UPDATE_CASES=1` writes what is found there
 * instead, for a person to review.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { codes } from '../../src/diagnostics/codes.js';
import { applyEdits } from '../../src/fix.js';
import { describeDiagnostic, diagnose } from './describe.js';

const folder = join(import.meta.dirname, '../cases');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yaml'))
  .sort();
const isDiagnostic = /^# (error|warning) ([a-z0-9-]+) /;

/** A case file: what it is about, the diagnostics that it expects, and the spec. */
function readCase(file: string): { about: string[]; expected: string[]; spec: string } {
  const lines = readFileSync(join(folder, file), 'utf8').split('\n');
  const length = lines.findIndex((line) => !line.startsWith('#'));
  const header = lines.slice(0, length);
  const first = header.findIndex((line) => isDiagnostic.test(line));
  const about = first === -1 ? header : header.slice(0, first);
  while (about.at(-1) === '#') about.pop();
  return { about, expected: first === -1 ? [] : header.slice(first), spec: lines.slice(length).join('\n') };
}

/** The comment that says what is found in a spec which begins with that comment. */
function findDiagnostics({ about, expected, spec }: ReturnType<typeof readCase>, file: string): string[] {
  const text = [...about, '#', ...expected, spec].join('\n');
  return diagnose(text, basename(file)).flatMap((found) => describeDiagnostic(found).map((line) => `# ${line}`));
}

test.each(files)('%s', (file) => {
  const read = readCase(file);
  if (!process.env.UPDATE_CASES) return expect(findDiagnostics(read, file)).toEqual(read.expected);
  // The comment's own length moves the places that it names, so the second look is the true one.
  const once = findDiagnostics(read, file);
  const expected = findDiagnostics({ ...read, expected: once }, file);
  writeFileSync(join(folder, file), [...read.about, '#', ...expected, read.spec].join('\n'));
  expect(expected).not.toEqual([]);
});

test.each(files)('each fix in %s remedies what it is offered for', (file) => {
  const text = readFileSync(join(folder, file), 'utf8');
  for (const { fix, code, span } of diagnose(text)) {
    if (!fix) continue;
    const after = diagnose(applyEdits(text, fix.edits));
    expect(after.filter((left) => left.code === code && left.span.start === span.start)).toEqual([]);
  }
});

test('every code has a case that is named after it, and no case names a code that is gone', () => {
  const named = files.filter((file) => !file.includes('/')).map((file) => basename(file, '.yaml').split('.')[0]);
  expect([...new Set(named)].sort()).toEqual(Object.keys(codes).sort());
  for (const file of files.filter((name) => !name.includes('/'))) {
    const found = readCase(file).expected.map((line) => isDiagnostic.exec(line)?.[2]);
    expect(found, file).toContain(basename(file, '.yaml').split('.')[0]);
  }
});
