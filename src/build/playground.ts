/**
 * `npm run playground` builds the playground, a static page, into dist/playground. Everything is relative, so that any
 * host can serve it from any folder.
 */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { analyze } from '../analyze.js';
import { isKnown } from '../expressions/shape.js';
import type { GalleryCard } from '../playground/gallery-card.js';
import type { Lesson } from '../playground/lesson.js';
import { readMistake, titleOf } from './article-page.js';
import { built, omitUnused, precompileSome } from './plugins.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const source = path.join(root, 'src/playground');
const out = path.join(root, 'dist/playground');
const wasm = 'tfjs-backend-wasm-simd.wasm';

/** The modules of the compiler come from build/, where the plugins replace some. */
const fromBuild: Plugin = {
  name: 'from build',
  setup({ onResolve }) {
    onResolve({ filter: /^\..*\.js$/ }, ({ path: name, resolveDir }) => {
      const relative = path.relative(path.join(root, 'src'), path.join(resolveDir, name));
      const isOurs = resolveDir.startsWith(source) && !relative.startsWith('playground') && !relative.startsWith('..');
      const isPage = relative.startsWith(path.join('reports', 'page'));
      return isOurs && !isPage ? { path: path.join(built, relative) } : undefined;
    });
  },
};

const smallLanguageServer: Plugin = {
  name: 'small language server',
  setup({ onResolve, onLoad }) {
    // The server can make whole pages of reports; the page shows its own.
    onLoad({ filter: /[\\/]build[\\/]reports[\\/]assets\.js$/ }, () => ({
      contents: "export const asset = () => ({ text: '', hash: '' });",
    }));
    // A rename offers entries for files of weight maps beside the spec, and the page has none.
    onLoad({ filter: /[\\/]build[\\/]lsp[\\/]map-entries\.js$/ }, () => ({
      contents:
        "export const renamedLayers = () => new Map(), warningOf = () => '', mapUriOf = () => {}, mapEdit = () => {};",
    }));
    onResolve({ filter: /^vscode-languageserver(\/browser)?$/ }, () => ({
      path: path.join(source, 'worker/language-server.ts'),
    }));
  },
};

/** The runner has TensorFlow.js inside, and imports generated code from memory. */
const inBrowser: Plugin = {
  name: 'in browser',
  setup({ onResolve }) {
    onResolve({ filter: /[\\/](peers|import-module)\.js$/ }, ({ path: name, resolveDir }) => {
      const isOurs = resolveDir.startsWith(path.join(built, 'run'));
      return isOurs ? { path: path.join(source, 'runner', `${path.basename(name, '.js')}.ts`) } : undefined;
    });
  },
};

/** Schemas take longer to load than to compute. */
const computed: ReadonlySet<string> = new Set(['spec/schema/published.js', 'spec/schema/structure.js']);

const options = {
  bundle: true,
  minify: true,
  splitting: true,
  format: 'esm',
  platform: 'browser',
  target: ['es2023', 'chrome111', 'firefox115', 'safari16.4'],
  charset: 'utf8',
  legalComments: 'none',
  outdir: out,
  chunkNames: 'parts/[name]-[hash]',
  plugins: [fromBuild, smallLanguageServer, precompileSome((name) => !computed.has(name)), omitUnused],
} as const satisfies BuildOptions;

rmSync(out, { recursive: true, force: true });
// The page and its worker share no files: what the page needs at first should be one file.
mkdirSync(path.join(out, 'specs'), { recursive: true });
await build({ ...options, entryPoints: { main: path.join(source, 'main.ts') } });
await build({ ...options, entryPoints: { worker: path.join(source, 'worker/main.ts') } });
await build({
  ...options,
  splitting: false,
  plugins: [inBrowser, ...options.plugins],
  entryPoints: { runner: path.join(source, 'runner/runner.ts') },
});
await build({ ...options, splitting: false, entryPoints: { style: path.join(source, 'style.css') } });
writeGallery();
for (const name of ['icon.svg', 'manifest.webmanifest']) cpSync(path.join(source, name), path.join(out, name));
cpSync(fileURLToPath(import.meta.resolve(`@tensorflow/tfjs-backend-wasm/dist/${wasm}`)), path.join(out, wasm));
const maps = readdirSync(path.join(root, 'maps')).map((file) => [
  path.basename(file, '.yaml'),
  readFileSync(path.join(root, 'maps', file), 'utf8'),
]);
write('maps.json', JSON.stringify(Object.fromEntries(maps)));
const { outputFiles } = await build({
  ...options,
  splitting: false,
  format: 'iife',
  write: false,
  entryPoints: { frame: path.join(source, 'runner/frame.ts') },
});
const frame = outputFiles.map(({ text }) => text.trim()).join('');
const frameHash = `'sha256-${createHash('sha256').update(frame).digest('base64')}'`;
write(
  'index.html',
  readFileSync(path.join(source, 'index.html'), 'utf8')
    .replace('{{policy}}', () => policy(frameHash))
    .replace('{{sandbox}}', () => attribute(sandbox())),
);

writeTour();
await writeServiceWorker();

function write(name: string, text: string): void {
  writeFileSync(path.join(out, name), text);
}

/** The mistakes of the article. */
function writeTour(): void {
  const cases = path.join(root, 'test/cases/article');
  const lessons = readdirSync(cases)
    .sort()
    .map((file): Lesson => {
      const text = readFileSync(path.join(cases, file), 'utf8');
      const mistake = readMistake(path.basename(file, '.yaml'), text);
      const { about, kind, python, spec } = mistake;
      return { title: titleOf(mistake).replace(/^\d+: /, ''), about, kind, python, spec };
    });
  write('tour.json', JSON.stringify(lessons));
}

/** Writes the service worker, with a list of all files and a name that changes with them. */
async function writeServiceWorker(): Promise<void> {
  const files = readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(out, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(path.join(out, file)));
  const isLater = (file: string) => /^(runner\.js|.*\.wasm|maps\.json|parts\/code-.*|specs\/.*)$/.test(file);
  const isStart = (file: string) => file === 'specs/inception-v3.yaml';
  await build({
    ...options,
    splitting: false,
    format: 'iife',
    entryPoints: { 'service-worker': path.join(source, 'offline.ts') },
    define: {
      cacheName: JSON.stringify(`netspec ${hash.digest('hex').slice(0, 16)}`),
      firstFiles: JSON.stringify(['./', ...files.filter((file) => isStart(file) || !isLater(file))]),
      laterFiles: JSON.stringify(files.filter((file) => isLater(file) && !isStart(file))),
    },
  });
}

/** The document in which generated code runs. Its policy adds to that of the page, which it inherits. */
function sandbox(): string {
  const rules = ["default-src 'none'", `script-src ${frameHash} blob: 'wasm-unsafe-eval'`, 'worker-src blob:'];
  return `<meta http-equiv="Content-Security-Policy" content="${rules.join('; ')}"><script>${frame}</script>`;
}

/**
 * What the page may load and do. The script of the sandbox, scripts from memory and WebAssembly are allowed for the
 * sandbox, which inherits this policy. The page itself makes scripts of texts nowhere: browsers with Trusted Types
 * refuse all but those that src/playground/scripts.ts lists.
 */
function policy(frameHash: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' ${frameHash} blob: 'wasm-unsafe-eval'`,
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types netspec',
  ].join('; ');
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}

/** The networks to start from, with what they cost. */
function writeGallery(): void {
  const specs = path.join(root, 'specs');
  const cards = readdirSync(specs).map((file): GalleryCard => {
    const text = readFileSync(path.join(specs, file), 'utf8');
    const { model } = analyze(text, { file });
    if (!model) throw new Error(`specs/${file} has errors`);
    write(`specs/${file}`, text);
    const { params, macs } = model.totals;
    const { name, summary } = model.graph.spec;
    return {
      file,
      name: name.text,
      summary: summary ?? '',
      takes: model.graph.inputs.some(({ shape }) => shape.length >= 3) ? 'images' : 'other',
      params: isKnown(params) ? params : null,
      macs: isKnown(macs) ? macs : null,
    };
  });
  write('gallery.json', JSON.stringify(cards));
}
