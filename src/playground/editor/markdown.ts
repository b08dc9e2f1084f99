/**
 * Shows the Markdown of the language server: paragraphs, tables, lists, code and emphasis. Everything becomes text of
 * elements, so that nothing in a spec can become markup.
 */
import { element } from '../../reports/page/dom.js';

export function markdown(text: string): HTMLElement {
  const root = element('div', { class: 'markdown' });
  for (const block of text.split(/\n{2,}(?![^`]*^```$)/m)) root.append(blockOf(block.trim()));
  return root;
}

function blockOf(block: string): HTMLElement {
  const fence = /^```\w*\n([\s\S]*?)\n?```$/.exec(block);
  if (fence) return element('pre', {}, element('code', {}, fence[1] ?? ''));
  const lines = block.split('\n');
  if (lines[0]?.startsWith('|')) return tableOf(lines);
  if (lines.every((line) => line.startsWith('- ')))
    return element('ul', {}, ...lines.map((line) => element('li', {}, ...inline(line.slice(2)))));
  const heading = /^#+ (.*)$/.exec(block);
  return heading ? element('h3', {}, ...inline(heading[1] ?? '')) : element('p', {}, ...inline(block));
}

function tableOf([head = '', , ...rows]: readonly string[]): HTMLElement {
  const cellsOf = (row: string) => row.replace(/^\||\|$/g, '').split(/(?<!\\)\|/);
  const line = (row: string, tag: 'th' | 'td') =>
    element('tr', {}, ...cellsOf(row).map((cell) => element(tag, {}, ...inline(cell.trim()))));
  return element('table', {}, line(head, 'th'), ...rows.map((row) => line(row, 'td')));
}

/** Code, strong text, emphasis, links (as their text), escaped signs and entities; the rest is plain. */
function inline(text: string): readonly (Node | string)[] {
  const parts: (Node | string)[] = [];
  let end = 0;
  for (const found of text.matchAll(inlineMarks)) {
    const { code, strong, soft, label, sign, entity } = found.groups ?? {};
    parts.push(text.slice(end, found.index));
    if (code !== undefined) parts.push(element('code', {}, code.trim()));
    else if (strong !== undefined) parts.push(element('strong', {}, ...inline(strong)));
    else if (soft !== undefined) parts.push(element('em', {}, ...inline(soft)));
    else if (label !== undefined) parts.push(...inline(label));
    else parts.push(sign ?? entities[entity ?? ''] ?? found[0]);
    end = found.index + found[0].length;
  }
  return [...parts, text.slice(end)].flatMap((part) => {
    if (part === '') return [];
    return typeof part === 'string' ? withUnits(part) : part;
  });
}

/** Keeps a number and its unit in one line: 94.08 M. */
const withUnits = (text: string): string => text.replaceAll(/(\d) (?=[kMGT]\b)/g, '$1\u00a0');

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00a0' };

const inlineMarks =
  /(?<ticks>`+)(?<code>.+?)\k<ticks>(?!`)|\*\*(?<strong>.+?)\*\*|\b_(?<soft>.+?)_\b|\[(?<label>[^\]]*)\]\([^)]*\)|\\(?<sign>[^\w\s])|&(?<entity>\w+);/g;
