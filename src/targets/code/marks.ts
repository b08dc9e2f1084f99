/**
 * Finds the lines of the spec's parts in generated code: marks are printed with the code, and removed from the text.
 */
import type { Block, LayerItem, UseItem } from '../../spec/spec.js';
import type { TextFile } from '../target.js';

/** The first line, counted from 1, of each block's function, by name, and of each call for a layer or a use, by id. */
export interface CodeLines {
  readonly blocks: ReadonlyMap<string, number>;
  readonly items: ReadonlyMap<number, number>;
}

/** A module: the name of its file, its text, and the lines of the parts of the spec. */
export type CodeModule = TextFile & { readonly lines: CodeLines };

// The encoders escape control characters of the spec, so that no text is taken for a mark.
const sign = '\u0001';
const marks = new RegExp(`${sign}([^${sign}]*)${sign}`, 'g');

/** The mark before the first line of a block's function. */
export const blockMark = ({ name }: Block): string => `${sign}${name.text}${sign}`;

/** The mark before the first line of a call for a layer or a use. */
export const itemMark = ({ id }: LayerItem | UseItem): string => `${sign}#${id}${sign}`;

/** The text without marks, and their lines; of several equal marks the first counts. */
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
