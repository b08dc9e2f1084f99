/** What the tokens of YAML are in the layout of specs: words of a line, marks, and what is neither. */
import { CST } from 'yaml';

/** Wider than this a flow collection is written as a block. */
export const widest = 160;

/** YAML looks for a colon behind no more characters than 1024; with a mark before it, a key may be longer. */
export const longestKey = 1000;

export type CstToken = CST.Token | null | undefined;
export type CstItem = CST.CollectionItem;

/** Whether a value is a text on its line, or an alias. */
export const isFlowScalar = (node: CST.Token): node is CST.FlowScalar =>
  node.type === 'alias' || (CST.isScalar(node) && node.type !== 'block-scalar');

export const isColon = ({ type }: CST.SourceToken): boolean => type === 'map-value-ind';
export const isQuestion = ({ type }: CST.SourceToken): boolean => type === 'explicit-key-ind';
export const isProperty = ({ type }: CST.SourceToken): boolean => type === 'anchor' || type === 'tag';

/** Whether a flow collection's item is only what stands behind its last comma. */
export const isBlank = ({ start, key, sep, value }: CstItem): boolean =>
  !key && !sep && !value && !start.some((token) => isProperty(token) || isQuestion(token));

/** What stands above an item, and what begins it. */
export function splitStart(
  start: readonly CST.SourceToken[],
): readonly [above: CST.SourceToken[], own: CST.SourceToken[]] {
  const begins = (token: CST.SourceToken) => isProperty(token) || isQuestion(token) || token.type === 'seq-item-ind';
  const first = start.findIndex(begins);
  return first === -1 ? [[...start], []] : [start.slice(0, first), start.slice(first)];
}

export const lastLineOf = (text: string): string => text.slice(text.lastIndexOf('\n') + 1);

/** A text in its quotes. */
function quotedText({ type, source }: CST.FlowScalar): string {
  if (type !== 'single-quoted-scalar' || /["\\]/.test(source)) return source;
  return `"${source.slice(1, -1).replaceAll("''", "'")}"`;
}

export const headerOf = ({ props }: CST.BlockScalar): string => {
  const header = props.find(({ type }) => type === 'block-scalar-header');
  return header && 'source' in header ? header.source : '';
};

/**
 * A text below its key in quotes, if only they can say it again: if its header counts spaces, the end of the file cuts
 * off its last line's end, or there is nothing below.
 */
export function quotedBlock(node: CST.BlockScalar): string | undefined {
  const header = headerOf(node);
  const value = CST.resolveAsScalar(node).value;
  const isPlain = value !== '' && !/\d/.test(header) && (header.includes('-') || node.source.endsWith('\n'));
  return isPlain ? undefined : JSON.stringify(value);
}

/** A key on one line; undefined where it can't be. */
export function keyTextOf(key: CST.Token, indent: number): string | undefined {
  if (key.type === 'block-scalar') return quotedBlock(key);
  const text = flatText(key);
  // At the margin these marks would begin or end a document.
  return indent === 0 && text !== undefined && /^(---|\.\.\.)\s/.test(text) ? JSON.stringify(text) : text;
}

/** A text with its lines indented. */
export function foldedText(node: CST.FlowScalar, indent: number): string {
  const [first = '', ...lines] = quotedText(node).split('\n');
  const below = lines.map(withoutMargins);
  return [withoutEnd(first), ...below.map((line) => (line === '' ? '' : ' '.repeat(indent) + line))].join('\n');
}

/** A line of a text that has several, without the white space that YAML leaves out of the text. */
const withoutMargins = (line: string): string => withoutEnd(line.replace(/^[ \t]+/, ''));

function withoutEnd(line: string): string {
  let end = line.length;
  while (line[end - 1] === ' ' || line[end - 1] === '\t') end -= 1;
  // The character behind a backslash is a part of the text.
  return line.slice(0, line[end - 1] === '\\' ? end + 1 : end);
}

/** A value on one line; undefined where it can't be, or holds a comment. */
export function flatText(node: CST.Token): string | undefined {
  if (node.type === 'flow-collection') return flatCollection(node);
  if (!isFlowScalar(node)) return undefined;
  const text = quotedText(node);
  if (!text.includes('\n')) return text;
  return /\n[ \t]*\n|\\\n/.test(text) ? undefined : text.split('\n').map(withoutMargins).join(' ');
}

/** It ends as soon as there is no room, since of each collection around this one the same is asked. */
function flatCollection(node: CST.FlowCollection): string | undefined {
  let list = '';
  for (const item of node.items) {
    const text = flatItem(item);
    if (text === undefined) return undefined;
    if (text !== '') list += list === '' ? text : `, ${text}`;
    if (list.length > widest) return undefined;
  }
  if (hasComment(node.end.slice(0, node.end.findIndex(isEnd)))) return undefined;
  return node.start.type === 'flow-map-start' ? `{${list}}` : `[${list}]`;
}

function flatItem({ start, key, sep = [], value }: CstItem): string | undefined {
  if ([start, sep, endOf(key), endOf(value)].some(hasComment)) return undefined;
  const words = (tokens: readonly CST.SourceToken[]) =>
    tokens.filter((token) => isProperty(token) || isQuestion(token)).map(({ source }) => source);
  const [keyText, valueText] = [key ? flatText(key) : '', value ? flatText(value) : ''];
  if (keyText === undefined || valueText === undefined) return undefined;
  const before = [...words(start), keyText].filter((word) => word !== '').join(' ');
  const after = [...words(sep), valueText].filter((word) => word !== '').join(' ');
  if (!sep.some(isColon)) return [before, after].filter((word) => word !== '').join(' ');
  // Right behind a mark that has no key, the colon would be part of it.
  const colon = keyText === '' && before !== '' ? ' :' : ':';
  return after === '' ? before + colon : `${before}${colon} ${after}`;
}

const hasComment = (tokens: readonly CST.SourceToken[]): boolean => tokens.some(({ type }) => type === 'comment');
const isEnd = ({ type }: CST.SourceToken): boolean => type === 'flow-map-end' || type === 'flow-seq-end';

/** What stands behind a value. */
const endOf = (node: CstToken): readonly CST.SourceToken[] => (node && 'end' in node ? (node.end ?? []) : []);
