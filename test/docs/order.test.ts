/** The commands of README.md work in their order, from a clone. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Folder } from '../cli/netspec.js';
import { readPage } from './page.js';

const page = readPage('README.md');
const program = path.resolve('dist/cli/main.cjs');

/** Each command once, without those that need weights or a commit, or that never end, which other tests run. */
const commands = new Set(
  [...page.matchAll(/(?<=^|`|- run: )npx netspec ([^`\n#]*)/gm)]
    .map(([, args = '']) => args.trim())
    .filter((args) => !/--weights|^weights|HEAD:|^watch/.test(args)),
);

it('README.md can be followed', { timeout: 180_000 }, () => {
  expect(commands.size).toBeGreaterThan(12);
  const clone = new Folder();
  for (const folder of ['specs', 'generated']) cpSync(folder, clone.at(folder), { recursive: true });
  mkdirSync(clone.at('.git'));
  for (const command of commands) {
    const args = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word = '']) => quoted ?? word);
    const { status, stderr } = spawnSync(process.execPath, [program, ...args], { cwd: clone.path, encoding: 'utf8' });
    expect({ command, status, stderr }).toMatchObject({ command, status: 0 });
  }
});
