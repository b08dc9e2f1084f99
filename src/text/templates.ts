/**
 * Renders a template of `templates/`. As source the templates are compiled where they are loaded; `npm run build` puts
 * the compiled ones in the place of this module, so that nothing reads files at run time.
 */
import Handlebars from 'handlebars';
import { readTemplates, templateOptions } from './template-files.js';

const handlebars = Handlebars.create();
for (const [name, text] of readTemplates()) {
  handlebars.registerPartial(name, handlebars.compile(text, templateOptions));
}

/** Fills in a template, named as in `tfjs/network`; each may include any other as a partial. Nothing is escaped. */
export function render(name: string, view: object): string {
  const template = handlebars.partials[name];
  if (!template) throw new Error(`there is no template ${name}`);
  return template(view);
}
