/** What is held against the schema here and by ajv: on every spec, every case, and texts with random changes. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { Diagnostics } from '../../src/diagnostics.js';
import { parse, type Tree } from '../../src/phases/1-parse.js';
import type { Definitions } from '../../src/phases/schema-faults.js';
import { findErrors, type Place } from '../../src/phases/schema-rules.js';
import { schema } from '../../src/schema.js';
import { mutate, random } from './mutants.js';

const validate = new Ajv({ allErrors: true, strictTypes: false, strictSchema: true }).compile(schema);
const root = join(import.meta.dirname, '../..');
const corpus = ['specs', 'test/cases'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => readFileSync(join(root, folder, file), 'utf8')),
);

/** A tree as ajv takes it. What is missing behind a key fits no schema, but for a branch. */
function toPlain(tree: Tree, isInBranches = false): unknown {
  if (tree.kind === 'scalar') return tree.value === null && tree.text === '' && !isInBranches ? Symbol() : tree.value;
  if (tree.kind === 'list') return tree.items.map((item) => toPlain(item, isInBranches));
  const record: Record<string, unknown> = Object.create(null);
  for (const [key, { value }] of tree.entries) record[key] = toPlain(value, isInBranches || key === 'branches');
  return record;
}

function pointerTo({ tree, key, holder }: Place): string {
  if (!holder) return '';
  const step = holder.tree.kind === 'list' ? holder.tree.items.indexOf(tree) : key?.text;
  return `${pointerTo(holder)}/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

const listOf = (lines: Iterable<string>): readonly string[] => [...new Set(lines)].sort();

/** The places that are wrong, by ajv and by the rules; undefined where a text is no YAML or holds a tree twice. */
function findPlaces(text: string): readonly [ajv: readonly string[], rules: readonly string[]] | undefined {
  const tree = text.includes('*') ? undefined : parse({ file: 'x', text }, new Diagnostics());
  if (!tree) return undefined;
  validate(toPlain(tree));
  const errors = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if');
  const describe = (pointer: string, keyword: string) =>
    `${pointer} ${['required', 'additionalProperties'].includes(keyword) ? keyword : 'wrong'}`;
  return [
    listOf(errors.map(({ instancePath, keyword }) => describe(instancePath, keyword))),
    listOf(
      findErrors(tree, schema, schema.definitions as Definitions, new Set()).map(({ place, keyword }) =>
        describe(pointerTo(place), keyword),
      ),
    ),
  ];
}

test('every spec and every case', () => {
  for (const text of corpus) {
    const [ajv, rules] = findPlaces(text) ?? [];
    expect(rules, text).toEqual(ajv);
  }
});

test('texts with random changes', () => {
  let wrong = 0;
  for (let seed = 1; seed <= 3000; seed += 1) {
    const text = mutate(corpus, random(seed));
    const [ajv, rules] = findPlaces(text) ?? [];
    expect(rules, `${seed}\n${text}`).toEqual(ajv);
    if (ajv?.length) wrong += 1;
  }
  expect(wrong).toBeGreaterThan(300);
});
