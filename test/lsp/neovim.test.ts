/** The recipe of docs/editors.md in Neovim without a screen. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Folder } from '../cli/netspec.js';

const hasNeovim = spawnSync('nvim', ['--version']).status === 0;
if (!hasNeovim) console.warn('no nvim was found, so the recipe for Neovim is not tested');

const recipe = /^## Neovim[\s\S]*?^```lua\n([\s\S]*?)^```$/m.exec(readFileSync('docs/editors.md', 'utf8'))?.[1] ?? '';

const spec = `netspec: 1
name: Net
inputs: {image: 8x8x3}
layers:
- {op: conv2d, name: Conv, fliters: 4, kernel_size: 3}
outputs: {a: Conv}
`;

it.skipIf(!hasNeovim)('Neovim shows a mistake at its line', { timeout: 60_000 }, () => {
  const folder = new Folder();
  const program = JSON.stringify([process.execPath, `${process.cwd()}/dist/cli/main.cjs`]).slice(1, -1);
  const init = folder.write('init.lua', recipe.replace("'npx', 'netspec'", program));
  const file = folder.write('net.yaml', spec);
  const script = folder.write(
    'test.lua',
    `vim.wait(30000, function() return #vim.diagnostic.get(0) > 0 end, 50)
for _, one in ipairs(vim.diagnostic.get(0)) do io.stdout:write(one.lnum .. ' ' .. one.message .. '\\n') end
vim.cmd('qa!')
`,
  );
  const args = ['--headless', '-n', '-u', init, file, '-c', `luafile ${script}`];
  const { stdout } = spawnSync('nvim', args, { encoding: 'utf8', timeout: 50_000 });
  expect(stdout).toMatch(/^4 .*fliters/m);
});
