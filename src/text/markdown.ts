/** Text for Markdown, as prose or as code, never as markup. */
import { visible } from './display.js';

/** Characters with a meaning in Markdown or on GitHub; an underscore inside a word has none. */
const markup = /[\\`*[\]<>|~$&@#]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g;

/** Text without markup, mentions and references to issues; a comment breaks those. */
export function prose(text: string): string {
  return visible(text).replace(markup, (sign) => (sign === '@' || sign === '#' ? `${sign}<!-- -->` : `\\${sign}`));
}

/** Text as code, with more backticks than it has in a row. Bars are escaped for tables. */
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

/** Text for markup: special characters as entities. */
export function encode(text: string): string {
  return visible(text).replace(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}

/** A table with Markdown in its cells. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** Text as Markdown, with the parts between backticks as code. */
export const proseWithCode = (text: string): string =>
  text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? code(part) : prose(part)))
    .join('');
