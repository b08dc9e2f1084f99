/**
 * The tutorials, done: each file is written, each edit made, each command run, in a folder of its own and in the order
 * of the page. UPDATE_CASES=1 writes what they print now into the page.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Folder } from '../cli/netspec.js';
import { type Fence, fencesOf, readPage } from './page.js';

const program = path.resolve('dist/cli/main.cjs');
const command = /^\$ (npx netspec|node) (.*)$/;

/** A folder where netspec and TensorFlow.js are installed. */
function project(): Folder {
  const folder = new Folder();
  mkdirSync(folder.at('node_modules'));
  for (const [name, target] of [
    ['netspec', '.'],
    ['@tensorflow', 'node_modules/@tensorflow'],
  ] as const)
    symlinkSync(path.resolve(target), folder.at(`node_modules/${name}`), 'dir');
  folder.write('package.json', '{"type": "module"}');
  return folder;
}

/** The commands of a fence with what they print, in its form. Scripts may also get advice of TensorFlow.js. */
function session(text: string, folder: Folder): string {
  const lines = text.split('\n').flatMap((line) => {
    const [, tool, words] = command.exec(line) ?? [];
    if (words === undefined) return [];
    const { COLUMNS: _, ...env } = process.env;
    const args = [...(tool === 'node' ? [] : [program]), ...words.split(' ')];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder.path, env, encoding: 'utf8' });
    if (tool !== 'node') return `${line}\n${stdout}${stderr}`;
    expect({ status, stderr }).toMatchObject({ status: 0 });
    return `${line}\n${stdout}`;
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

/** A page without what differs between machines: engines, times, memory, and learned values. */
const settled = (page: string): string =>
  page
    .replaceAll(/ on (?:onnx|tensorflow|wasm|cpu)\b/g, ' on ENGINE')
    .replaceAll(/(?<=^values compared with ).*$/gm, 'ENGINE')
    .replaceAll(/[\d.]+ (?:ms|[kM]iB)/g, 'AMOUNT')
    .replaceAll(/(?<=^ *\d+ +)-?\d+\.\d{4}$/gm, 'VALUE')
    .replaceAll(/(?<=^loss: )\d\.\d -> 0\.\d$/gm, 'FALLS');

it.each([
  ['docs/tutorial.md', 8],
  ['docs/gpt.md', 6],
])('%s shows the current output', { timeout: 120_000 }, (file, least) => {
  const folder = project();
  const page = readPage(file);
  let updated = page;
  for (const fence of fencesOf(page)) {
    const { language, text, comment } = fence;
    const [, purpose, target = ''] = /^(writes|in) (\S+)$/.exec(comment) ?? [];
    if (language === 'diff') edit(fence, folder);
    else if (purpose === 'writes') folder.write(target, text);
    else if (purpose === 'in') expect(folder.read(target)).toContain(text);
    else if (language === 'console') updated = updated.replace(text, () => session(text, folder));
  }
  if (process.env.UPDATE_CASES) writeFileSync(file, updated);
  else expect(settled(page)).toBe(settled(updated));
  expect(page.match(new RegExp(command, 'gm'))?.length).toBeGreaterThanOrEqual(least);
});
