/**
 * Fixes and updates specs with one slip each. `FIX_SLIPS=5000` makes so many for every spec, and prints the results;
 * `FIX_SEED=n` starts with another seed, and `FIX_SPEC=name` takes one spec. The message of a failure has its seed.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Compilation, compile } from '../../src/compile.js';
import type { Edit } from '../../src/diagnostics/diagnostic.js';
import { type Edited, fix, update } from '../../src/fix.js';
import { mutate, random } from '../diagnostics/mutants.js';
import { isDeclared, isName, type Slip, slip, slipKinds, valuesOf } from './slips.js';

const most = Number(process.env.FIX_SLIPS ?? 0);
const firstSeed = Number(process.env.FIX_SEED ?? 1);
const chosen = process.env.FIX_SPEC === undefined ? undefined : `${process.env.FIX_SPEC}.yaml`;
const specs = readdirSync('specs').filter((file) => file.endsWith('.yaml') && (chosen ?? file) === file);
const few = ['resnet18.yaml', 'inception-v1.yaml', 'unet.yaml'];
const corpus = (most > 0 ? specs : few).map((file) => readFileSync(`specs/${file}`, 'utf8'));

const errorsIn = ({ diagnostics }: Compilation) => diagnostics.filter(({ severity }) => severity === 'error').length;

/** What a network is. */
const networkOf = (text: string) => {
  const { model } = compile(text);
  return (
    model &&
    JSON.stringify([
      model.layers.map(({ name, op, inputs, output, attributes }) => [name, op.name, inputs, output, attributes]),
      [...model.outputs],
    ])
  );
};

const touches = ({ span }: Edit, value: { readonly start: number; readonly end: number }) =>
  span.start < value.end && span.end > value.start;

/** Checks that every edit of --fix is allowed. */
function checkFix(text: string, { done }: Edited, slipped?: { readonly original: string; readonly made: Slip }): void {
  for (const edit of done.flatMap((one) => one.fix.edits)) {
    const { source, start, end } = edit.span;
    const touched = valuesOf(source.text).filter((value) => touches(edit, value));
    expect(touched.filter(isDeclared), 'a declaration was changed').toEqual([]);
    if (!slipped) continue;
    const names = valuesOf(slipped.original).filter(isName);
    if (
      touched.some((value) => isName(value) && value.text !== edit.newText && start <= value.start && end >= value.end)
    )
      expect(
        names.map((name) => name.text),
        'a layer was renamed',
      ).toContain(edit.newText);
    const ops = touched.filter(({ path, isKey }) => !isKey && path.at(-1) === 'op');
    if (ops.length > 0) {
      // A block that is misspelled itself may be used under the name that it has.
      const { kind, was, is } = slipped.made;
      expect(kind, 'an op of another meaning was replaced').not.toBe('op swapped');
      if (source.text === text) expect([was, is], 'an op became another one').toContain(edit.newText);
    }
  }
}

type Outcome = 'untouched' | 'restored' | 'still wrong' | 'other network';

function tryFix(original: string, made: Slip): Outcome {
  const fixed = fix(made.text);
  checkFix(made.text, fixed, { original, made });
  const before = compile(made.text);
  expect(errorsIn(fixed)).toBeLessThanOrEqual(errorsIn(before));
  if (fixed.done.length === 0) {
    expect(fixed.text).toBe(made.text);
    return 'untouched';
  }
  if (errorsIn(fixed) > 0) return 'still wrong';
  return networkOf(fixed.text) === networkOf(original) ? 'restored' : 'other network';
}

type Update = 'nothing stale' | 'left alone' | 'updated';

function tryUpdate(made: Slip): Update {
  const before = compile(made.text);
  const updated = update(made.text);
  if (updated.done.length === 0) {
    expect(updated.text).toBe(made.text);
    return errorsIn(before) === 0 ? 'nothing stale' : 'left alone';
  }
  expect(updated.others).toEqual([]);
  expect(errorsIn(updated)).toBeLessThan(errorsIn(before));
  for (const { span } of updated.done.flatMap((one) => one.fix.edits)) {
    const exact = valuesOf(span.source.text).filter(({ start, end }) => start === span.start && end === span.end);
    expect(exact.length > 0 && exact.every(isDeclared), 'something else than a declaration was changed').toBe(true);
  }
  expect(update(updated.text)).toMatchObject({ text: updated.text, done: [], diagnostics: updated.diagnostics });
  expect(updated.diagnostics.filter(({ fix: left }) => left?.kind === 'update')).toEqual([]);
  return 'updated';
}

const count = Math.max(most, 60);

test('fixing and updating do no harm', { timeout: 60_000 + count * 2_000 }, () => {
  const outcomes = new Map<string, number>();
  const tally = (what: string) => outcomes.set(what, (outcomes.get(what) ?? 0) + 1);
  const strange: string[] = [];
  for (let seed = firstSeed; seed < firstSeed + count; seed += 1) {
    const kind = slipKinds[seed % slipKinds.length] ?? 'row removed';
    const next = random(seed);
    const original = corpus[Math.floor(next() * corpus.length)] ?? '';
    const made = slip(kind, original, next);
    if (!made) continue;
    try {
      const outcome = tryFix(original, made);
      tally(`fix: ${outcome}`);
      if (outcome === 'other network') strange.push(`${seed} ${kind}: ${made.was} -> ${made.is}`);
      tally(`update: ${tryUpdate(made)}`);
    } catch (error) {
      throw new Error(`FIX_SEED=${seed}: ${kind}, ${made.was} -> ${made.is}`, { cause: error });
    }
  }
  if (most > 0) console.log(Object.fromEntries(outcomes), strange);
});

test('nor in random texts', { timeout: 60_000 + count * 2_000 }, () => {
  const cases = readdirSync('test/cases', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml') && !/too-large/.test(file))
    .map((file) => readFileSync(`test/cases/${file}`, 'utf8'));
  for (let seed = firstSeed; seed < firstSeed + 3 * count; seed += 1) {
    const text = mutate(cases, random(seed));
    try {
      const fixed = fix(text);
      checkFix(text, fixed);
      expect(errorsIn(fixed)).toBeLessThanOrEqual(errorsIn(compile(text)));
      expect(update(text).text === text || errorsIn(update(text)) < errorsIn(compile(text))).toBe(true);
    } catch (error) {
      throw new Error(`FIX_SEED=${seed}: a random text`, { cause: error });
    }
  }
});
