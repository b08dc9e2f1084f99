/**
 * `npm run playground` builds the playground, a static page, into dist/playground. Everything is relative, so that any
 * host can serve it from any folder.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { analyze } from '../analyze.js';
import { isKnown } from '../expressions/shape.js';
import { built, omitUnused, precompileSome } from './plugins.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const source = path.join(root, 'src/playground');
const out = path.join(root, 'dist/playground');

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
  setup({ onResolve }) {
    onResolve({ filter: /^vscode-languageserver(\/browser)?$/ }, () => ({
      path: path.join(source, 'worker/language-server.ts'),
    }));
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
mkdirSync(path.join(out, 'specs'), { recursive: true });
// The page and its worker share no files: what the page needs at first should be one file.
await build({ ...options, entryPoints: { main: path.join(source, 'main.ts') } });
await build({ ...options, entryPoints: { worker: path.join(source, 'worker/main.ts') } });
await build({ ...options, splitting: false, entryPoints: { style: path.join(source, 'style.css') } });
writeGallery();
for (const name of ['icon.svg', 'manifest.webmanifest']) cpSync(path.join(source, name), path.join(out, name));
write('index.html', readFileSync(path.join(source, 'index.html'), 'utf8').replace('{{policy}}', policy()));

function write(name: string, text: string): void {
  writeFileSync(path.join(out, name), text);
}

/** What the page may load and do. */
function policy(): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types netspec',
  ].join('; ');
}

/** The networks to start from, with what they cost. */
function writeGallery(): void {
  const specs = path.join(root, 'specs');
  const cards = readdirSync(specs).flatMap((file) => {
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
      params: isKnown(params) ? params : null,
      macs: isKnown(macs) ? macs : null,
    };
  });
  write('gallery.json', JSON.stringify(cards));
}
