/** Diagrams in Mermaid, which GitHub renders. */
import { found, itemAt } from '../text/lookup.js';
import { describe } from './drawing/describe.js';
import { letterOf, type ModuleKind } from './drawing/kinds.js';
import type { Looks } from './drawing/looks.js';
import type { Diagram, DrawnPart } from './drawing/structure.js';
import { shapeLabel } from './shape-words.js';

/** GitHub may refuse to draw more parts. */
export const mostParts = 150;

/** A diagram from top to bottom, with names and descriptions of parts, and edges with shapes. */
export function mermaid({ parts, edges, looks }: Diagram, kinds: ReadonlyMap<string, ModuleKind>): string {
  return [
    'flowchart TD',
    ...parts.map((part, index) => `  n${index}${shaped(part, kinds, looks)}`),
    ...edges.map(([from, to]) => `  n${from} -->|"${label(shapeLabel(itemAt(parts, from).dims))}"| n${to}`),
  ].join('\n');
}

/** Inputs of the network are round, modules have double sides. */
function shaped(part: DrawnPart, kinds: ReadonlyMap<string, ModuleKind>, looks: Looks): string {
  const lines = (...texts: readonly string[]) => `"${texts.map(label).join('<br/>')}"`;
  if (part.kind === 'input') return `([${lines(part.label)}])`;
  if (part.kind === 'layer') {
    const what = describe([part.entry], looks);
    return `[${what === part.label ? lines(what) : lines(part.label, what)}]`;
  }
  const { name, block, layers } = part.entry;
  const kind = found(kinds, name);
  return `[[${lines(part.label, `(${letterOf(kind)}) ${block ?? `${layers} layers`}`)}]]`;
}

/** Text without markup for Mermaid: special characters as numbers. */
const label = (text: string): string =>
  text.replace(/[^A-Za-z0-9_.,\u00d7\u2192/|+ ()-]/gu, (sign) => `#${sign.codePointAt(0)};`);
