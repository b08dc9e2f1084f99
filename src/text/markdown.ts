/** Text for Markdown: as prose or as code, and never as markup, whatever is in it. */
import { visible } from './display.js';

/** What Markdown or GitHub would read as more than text; an underscore inside a word is none of it. */
const markup = /[\\`*[\]<>|~$&@#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g;

/** Text in which nothing is markup, nor a mention of somebody or of an issue, which a comment takes apart. */
export function prose(text: string): string {
  return visible(text).replace(markup, (sign) => (sign === '@' || sign === '#' ? `${sign}<!-- -->` : `\\${sign}`));
}

/** Text as code, between more backticks than it has in a row. A bar would end the table's cell even there. */
export function code(text: string): string {
  const shown = visible(text).replaceAll('|', '\\u007c');
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 ? ' ' : '';
  return `${fence}${space}${shown}${space}${fence}`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text in markup, of a page, a drawing, or a line of Markdown that is HTML: what is markup as entities. */
export function encode(text: string): string {
  return visible(text).replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

/** A table of cells that are Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
