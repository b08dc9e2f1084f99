/** The schema's errors are those that ajv finds, in specs that are right, wrong, and changed at random. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv, type ErrorObject } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { schema } from '../../src/schema.js';
import { type JsonSchema, schemaErrors } from '../../src/schema-errors.js';
import { mapSchema } from '../../src/weights/map-schema.js';
import { random } from '../diagnostics/mutants.js';

/** The values of the YAML files in a folder, those of the folders in it too. */
function valuesIn(folder: string): readonly unknown[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  return files.flatMap((file) => {
    const text = readFileSync(path.join(folder, file), 'utf8');
    if (text.length > 20_000) return [];
    try {
      return [parse(text, { logLevel: 'silent' })];
    } catch {
      return [];
    }
  });
}

const examples = ['specs', 'maps', 'test/cases'].flatMap(valuesIn);

/** Values of every type, at the edges of what the schemas allow. */
const odd = [
  ...[null, true, false, 0, -1, 1, 1.5, 8193, Number.NaN, Number.POSITIVE_INFINITY],
  ...['', 'add', 'relu', '3x3', '${n}', 'conv2d', 'constructor', '__proto__'],
  ...[[], [1], [1, 2], [1, 2, 3, 4], [[1, 2], 'x'], {}, { op: 'add' }, { l2: 0.1 }, { layers: [] }, { op: 'conv2d' }],
];

/** A copy of a value with a part of it removed, replaced, or put under another key. */
function mutated(value: unknown, chance: () => number): unknown {
  const any = <T>(list: readonly T[]): T => list[Math.floor(chance() * list.length)] as T;
  const isInner = typeof value === 'object' && value !== null && Object.keys(value).length > 0 && chance() < 0.9;
  if (!isInner) return any(odd);
  const isList = Array.isArray(value);
  const entries = new Map<string, unknown>(Object.entries(value));
  const key = any([...entries.keys()]);
  const how = chance();
  if (how < 0.1) entries.delete(key);
  else if (how < 0.2) entries.set(any(['op', 'layers', 'filters', 'a/b~c', 'padding', 'expect', 'l1']), any(odd));
  else entries.set(key, mutated(entries.get(key), chance));
  return isList ? [...entries.values()] : Object.fromEntries(entries);
}

describe.each<[string, JsonSchema]>([
  ['specs', schema],
  ['weight maps', mapSchema],
])('of %s', (_, whole) => {
  const options = { allErrors: true, verbose: true, strictTypes: false, inlineRefs: false } as const;
  const validate = new Ajv(options).compile(whole);
  const findErrors = schemaErrors(whole);

  /** What netspec reads of errors, in an order of their own. Parts of the schema are told apart by being the same object. */
  const known: (object | undefined)[] = [];
  const linesOf = (errors: readonly ErrorObject[]) =>
    errors
      .filter(({ keyword }) => keyword !== 'if')
      .map(({ instancePath, keyword, params, parentSchema }) => {
        const { missingProperty, additionalProperty, allowedValues, allowedValue } = params;
        const part = known.indexOf(parentSchema);
        if (part === -1) known.push(parentSchema);
        const named = { missingProperty, additionalProperty, allowedValues, allowedValue };
        return JSON.stringify([instancePath, keyword, named, part === -1 ? known.length - 1 : part]);
      })
      .sort();

  /** Holds the errors of a value against ajv's, and counts them. */
  function compare(value: unknown): number {
    validate(value);
    const found = findErrors(value);
    expect(linesOf(found.map((error) => ({ ...error, schemaPath: '' })))).toEqual(linesOf(validate.errors ?? []));
    return found.length;
  }

  it('in the files of this project', () => {
    const counts = examples.map(compare);
    expect(counts.filter((count) => count === 0).length).toBeGreaterThan(3);
    expect(counts.filter((count) => count > 0).length).toBeGreaterThan(30);
  });

  it('in files with random changes', () => {
    const chance = random(1);
    for (let run = 0; run < 2000; run += 1) {
      let value = examples[run % examples.length];
      for (let count = 0; count < 4; count += 1) value = mutated(value, chance);
      compare(value);
    }
  });
});
