import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { fencesOf, proseOf, readPage } from './page.js';

const pages = [
  'README.md',
  ...readdirSync('docs').map((file) => `docs/${file}`),
  'generated/ops.md',
  'generated/diagnostics.md',
  'generated/engines.md',
  'generated/gallery.md',
].filter((file) => file.endsWith('.md'));

/** The anchors that GitHub gives the headings of a page. */
function anchorsOf(page: string): readonly string[] {
  return [...proseOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}_\- ]/gu, '')
      .replaceAll(' ', '-'),
  );
}

it.each(pages)('the links of %s lead somewhere', (file) => {
  const links = [...proseOf(readPage(file)).matchAll(/(?<!\\)\]\(([^)]*)\)/g)].map(([, target = '']) => target);
  const dead = links.filter((target) => {
    if (/^https:/.test(target)) return false;
    const [name = '', anchor] = target.split('#');
    const other = name === '' ? file : path.join(path.dirname(file), name);
    if (!existsSync(other)) return true;
    return anchor !== undefined && !anchorsOf(readPage(other)).includes(anchor);
  });
  expect(dead).toEqual([]);
});

it.each(pages)('the headings of %s have anchors of their own', (file) => {
  const anchors = anchorsOf(readPage(file));
  expect(anchors.filter((anchor, index) => anchors.indexOf(anchor) !== index)).toEqual([]);
});

it.each(['README.md', 'docs/language.md', 'docs/tutorial.md', 'docs/gpt.md'])(
  '%s keeps within 120 columns, but for tables',
  (file) => {
    const long = readPage(file)
      .split('\n')
      .filter((line) => line.length > 120 && !line.startsWith('|'));
    expect(long).toEqual([]);
    expect(fencesOf(readPage(file)).length).toBeGreaterThan(0);
  },
);
