/** What there is to be described, and that the pages describe it. */
import { describe, expect, it } from 'vitest';
import { opsPage } from '../../src/build/ops-page.js';
import { codes } from '../../src/diagnostics/codes.js';
import { functions, sizes } from '../../src/expressions/expression.js';
import { weightsOf } from '../../src/ops/apply.js';
import { tupleLength } from '../../src/ops/attributes.js';
import { ops } from '../../src/ops/index.js';
import type { Op } from '../../src/ops/op.js';
import { floats } from '../../src/ops/types.js';
import { schema } from '../../src/spec/schema/published.js';
import { structure } from '../../src/spec/schema/structure.js';
import { proseOf, readPage } from './page.js';

const language = readPage('docs/language.md');

/** All code in the page's sentences and tables. */
const code = [...proseOf(language).matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);

const isDescribed = (word: string) => code.some((text) => new RegExp(`\\b${word}\\b`).test(text));

interface Part {
  readonly properties?: Readonly<Record<string, unknown>>;
}

it('no op has the name of another definition', () => {
  expect(Object.keys(structure.definitions ?? {}).filter((name) => Object.hasOwn(ops, name))).toEqual([]);
});

describe('the page of the language', () => {
  const definitions = schema.definitions as Readonly<Record<string, Part>>;
  const places = ['block', 'group', 'use', 'declared_parameter', 'expectation'];

  it.each([['spec', schema as Part] as const, ...places.map((place) => [place, definitions[place] as Part] as const)])(
    'has every key of a spec’s part: %s',
    (_, { properties = {} }) => {
      expect(Object.keys(properties)).not.toEqual([]);
      expect(Object.keys(properties).filter((key) => !isDescribed(key))).toEqual([]);
    },
  );

  it('has every function and every size', () => {
    const words = [...Object.keys(functions), ...sizes.map((size) => `in.${size}`)];
    expect(words.filter((word) => !isDescribed(word))).toEqual([]);
  });

  it('has every lint of specs', () => {
    const lints = Object.entries(codes).filter(([, entry]) => 'isLint' in entry);
    expect(lints).not.toEqual([]);
    const ofMaps = ['unused-rule'];
    expect(lints.map(([code]) => code).filter((code) => !isDescribed(code))).toEqual(ofMaps);
  });

  it('has the names of all weights', () => {
    const named = Object.values<Op>(ops).flatMap((op) =>
      weightsOf(op, [floats([8, 8, 4])], valuesOf(op), floats([8, 8, 4]), true),
    );
    expect(new Set(named.map(({ name }) => name)).size).toBeGreaterThan(4);
    expect(named.map(({ name }) => name).filter((name) => !isDescribed(name))).toEqual([]);
  });
});

/** Values of an op's attributes with which it has all of its weights. */
function valuesOf({ attributes }: Op): Readonly<Record<string, unknown>> {
  const samples = Object.entries(attributes).map(([name, { type, default: standard }]) => {
    const length = tupleLength(type);
    const sample = length ? Array(length).fill(3) : 1;
    return [name, standard ?? sample];
  });
  return Object.fromEntries(samples);
}

describe('the page of the ops', () => {
  const page = opsPage();
  const rows = page.split('\n').filter((line) => line.startsWith('|'));
  const sections = page.split('\n## ');

  it('has a section for every op, with Keras’s name and all attributes', () => {
    for (const [name, { keras, doc, attributes }] of Object.entries<Op>(ops)) {
      const section = sections.find((text) => text.startsWith(`${name}\n`)) ?? '';
      expect(section).toContain(`\`${keras}\``);
      expect(section).toContain(doc.split(/[[(]/)[0]);
      for (const attribute of Object.keys(attributes)) expect(section).toContain(`| \`${attribute}\` |`);
    }
  });

  it('keeps its tables whole', () => {
    const widths = page
      .trimEnd()
      .split('\n\n')
      .filter((block) => block.startsWith('|'))
      .map((table) => new Set(table.split('\n').map((row) => row.split(/(?<!\\)\|/).length)).size);
    expect(new Set(widths)).toEqual(new Set([1]));
    expect(rows.every((row) => row.endsWith(' |'))).toBe(true);
  });

  it('escapes brackets', () => {
    expect(page).toContain('margins such as 1, 1x2 or \\[\\[0, 1\\], \\[0, 1\\]\\]');
  });
});
