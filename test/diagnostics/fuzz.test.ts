/**
 * Random texts are compiled: nothing is thrown, and whatever is found has a place in the text. `FUZZ_MINUTES=10` goes
 * on for so long, `FUZZ_SEED=n` begins with another seed; the seed of a failure is in its message.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Compilation, compile } from '../../src/compile.js';
import { applyEdits } from '../../src/fix.js';
import { countCalls } from '../count-calls.js';
import { describeDiagnostic } from './describe.js';
import { mutate, random } from './mutants.js';

const minutes = Number(process.env.FUZZ_MINUTES ?? 0);
const firstSeed = Number(process.env.FUZZ_SEED ?? 1);
const root = join(import.meta.dirname, '../..');
const corpus = ['specs', 'test/cases'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => readFileSync(join(root, folder, file), 'utf8')),
);

/** The most calls of functions that a text may take: some ten seconds of them. */
const mostCalls = 20_000_000;

/** Compiles a mutant, and looks at what was found. */
function tryMutant(seed: number): void {
  const text = mutate(corpus, random(seed));
  let compiled: Compilation | undefined;
  expect(
    countCalls(() => {
      compiled = compile(text);
    }),
  ).toBeLessThan(mostCalls);
  const { diagnostics = [], model } = compiled ?? {};
  expect(Boolean(model)).toBe(diagnostics.every(({ severity }) => severity !== 'error'));
  for (const diagnostic of diagnostics) {
    for (const { span } of [diagnostic, ...diagnostic.notes, ...(diagnostic.fix?.edits ?? [])]) {
      expect(span.start).toBeGreaterThanOrEqual(0);
      expect(span.end).toBeGreaterThanOrEqual(span.start);
      expect(span.end).toBeLessThanOrEqual(text.length);
    }
    const described = describeDiagnostic(diagnostic).join('\n').replaceAll(diagnostic.code, '');
    expect(described).not.toMatch(/undefined|NaN|\[object/);
    if (diagnostic.fix) compile(applyEdits(text, diagnostic.fix.edits));
  }
}

test('random texts', { timeout: (minutes + 2) * 60_000 }, () => {
  const end = performance.now() + minutes * 60_000;
  let seed = firstSeed;
  for (; seed < firstSeed + 300 || performance.now() < end; seed += 1) {
    try {
      tryMutant(seed);
    } catch (error) {
      throw new Error(`FUZZ_SEED=${seed} finds a failure`, { cause: error });
    }
  }
  if (minutes > 0) console.log(`${seed - firstSeed} random texts were compiled`);
});
