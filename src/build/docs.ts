/**
 * `npm run docs`, after the build: writes the pages that are generated from the source, and the schema of weight maps.
 * With --check it only lists stale files.
 */

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { errorCode } from '../cli/error-code.js';
import { lineDiff } from '../cli/line-diff.js';
import { mapSchema } from '../weights/map-schema.js';
import { articlePage } from './article-page.js';
import { diagnosticsPage } from './diagnostics-page.js';
import { faultsPage } from './faults-page.js';
import { galleryPage } from './gallery-page.js';
import { opsPage } from './ops-page.js';

const folder = new URL('../../generated/', import.meta.url);
const specs = new URL('../../specs/', import.meta.url);
const pages = {
  'ops.md': opsPage(),
  'diagnostics.md': diagnosticsPage(),
  'engines.md': faultsPage(),
  'article.md': articlePage(casesIn(new URL('../../test/cases/article/', import.meta.url))),
  'gallery.md': galleryPage((name) => readFileSync(new URL(`${name}.yaml`, specs), 'utf8')),
  'netspec-map.schema.json': `${JSON.stringify(mapSchema, null, 2)}\n`,
};
const isCheck = process.argv.includes('--check');

mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(pages)) {
  const onDisk = read(new URL(name, folder));
  if (onDisk === text) continue;
  if (isCheck) {
    process.exitCode = 1;
    console.log([`generated/${name} is stale; npm run docs writes it`, ...lineDiff(onDisk, text)].join('\n'));
  } else {
    writeFileSync(new URL(name, folder), text);
    console.log(`wrote generated/${name}`);
  }
}

/** The text of a file, empty if there is none. */
function read(file: URL): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    return '';
  }
}

/** The texts of a folder's specs by their names without the extension, sorted. */
function casesIn(cases: URL): ReadonlyMap<string, string> {
  const names = readdirSync(cases).map((file) => file.replace(/\.yaml$/, ''));
  return new Map(names.sort().map((name) => [name, readFileSync(new URL(`${name}.yaml`, cases), 'utf8')]));
}
