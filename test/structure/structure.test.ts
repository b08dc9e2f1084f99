/** The structure of src/: imports go one way, files are small, and a name of a type is declared once. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { groupBy } from '../../src/text/group-by.js';

const texts = new Map(
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [file, readFileSync(path.join('src', file), 'utf8')]),
);

/** The files that each file imports, also for types alone. */
const imports = new Map(
  [...texts].map(([file, text]) => [
    file,
    Array.from(text.matchAll(/(?:\bfrom |\bimport\()'(\.[^']+)\.js'/g), ([, specifier = '']) =>
      path.join(path.dirname(file), `${specifier}.ts`),
    ),
  ]),
);

/** The folders in the table of docs/contributing.md, a list for each row. */
const rows = Array.from(
  readFileSync('docs/contributing.md', 'utf8').matchAll(/^\| ((?:`[a-z]+`(?:, )?)+) \| /gm),
  ([, cell = '']) => Array.from(cell.matchAll(/[a-z]+/g), ([folder]) => folder),
);

const folderOf = (file: string): string => file.split(path.sep)[0] ?? '';

test('every folder is in the table of docs/contributing.md', () => {
  const folders = [...texts.keys()].filter((file) => file.includes(path.sep)).map(folderOf);
  expect(rows.flat().sort()).toEqual([...new Set(folders)].sort());
});

test('imports go from the top of that table to the bottom', () => {
  const rowOf = (file: string): number => rows.findIndex((row) => row.includes(folderOf(file)));
  const upward = [...imports].flatMap(([file, imported]) =>
    imported
      .filter((other) => other.includes(path.sep) && rowOf(other) < rowOf(file))
      .map((other) => `${file} imports ${other}`),
  );
  expect(upward).toEqual([]);
});

test('no file imports itself, directly or through others', () => {
  const done = new Set<string>();
  const open: string[] = [];
  const circles: string[] = [];
  const visit = (file: string): void => {
    if (open.includes(file)) circles.push([...open.slice(open.indexOf(file)), file].join(' -> '));
    if (open.includes(file) || done.has(file)) return;
    open.push(file);
    for (const other of imports.get(file) ?? []) visit(other);
    open.pop();
    done.add(file);
  };
  for (const file of texts.keys()) visit(file);
  expect(circles).toEqual([]);
});

test('files have at most 400 lines, and at most 8 are in no folder', () => {
  const long = [...texts].filter(([, text]) => text.split('\n').length > 401).map(([file]) => file);
  expect(long).toEqual([]);
  expect([...texts.keys()].filter((file) => !file.includes(path.sep)).length).toBeLessThanOrEqual(8);
});

test('no two files declare a type of the same name', () => {
  const declared = [...texts].flatMap(([file, text]) =>
    Array.from(text.matchAll(/^(?:export )?(?:abstract )?(?:interface|class|type) (\w+)/gm), ([, name = '']) => {
      return { name, file };
    }),
  );
  const files = groupBy(declared, ({ name }) => name);
  const twice = [...files].filter(([, all]) => new Set(all.map(({ file }) => file)).size > 1);
  expect(twice.map(([name, all]) => `${name}: ${all.map(({ file }) => file).join(', ')}`)).toEqual([]);
});

test('the page has what src/lsp takes of the package vscode-languageserver', async () => {
  const taken = [...texts].flatMap(([file, text]) =>
    folderOf(file) === 'lsp' && !file.endsWith('worker.ts')
      ? Array.from(text.matchAll(/^import \{([^}]*)\} from 'vscode-languageserver'/gm), ([, names = '']) =>
          names.split(',').map((name) => name.trim()),
        ).flat()
      : [],
  );
  const values = new Set(taken.filter((name) => name !== '' && !name.startsWith('type ')));
  const inPage = Object.keys(await import('../../src/playground/worker/language-server.js'));
  expect([...values].filter((name) => !inPage.includes(name))).toEqual([]);
  expect(values.size).toBeGreaterThan(10);
});
