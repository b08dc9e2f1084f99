/**
 * The last step of `npm run build`, after tsc: makes dist/ from build/. The library and the program are bundled with
 * everything that is no dependency of the package. Modules that compute something when loaded are replaced by the
 * result, so that the built program reads no files, and needs neither ajv nor esbuild.
 */
import { isAscii } from 'node:buffer';
import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv, stringify } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import Handlebars from 'handlebars';
import { assetNames, readAsset } from '../reports/asset-files.js';
import * as python from '../run/verify/keras/runner.js';
import type { JsonSchema } from '../spec/schema/parts.js';
import * as published from '../spec/schema/published.js';
import * as structure from '../spec/schema/structure.js';
import { ajvOptions } from '../spec/schema/validator.js';
import { readRuntime } from '../targets/tfjs/runtime-files.js';
import { runtimeNames } from '../targets/tfjs/runtime-names.js';
import { readTemplates, templateOptions } from '../text/template-files.js';
import { mapSchema } from '../weights/map-schema.js';

const built = fileURLToPath(new URL('..', import.meta.url));
const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const { dependencies } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** The replacements of modules of build/, by name. */
const compiled: Readonly<Record<string, () => string>> = {
  'text/templates.js': templatesModule,
  'spec/schema/published.js': () => dataModule(published),
  'spec/schema/structure.js': () => dataModule(structure),
  'spec/schema/validator.js': () =>
    validatorModule('validateStructure', structure.structure, 'structure', './spec/schema/structure.js'),
  'weights/map-validator.js': () => validatorModule('validateMap', mapSchema, 'mapSchema', './weights/map-schema.js'),
  'reports/assets.js': assetsModule,
  'targets/tfjs/runtime.js': runtimeModule,
  'run/verify/keras/runner.js': () => dataModule(python),
  'run/import-module.js': () => 'export const importModule = (specifier) => hostImport(specifier);',
};

const precompile: Plugin = {
  name: 'precompile',
  setup({ onLoad }) {
    for (const [name, module] of Object.entries(compiled)) {
      onLoad({ filter: new RegExp(`[\\\\/]build[\\\\/]${name}$`) }, () => ({ contents: module(), resolveDir: built }));
    }
  },
};

/** The modules of the package yaml that are not used: what writes texts, and what reads the types of YAML 1.1 and JSON. */
const unusedYaml =
  /[\\/]yaml[\\/]browser[\\/]dist[\\/](stringify|schema[\\/]json|schema[\\/]yaml-1.1[\\/](binary|bool|float|int|omap|pairs|schema|set|timestamp))\b/;

const omitUnused: Plugin = {
  name: 'omit unused',
  setup({ onLoad }) {
    onLoad({ filter: unusedYaml }, ({ path: file }) => {
      const [, names] = /^export \{ ([\w$, ]+) \};\s*$/m.exec(readFileSync(file, 'utf8')) ?? [];
      if (names === undefined || names.includes(' as ')) throw new Error(`${file} exports in another way than before`);
      return { contents: `let ${names}; export { ${names} };` };
    });
  },
};

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
  licenses(Object.keys({ ...library.inputs, ...program.inputs, ...lsp.inputs })),
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

function runtimeModule(): string {
  const modules = Object.fromEntries(runtimeNames.map((name) => [name, readRuntime(name)]));
  return `const modules = ${JSON.stringify(modules)};\nexport const runtime = (name) => modules[name];\n`;
}

/** The exports of a module, which must be plain data, as JSON: V8 parses it faster than it would compute it. */
function dataModule(exports: object): string {
  return Object.entries(exports)
    .map(([name, value]) => `export const ${name} = JSON.parse(${JSON.stringify(JSON.stringify(value))});\n`)
    .join('');
}

/**
 * Shortens what ajv compiled, by a third. Only the place of an error is used, its keyword with the names among its
 * parameters, and the part of the schema; and no function asks what its value is in.
 */
function withoutUnused(code: string): string {
  const short = code
    .replaceAll(/schemaPath:"[^"]*",|schema:[^,{}]+,(?=parentSchema:)|,data(?::data\d+)?(?=\})/g, '')
    .replaceAll(/params:\{(?:type|limit|comparison|failingKeyword): ?[^{}]*\}/g, 'params:{}')
    .replaceAll(
      /,parentData(?::[\w.]+)?,parentDataProperty(?::[^,{}]+)?,rootData|, parentData, parentDataProperty, rootData=data/g,
      '',
    )
    .replaceAll(
      /const (err\d+) = (\{.*?\});\s*if\(vErrors === null\)\{\s*vErrors = \[\1\];\s*\}\s*else \{\s*vErrors\.push\(\1\);\s*\}/g,
      '(vErrors ??= []).push($2);',
    );
  if (/schemaPath|parentData|rootData|const err\d/.test(short)) throw new Error('ajv writes another code than before');
  return short;
}

/** The schema's validator. It imports the schema from its module; ajv would write it out again. */
function validatorModule(name: string, schema: JsonSchema, exported: string, file: string): string {
  const ajv = new Ajv({ ...ajvOptions, code: { source: true, esm: true } });
  let code = standalone.default(ajv, ajv.compile(schema));
  for (const [key, part] of Object.entries(schema.definitions as object))
    code = code.replaceAll(` = ${stringify(part)};`, ` = ${exported}.definitions[${JSON.stringify(key)}];`);
  code = code.replaceAll(` = ${stringify(schema)};`, ` = ${exported};`);
  code = withoutUnused(code);
  if (/const schema\d+ = \{/.test(code)) throw new Error('the compiled schema has parts of the schema inside');
  // If the schema needs a runtime helper of ajv, ajv writes a require, which ES modules do not have.
  if (code.includes('require(')) throw new Error('the compiled schema needs a module of ajv');
  return `import { ${exported} } from '${file}';\nexport { validate as ${name} };\n${code}`;
}
