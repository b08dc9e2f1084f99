/** Creates elements. Texts become text, never markup. */
import type { Mark } from '../drawing/marks.js';

type DomAttributes = Readonly<Record<string, string | number | boolean>>;

/** An element of HTML; false attributes are left out, true ones are empty. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: DomAttributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== false) made.setAttribute(name, value === true ? '' : String(value));
  made.append(...children);
  return made;
}

/** An element of SVG with its children. */
export function svg({ tag, attributes, children = [], text }: Mark | (Omit<Mark, 'tag'> & { tag: 'svg' })): SVGElement {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  if (text !== undefined) made.textContent = text;
  made.append(...children.map(svg));
  return made;
}

/** A button with an action. */
export function button(label: string, text: string, act: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', 'aria-label': label, title: label }, text);
  made.addEventListener('click', act);
  return made;
}
