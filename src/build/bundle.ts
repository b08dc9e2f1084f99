/**
 * The last step of `npm run build`, after tsc: makes dist/ from build/. The library and the program are bundled with
 * everything that is no dependency of the package.
 */
import { isAscii } from 'node:buffer';
import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { built, omitUnused, precompile } from './plugins.js';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const { dependencies } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** TensorFlow.js is not bundled; its place is found at run time. */
const findPeers: Plugin = {
  name: 'find peers',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@tensorflow\/tfjs$/ }, ({ path }) => ({ path, namespace: 'peer' }));
    onLoad({ filter: /^/, namespace: 'peer' }, ({ path }) => ({
      contents: `module.exports = require('./run/peers.js').requirePeer(${JSON.stringify(path)});`,
      resolveDir: built,
    }));
  },
};

/** The packages of the language server have exports for Node.js alone. */
const resolveForNode: Plugin = {
  name: 'resolve for Node.js',
  setup({ onResolve }) {
    onResolve({ filter: /^vscode-[a-z-]+\/node$/ }, ({ path: name, importer }) => ({
      path: createRequire(importer).resolve(name),
    }));
  },
};

/** Leaves out the commands that are not wanted, so that less is read and compiled. */
const commands = (isWanted: (file: string) => boolean): Plugin => ({
  name: 'commands',
  setup({ onResolve }) {
    onResolve({ filter: /^/ }, ({ path: file, importer, kind }) => {
      const isCommand = kind === 'dynamic-import' && importer.endsWith(path.join('cli', 'run.js'));
      return isCommand && !isWanted(file) ? { path: file, external: true } : undefined;
    });
  },
});

rmSync(dist, { recursive: true, force: true });
const options = {
  absWorkingDir: built,
  outdir: dist,
  outbase: built,
  bundle: true,
  // The library runs in browsers as well, so no variants for Node are used.
  platform: 'neutral',
  target: 'es2023',
  external: ['node:*', ...Object.keys(dependencies)],
  // Smaller files are read faster at every start.
  minifySyntax: true,
  minifyWhitespace: true,
  lineLimit: 120,
  plugins: [precompile, omitUnused, findPeers],
  metafile: true,
} as const satisfies BuildOptions;
const { metafile: library } = await buildLibrary();
const commonJs = {
  ...options,
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  mainFields: ['module', 'main'],
  external: [...options.external, ...builtinModules],
} as const satisfies BuildOptions;
const program = await buildProgram('program', (file) => file !== './lsp.js');
const check = await buildProgram('check', (file) => file === './check.js');
const lsp = await buildProgram('lsp', (file) => file === './lsp.js');
// A module of Node.js in it would be an error.
const { metafile: worker } = await build({
  ...options,
  entryPoints: ['lsp/worker.js'],
  platform: 'browser',
  format: 'iife',
  external: [],
});
await build({
  ...commonJs,
  entryPoints: ['cli/main.js'],
  define: {
    programFile: JSON.stringify(program.file),
    checkFile: JSON.stringify(check.file),
    lspFile: JSON.stringify(lsp.file),
  },
});
// For analyzing the library's size.
writeFileSync(path.join(built, 'metafile.json'), JSON.stringify(library));
writeFileSync(
  path.join(dist, 'LICENSES.txt'),
  licenses(Object.keys({ ...library.inputs, ...program.inputs, ...lsp.inputs, ...worker.inputs })),
);
cpSync(built, dist, { recursive: true, filter: (file) => file.endsWith('.d.ts') || statSync(file).isDirectory() });

/**
 * Bundles the library. The modules that index.ts exports from stay separate files, so that bundlers can leave some out.
 */
async function buildLibrary() {
  const { metafile } = await build({ ...options, entryPoints: ['index.js'], write: false });
  const exported = metafile.inputs['index.js']?.imports.map((one) => one.path) ?? [];
  return build({
    ...options,
    entryPoints: ['index.js', ...exported],
    format: 'esm',
    splitting: true,
    chunkNames: 'shared/[hash]',
  });
}

/** Bundles program.ts with some commands as a script with one function, since V8 caches compiled code of scripts only. */
async function buildProgram(name: string, isWanted: (file: string) => boolean) {
  const { metafile } = await build({
    ...commonJs,
    entryPoints: ['cli/program.js'],
    entryNames: `cli/${name}-[hash]`,
    banner: { js: '(function (module, require, hostImport, url) {' },
    footer: { js: '})' },
    define: { 'import.meta.url': 'url' },
    plugins: [commands(isWanted), resolveForNode, ...options.plugins],
  });
  const [file = ''] = Object.keys(metafile.outputs);
  if (!isAscii(readFileSync(path.resolve(built, file)))) throw new Error(`${file} is not ASCII, and is read as such`);
  return { file: path.basename(file), inputs: metafile.inputs };
}

/** The licenses of the packages that files come from. */
function licenses(files: readonly string[]): string {
  const texts = new Map<string, Set<string>>();
  for (const file of files) {
    const [folder, name = ''] = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? [];
    if (!folder) continue;
    const known = texts.get(name) ?? new Set();
    texts.set(name, known.add(licenseOf(path.resolve(built, folder), path.resolve(built, file))));
  }
  return [...texts].map(([name, known]) => [name, ...known].join('\n\n')).join('\n\n');
}

/** The license of a package; if it has no such file, the comment at the start of one of its sources. */
function licenseOf(folder: string, file: string): string {
  const license = readdirSync(folder).find((name) => /^licen[cs]e(\.\w+)?$/i.test(name));
  if (license) return readFileSync(path.join(folder, license), 'utf8');
  const [head] = /^(?:\/\/.*\n)+/.exec(readFileSync(file, 'utf8')) ?? [];
  if (!head) throw new Error(`${file} does not say under which licence it is`);
  return head.replaceAll(/^\/\/ ?/gm, '');
}
