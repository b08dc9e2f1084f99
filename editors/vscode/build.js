/** Bundles the extension, and copies the netspec that is built in the clone around it. */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  metafile: true,
};
const bundles = [
  await build({ ...options, entryPoints: ['src/node.ts'], outfile: 'dist/node.cjs', platform: 'node' }),
  await build({ ...options, entryPoints: ['src/web.ts'], outfile: 'dist/web.js', platform: 'browser' }),
];
writeFileSync(path.join(dist, 'LICENSES.txt'), licenses(bundles.flatMap(({ metafile }) => Object.keys(metafile.inputs))));
cpSync(path.join(root, 'dist/lsp/worker.js'), path.join(dist, 'worker.js'));

// The program is a package of its own, as when it is installed.
const program = path.join(dist, 'netspec');
const scripts = readdirSync(path.join(root, 'dist/cli')).filter((name) => name.endsWith('.cjs'));
for (const file of [...scripts.map((name) => `dist/cli/${name}`), 'dist/LICENSES.txt', 'generated/diagnostics.md', 'package.json'])
  cpSync(path.join(root, file), path.join(program, file));

/** The licenses of the packages that files come from. */
function licenses(inputs) {
  const folders = new Set(inputs.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  return [...folders]
    .map((folder) => {
      const license = readdirSync(path.join(here, folder)).find((name) => /^licen[cs]e(\.\w+)?$/i.test(name));
      if (!license) throw new Error(`${folder} has no license`);
      return [folder.replace(/^.*node_modules\//, ''), readFileSync(path.join(here, folder, license), 'utf8')].join('\n\n');
    })
    .join('\n\n');
}
