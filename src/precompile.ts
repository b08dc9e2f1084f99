/**
 * The last step of `npm run build`, after tsc: puts compiled code in the place of the two modules of dist/ that, as
 * source, compile when they are loaded. What is built then reads no files, and needs neither ajv nor handlebars.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import Handlebars from 'handlebars';
import { schema } from './schema.js';
import { ajvOptions } from './schema-validator.js';
import { readTemplates, templateOptions } from './template-files.js';

writeFileSync(new URL('templates.js', import.meta.url), templatesModule());
writeFileSync(new URL('schema-validator.js', import.meta.url), validatorModule());

function templatesModule(): string {
  const templates = [...readTemplates()].map(
    ([name, text]) => `  ${JSON.stringify(name)}: ${Handlebars.precompile(text, templateOptions)},\n`,
  );
  // The runtime goes inside, in a function, so that whoever renders nothing does not pay for it.
  const runtime = readFileSync(createRequire(import.meta.url).resolve('handlebars/dist/handlebars.runtime.min.js'));
  return `function loadRuntime() {
const module = { exports: {} };
const { exports } = module;
${runtime}
return module.exports;
}
const templates = {
${templates.join('')}};
let handlebars;
function loadTemplates() {
  handlebars = loadRuntime().create();
  for (const name of Object.keys(templates)) handlebars.registerPartial(name, handlebars.template(templates[name]));
}
export function render(name, view) {
  if (!handlebars) loadTemplates();
  const template = handlebars.partials[name];
  if (!template) throw new Error(\`there is no template \${name}\`);
  return template(view);
}
`;
}

function validatorModule(): string {
  const ajv = new Ajv({ ...ajvOptions, code: { source: true, esm: true } });
  const code = standalone.default(ajv, ajv.compile(schema));
  // Where the schema needs one of ajv's runtime helpers, ajv writes a require, which an ES module does not have.
  if (code.includes('require(')) throw new Error('the compiled schema needs a module of ajv');
  return `export const ajvOptions = ${JSON.stringify(ajvOptions)};
export { validate as validateSchema };
${code}`;
}
