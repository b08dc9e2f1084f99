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
- {op:  relu, name: Act}
outputs: {a: Act}
`;

/** Runs Lua in Neovim with the recipe and a file of a folder open; what it prints, line by line. */
function runIn(folder: Folder, file: string, lua: string): readonly string[] {
  const program = JSON.stringify([process.execPath, `${process.cwd()}/dist/cli/main.cjs`]).slice(1, -1);
  const init = folder.write('init.lua', recipe.replace("'npx', 'netspec'", program));
  const script = folder.write(
    'test.lua',
    `local function say(text) io.stdout:write(text .. '\\n') end
local function wait(is) return vim.wait(30000, is, 50) end
${lua}
vim.cmd('qa!')
`,
  );
  const args = ['--headless', '-n', '-u', init, file, '-c', `luafile ${script}`];
  return spawnSync('nvim', args, { encoding: 'utf8', timeout: 100_000 }).stdout.split('\n');
}

it.skipIf(!hasNeovim)('Neovim shows a mistake at its line', { timeout: 120_000 }, () => {
  const folder = new Folder();
  const said = runIn(
    folder,
    folder.write('net.yaml', spec),
    `wait(function() return #vim.diagnostic.get(0) > 0 end)
for _, one in ipairs(vim.diagnostic.get(0)) do say(one.lnum .. ' ' .. one.message) end`,
  );
  expect(said.join('\n')).toMatch(/^4 .*fliters/m);
});

it.skipIf(!hasNeovim)(
  'Neovim has one client for several specs, and keys for what it does',
  { timeout: 120_000 },
  () => {
    const folder = new Folder();
    folder.write('other.yaml', spec);
    folder.write('workflow.yaml', 'on: push\n');
    const sound = spec.replace('fliters', 'filters');
    const said = runIn(
      folder,
      folder.write('net.yaml', sound),
      `local function clients() return #vim.lsp.get_active_clients() end
local first = vim.api.nvim_get_current_buf()
wait(function() return vim.bo.omnifunc ~= '' end)
vim.cmd('edit ${folder.path}/other.yaml')
wait(function() return vim.bo.omnifunc ~= '' end)
say('clients ' .. clients())
vim.cmd('edit ${folder.path}/workflow.yaml')
say('attached ' .. #vim.lsp.buf_get_clients(0))
vim.cmd('buffer ' .. first)
say('omnifunc ' .. vim.bo.omnifunc)
local told = nil
vim.notify = function(text) told = text end
vim.api.nvim_echo = function(chunks) told = chunks[1][1] end
vim.fn.cursor(5, 25)
vim.lsp.buf.rename('Act')
wait(function() return told ~= nil end)
say('refused ' .. tostring(told))
vim.api.nvim_feedkeys(' f', 'x', false)
wait(function() return vim.fn.getline(6):find('op: relu') end)
say('formatted ' .. vim.fn.getline(6))`,
    );
    expect(said).toContain('clients 1');
    expect(said).toContain('attached 0');
    expect(said).toContain('omnifunc v:lua.vim.lsp.omnifunc');
    expect(said.find((line) => line.startsWith('refused'))).toContain('duplicate name Act');
    expect(said).toContain('formatted - {op: relu, name: Act}');
  },
);
