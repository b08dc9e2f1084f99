/** The pages of the documentation, and the examples in them. */
import { readFileSync } from 'node:fs';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';

/** A stretch of code on a page. */
export interface Fence {
  /** What the line that opens it says of it, such as `yaml`. */
  readonly language: string;
  readonly text: string;
  readonly line: number;
  /** The HTML comment right above it, which readers do not see: `layers` if it lists those of the example above. */
  readonly comment: string;
}

export const readPage = (file: string): string => readFileSync(file, 'utf8');

export function fencesOf(page: string): readonly Fence[] {
  return [...page.matchAll(/(?:^<!--((?:(?!-->)[\s\S])*)-->\n)?^```(\w*)\n([\s\S]*?)^```$/gm)].map((match) => {
    const [, comment = '', language = '', text = ''] = match;
    const line = page.slice(0, match.index + match[0].indexOf('```')).split('\n').length;
    return { language, text, line, comment: comment.trim() };
  });
}

/** A page without its fenced code. */
export const proseOf = (page: string): string => page.replaceAll(/^```[\s\S]*?^```$/gm, '');

/** The spec of an example: itself, or, if it is a part, with what the page leaves out. */
export function specOf({ text }: Fence): string {
  if (/^netspec:/m.test(text)) return text;
  const has = (key: string) => new RegExp(`^${key}:`, 'm').test(text);
  const head = ['netspec: 1', 'name: Example', ...(has('inputs') ? [] : ['inputs: {image: 32x32x3}'])];
  return `${head.join('\n')}\n${text}${has('outputs') ? '' : `outputs: {output: ${lastLayer(text)}}\n`}`;
}

function lastLayer(part: string): string {
  const { contents } = parseDocument(part, { merge: true });
  const layers = isMap(contents) ? contents.get('layers') : undefined;
  const last = isSeq(layers) ? layers.items.at(-1) : undefined;
  const group = isMap(last) ? last.get('layers') : undefined;
  const named = isMap(last) && !last.has('name') && isSeq(group) ? group.items.at(-1) : last;
  const name = isMap(named) ? named.get('name', true) : undefined;
  return isScalar(name) ? String(name.value) : '?';
}
