/** The page of weights: its map, its tables, and what it shows of a check. */
import { expect, it } from 'vitest';
import * as library from '../../src/index.js';
import { parseMap } from '../../src/weights/map.js';
import { mapSchema } from '../../src/weights/map-schema.js';
import { fencesOf, proseOf, readPage } from './page.js';

const page = readPage('docs/weights.md');
const fences = fencesOf(page);
const code = [...proseOf(page).matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);

it('the map of docs/weights.md is one', () => {
  const maps = fences.filter(({ language }) => language === 'yaml');
  expect(maps).toHaveLength(1);
  expect(parseMap(maps[0]?.text ?? '').diagnostics).toEqual([]);
});

it('docs/weights.md has every key of maps, and their lint', () => {
  const words = [...Object.keys(mapSchema.properties), ...mapSchema.properties.layout.enum, 'unused-rule'];
  expect(words.filter((word) => !code.includes(word))).toEqual([]);
});

it('docs/weights.md takes from the library what is there', () => {
  const [, imports = ''] = /^import \{ (.*) \} from 'netspec';$/m.exec(page) ?? [];
  expect(imports).not.toBe('');
  for (const name of [...imports.split(', '), 'bytesOf']) expect(library).toHaveProperty(name);
});
