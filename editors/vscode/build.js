/** Bundles the extension, and copies the netspec that is built in the clone around it. */
import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = path.join(here, '../..');
const dist = path.join(here, 'dist');
rmSync(dist, { recursive: true, force: true });

const options = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  format: 'cjs',
  target: 'es2023',
  external: ['vscode'],
  logLevel: 'warning',
};
await build({ ...options, entryPoints: ['src/node.ts'], outfile: 'dist/node.cjs', platform: 'node' });
await build({ ...options, entryPoints: ['src/web.ts'], outfile: 'dist/web.js', platform: 'browser' });
cpSync(path.join(root, 'dist/lsp/worker.js'), path.join(dist, 'worker.js'));

// The program is a package of its own, as when it is installed.
const program = path.join(dist, 'netspec');
const scripts = readdirSync(path.join(root, 'dist/cli')).filter((name) => name.endsWith('.cjs'));
for (const file of [...scripts.map((name) => `dist/cli/${name}`), 'dist/LICENSES.txt', 'generated/diagnostics.md', 'package.json'])
  cpSync(path.join(root, file), path.join(program, file));
