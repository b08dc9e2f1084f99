/** Where in the code the parts of a spec come to stand: marks travel with the lines, and are taken out of the whole. */
import type { Block, LayerItem, UseItem } from '../../spec/spec.js';

/** The line, from 1, at which each function of a block begins, by name, and each call for a layer or a use, by id. */
export interface CodeLines {
  readonly blocks: ReadonlyMap<string, number>;
  readonly items: ReadonlyMap<number, number>;
}

// The encoders let no control character of the spec through, so that no text is taken for a mark.
const sign = '\u0001';
const marks = new RegExp(`${sign}([^${sign}]*)${sign}`, 'g');

/** The mark to put before the first line of a block's function. */
export const blockMark = ({ name }: Block): string => `${sign}${name.text}${sign}`;

/** The mark to put before the first line of the call for a layer or a use. */
export const itemMark = ({ id }: LayerItem | UseItem): string => `${sign}#${id}${sign}`;

/** The text without its marks, and where they stood; what is written several times counts where it is first. */
export function takeMarks(marked: string): { readonly text: string; readonly lines: CodeLines } {
  const blocks = new Map<string, number>();
  const items = new Map<number, number>();
  const lines = marked.split('\n').map((line, index) =>
    line.replace(marks, (_, of: string) => {
      const [places, key] = of.startsWith('#') ? [items, Number(of.slice(1))] : [blocks, of];
      if (!(places as Map<unknown, number>).has(key)) (places as Map<unknown, number>).set(key, index + 1);
      return '';
    }),
  );
  return { text: lines.join('\n'), lines: { blocks, items } };
}
