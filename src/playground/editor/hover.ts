import { hoverTooltip, type Tooltip } from '@codemirror/view';
import { fileOf, placeOf, spanOf } from './document.js';
import { markdown } from './markdown.js';

/** What the language server knows of the word under the pointer. */
export const hover = hoverTooltip(async ({ state }, pos): Promise<Tooltip | null> => {
  const position = placeOf(state.doc, pos);
  const found = await fileOf(state).ask('textDocument/hover', { position });
  // A dialog may have opened meanwhile.
  if (!found || document.querySelector('dialog')) return null;
  const { contents, range } = found;
  const text = typeof contents === 'object' && 'kind' in contents ? contents.value : String(contents);
  const { from, to } = range ? spanOf(state.doc, range) : { from: pos, to: pos };
  return { pos: from, end: to, above: true, create: () => ({ dom: markdown(text) }) };
});
