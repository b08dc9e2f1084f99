/** What is wrong with ops' attributes by their records, and by the published schema as ajv has it, is the same. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ops } from '../../src/ops/index.js';
import { attributeErrors } from '../../src/read/attribute-errors.js';
import { errorsOf, type SchemaError } from '../../src/read/schema-faults.js';
import { schema } from '../../src/spec/schema/published.js';
import { ajvOptions, validateStructure } from '../../src/spec/schema/validator.js';
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

const examples = ['specs', 'test/cases'].flatMap(valuesIn);

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

const compiled = errorsOf(new Ajv(ajvOptions).compile(schema));
/** ajv says of a wrong name what is wrong with it, and again that a mapping has a wrong name. */
const published = (value: unknown) => compiled(value).filter(({ keyword }) => keyword !== 'propertyNames');
const structure = errorsOf(validateStructure);
const ours = (value: unknown) => [...structure(value), ...attributeErrors(value)];

/** The reported errors: the places that are wrong, and the keys that are missing or unknown. */
const linesOf = (errors: readonly SchemaError[]): readonly string[] => {
  const lines = errors.map(({ instancePath, params, parentSchema }) => {
    const { missingProperty, additionalProperty } = params;
    if (missingProperty !== undefined) return `${instancePath} misses ${missingProperty}`;
    if (additionalProperty === undefined) return `${instancePath} must be ${parentSchema.title}`;
    return `${instancePath} has ${additionalProperty}, and may have ${Object.keys(parentSchema.properties ?? {})}`;
  });
  return [...new Set(lines)].sort();
};

/** Compares the errors of a value with those of the published schema, and counts them. */
function compare(value: unknown): number {
  const found = linesOf(ours(value));
  expect(found).toEqual(linesOf(published(value)));
  return found.length;
}

describe("ops' attributes break their records where they break the published schema", () => {
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

  it('in attributes of every op, with odd values', () => {
    const base = { netspec: 1, name: 'N', inputs: { x: '8x8x3' }, outputs: { y: 'L' } };
    let found = 0;
    for (const { name, attributes } of Object.values(ops))
      for (const key of [...Object.keys(attributes), 'nothing'])
        for (const value of [...odd, { [key]: 1 }, { zeros: {} }, { l2: { l2: 'x' } }, { l1: 1, l2: 1 }]) {
          found += compare({ ...base, layers: [{ op: name, name: 'L', [key]: value }] });
          found += compare({ ...base, layers: [], defaults: { [name]: { [key]: value } } });
        }
    expect(found).toBeGreaterThan(1000);
  });
});
