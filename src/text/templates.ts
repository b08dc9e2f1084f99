/**
 * Renders a template of `templates/`. Uncompiled source compiles them when loaded; `npm run build` replaces this module
 * by the compiled ones, so that nothing is read at run time.
 */
import Handlebars from 'handlebars';
import { readTemplates, templateOptions } from './template-files.js';

const handlebars = Handlebars.create();
for (const [name, text] of readTemplates()) {
  handlebars.registerPartial(name, handlebars.compile(text, templateOptions));
}

/** Renders a template, such as `tfjs/network`, which may include others as partials. Nothing is escaped. */
export function render(name: string, view: object): string {
  const template = handlebars.partials[name];
  if (!template) throw new Error(`there is no template ${name}`);
  return template(view);
}
