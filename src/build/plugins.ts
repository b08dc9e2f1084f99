/**
 * Plugins of esbuild for all bundles. Modules that compute something when loaded are replaced by the result, so that
 * what is built reads no files, and needs neither ajv nor esbuild.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, stringify } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import type { Plugin } from 'esbuild';
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

/** The folder of compiled modules. */
export const built = fileURLToPath(new URL('..', import.meta.url));

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

/** Replaces modules of build/ by what they compute; `isWanted` can leave out some. */
export const precompileSome = (isWanted: (name: string) => boolean): Plugin => ({
  name: 'precompile',
  setup({ onLoad }) {
    for (const [name, module] of Object.entries(compiled)) {
      if (!isWanted(name)) continue;
      onLoad({ filter: new RegExp(`[\\\\/]build[\\\\/]${name}$`) }, () => ({ contents: module(), resolveDir: built }));
    }
  },
});

export const precompile: Plugin = precompileSome(() => true);

/** The modules of the package yaml that are not used: what writes texts, and what reads the types of YAML 1.1 and JSON. */
const unusedYaml =
  /[\\/]yaml[\\/]browser[\\/]dist[\\/](stringify|schema[\\/]json|schema[\\/]yaml-1.1[\\/](binary|bool|float|int|omap|pairs|schema|set|timestamp))\b/;

export const omitUnused: Plugin = {
  name: 'omit unused',
  setup({ onLoad }) {
    onLoad({ filter: unusedYaml }, ({ path: file }) => {
      const [, names] = /^export \{ ([\w$, ]+) \};\s*$/m.exec(readFileSync(file, 'utf8')) ?? [];
      if (names === undefined || names.includes(' as ')) throw new Error(`${file} exports in another way than before`);
      return { contents: `let ${names}; export { ${names} };` };
    });
  },
};

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
 * Shortens what ajv compiled, by more than a third. Only the place of an error is used, its keyword with the names among its
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
    )
    .replaceAll(
      /\.push\(\{instancePath(?::(.*?))?,keyword:("\w+"),params:(\{[^{}]*\}),parentSchema:(.*?)\}\);/g,
      (_, place = 'instancePath', keyword, params, part) =>
        `.push(fault(${place},${keyword},${part}${params === '{}' ? '' : `,${params}`}));`,
    );
  if (/schemaPath|parentData|rootData|const err\d/.test(short)) throw new Error('ajv writes another code than before');
  return `const fault = (instancePath, keyword, parentSchema, params = {}) => ({ instancePath, keyword, params, parentSchema });
${short}`;
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
