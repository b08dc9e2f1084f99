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
  // Below, since the lines above are what the word belongs to.
  return { pos: from, end: to, create: () => ({ dom: markdown(text) }) };
});
