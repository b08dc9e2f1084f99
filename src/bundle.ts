/**
 * The last step of `npm run build`, after tsc: makes dist/ of build/. The program and the library are bundled with all
 * that is no dependency of the package, in chunks, so that each command loads what it needs. The modules that, as source,
 * compile when they are loaded are compiled here: what is built reads no files, and needs no ajv and no esbuild.
 */
import { cpSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { build, type Plugin } from 'esbuild';
import Handlebars from 'handlebars';
import { assetNames, readAsset } from './asset-files.js';
import { type JsonSchema, schema } from './schema.js';
import { ajvOptions } from './schema-validator.js';
import { readTemplates, templateOptions } from './template-files.js';
import { mapSchema } from './weights/map-schema.js';

const built = fileURLToPath(new URL('.', import.meta.url));
const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const { dependencies, optionalDependencies } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);

/** What stands in the place of modules of build/, by their names. */
const compiled: Readonly<Record<string, () => string>> = {
  'templates.js': templatesModule,
  'schema-validator.js': () => validatorModule('validateSchema', schema),
  'weights/map-validator.js': () => validatorModule('validateMap', mapSchema),
  'assets.js': assetsModule,
};

const precompile: Plugin = {
  name: 'precompile',
  setup({ onLoad }) {
    for (const [name, module] of Object.entries(compiled)) {
      onLoad({ filter: new RegExp(`[\\\\/]build[\\\\/]${name}$`) }, () => ({ contents: module(), resolveDir: built }));
    }
  },
};

rmSync(dist, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: built,
  entryPoints: ['index.js', 'cli/main.js'],
  outdir: dist,
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  // The library runs in browsers too, so nothing is taken in its variant for Node.
  platform: 'neutral',
  format: 'esm',
  target: 'es2023',
  external: ['node:*', ...Object.keys({ ...dependencies, ...optionalDependencies })],
  // Compiled schemas are long: what is not there need not be read at every start.
  minifySyntax: true,
  minifyWhitespace: true,
  lineLimit: 120,
  plugins: [precompile],
  metafile: true,
});
// What each file of dist/ is made of, for whoever wants to know.
writeFileSync(path.join(built, 'metafile.json'), JSON.stringify(metafile));
writeFileSync(path.join(dist, 'LICENSES.txt'), licenses(Object.keys(metafile.inputs)));
cpSync(built, dist, { recursive: true, filter: (file) => file.endsWith('.d.ts') || statSync(file).isDirectory() });

/** The licences of the packages that files come from. */
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

/** The licence of a package, or, where it has no such file, what stands at the head of one of its sources. */
function licenseOf(folder: string, file: string): string {
  const license = path.join(folder, 'LICENSE');
  if (existsSync(license)) return readFileSync(license, 'utf8');
  const [head] = /^(?:\/\/.*\n)+/.exec(readFileSync(file, 'utf8')) ?? [];
  if (!head) throw new Error(`${file} does not say under which licence it is`);
  return head.replaceAll(/^\/\/ ?/gm, '');
}

function templatesModule(): string {
  const templates = [...readTemplates()].map(
    ([name, text]) => `  ${JSON.stringify(name)}: ${Handlebars.precompile(text, templateOptions)},\n`,
  );
  return `import Handlebars from 'handlebars/runtime.js';
const templates = {
${templates.join('')}};
const handlebars = Handlebars.create();
for (const name of Object.keys(templates)) handlebars.registerPartial(name, handlebars.template(templates[name]));
export function render(name, view) {
  const template = handlebars.partials[name];
  if (!template) throw new Error(\`there is no template \${name}\`);
  return template(view);
}
`;
}

function assetsModule(): string {
  const assets = Object.fromEntries(assetNames.map((name) => [name, readAsset(name)]));
  return `const assets = ${JSON.stringify(assets)};\nexport const asset = (name) => assets[name];\n`;
}

function validatorModule(name: string, schema: JsonSchema): string {
  const ajv = new Ajv({ ...ajvOptions, code: { source: true, esm: true } });
  const code = standalone.default(ajv, ajv.compile(schema));
  // Where the schema needs one of ajv's runtime helpers, ajv writes a require, which an ES module does not have.
  if (code.includes('require(')) throw new Error('the compiled schema needs a module of ajv');
  return `export { validate as ${name} };\n${code}`;
}
