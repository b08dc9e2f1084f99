/**
 * The tutorial, done: each command is run, each edit made, in a folder of its own and in the order of the page.
 * UPDATE_CASES=1 writes what netspec says now into the page.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Folder } from '../cli/netspec.js';
import { type Fence, fencesOf, readPage } from './page.js';

const file = 'docs/tutorial.md';
const program = path.resolve('dist/cli/main.cjs');
const command = /^\$ npx netspec (.*)$/;

/** The commands of a fence with what they say, in its form. */
function session(text: string, folder: Folder): string {
  const lines = text.split('\n').flatMap((line) => {
    const [, words] = command.exec(line) ?? [];
    if (words === undefined) return [];
    const { COLUMNS: _, ...env } = process.env;
    const { stdout, stderr } = spawnSync(process.execPath, [program, ...words.split(' ')], {
      cwd: folder.path,
      env,
      encoding: 'utf8',
    });
    return `${line}\n${stdout}${stderr}`;
  });
  return lines.join('');
}

/** Makes an edit: lines with - and without a sign occur in the file once; lines with + replace them. */
function edit({ text, comment }: Fence, folder: Folder): void {
  const [, target = ''] = /^edits (\S+)$/.exec(comment) ?? [];
  const lines = text.trimEnd().split('\n');
  const side = (sign: string) =>
    lines.flatMap((line) => (line.startsWith(sign) || line.startsWith(' ') ? `${line.slice(1)}\n` : [])).join('');
  const parts = folder.read(target).split(side('-'));
  expect(parts).toHaveLength(2);
  folder.write(target, parts.join(side('+')));
}

it('the tutorial shows the current output', { timeout: 60_000 }, () => {
  const folder = new Folder();
  const page = readPage(file);
  let updated = page;
  for (const fence of fencesOf(page)) {
    if (fence.language === 'diff') edit(fence, folder);
    else {
      expect(fence.language).toBe('console');
      updated = updated.replace(fence.text, () => session(fence.text, folder));
    }
  }
  if (process.env.UPDATE_CASES) writeFileSync(file, updated);
  else expect(page).toBe(updated);
  expect(page.match(new RegExp(command, 'gm'))?.length).toBeGreaterThan(8);
});
