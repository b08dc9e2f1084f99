/** The tokens of YAML in the layout of specs: text on a line, marks, and neither. */
import { CST } from 'yaml';

/** A flow collection that is wider is written as a block. */
export const widest = 160;

/** YAML searches for a colon in at most 1024 characters; a longer key needs a mark before it. */
export const longestKey = 1000;

export type CstToken = CST.Token | null | undefined;
export type CstItem = CST.CollectionItem;

/** Whether a value is a text on one line, or an alias. */
export const isFlowScalar = (node: CST.Token): node is CST.FlowScalar =>
  node.type === 'alias' || (CST.isScalar(node) && node.type !== 'block-scalar');

export const isColon = ({ type }: CST.SourceToken): boolean => type === 'map-value-ind';
export const isQuestion = ({ type }: CST.SourceToken): boolean => type === 'explicit-key-ind';
export const isProperty = ({ type }: CST.SourceToken): boolean => type === 'anchor' || type === 'tag';

/** Whether an item of a flow collection is only what comes after the last comma. */
export const isBlank = ({ start, key, sep, value }: CstItem): boolean =>
  !key && !sep && !value && !start.some((token) => isProperty(token) || isQuestion(token));

/** What is above an item, and what begins it. */
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
 * A text below its key in quotes, if it can't be written in another way: if its header counts spaces, if the end of the
 * file cuts off its last line end, or if there is nothing below.
 */
export function quotedBlock(node: CST.BlockScalar): string | undefined {
  const header = headerOf(node);
  const value = CST.resolveAsScalar(node).value;
  const isPlain = value !== '' && !/\d/.test(header) && (header.includes('-') || node.source.endsWith('\n'));
  return isPlain ? undefined : JSON.stringify(value);
}

/** A key on one line; undefined if impossible. */
export function keyTextOf(key: CST.Token, indent: number): string | undefined {
  if (key.type === 'block-scalar') return quotedBlock(key);
  const text = flatText(key);
  // At the margin these marks would start or end a document.
  return indent === 0 && text !== undefined && /^(---|\.\.\.)\s/.test(text) ? JSON.stringify(text) : text;
}

/** A text with its lines indented. */
export function foldedText(node: CST.FlowScalar, indent: number): string {
  const [first = '', ...lines] = quotedText(node).split('\n');
  const below = lines.map(withoutMargins);
  return [withoutEnd(first), ...below.map((line) => (line === '' ? '' : ' '.repeat(indent) + line))].join('\n');
}

/** A line of a text with several lines, without the white space that YAML drops. */
const withoutMargins = (line: string): string => withoutEnd(line.replace(/^[ \t]+/, ''));

function withoutEnd(line: string): string {
  let end = line.length;
  while (line[end - 1] === ' ' || line[end - 1] === '\t') end -= 1;
  // The character after a backslash is part of the text.
  return line.slice(0, line[end - 1] === '\\' ? end + 1 : end);
}

/** A value on one line; undefined if impossible, or if it contains a comment. */
export function flatText(node: CST.Token): string | undefined {
  if (node.type === 'flow-collection') return flatCollection(node);
  if (!isFlowScalar(node)) return undefined;
  const text = quotedText(node);
  if (!text.includes('\n')) return text;
  return /\n[ \t]*\n|\\\n/.test(text) ? undefined : text.split('\n').map(withoutMargins).join(' ');
}

/** It stops as soon as there is no space, since collections around this one do the same. */
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
  // Right after a mark without a key, the colon would be part of the mark.
  const colon = keyText === '' && before !== '' ? ' :' : ':';
  return after === '' ? before + colon : `${before}${colon} ${after}`;
}

const hasComment = (tokens: readonly CST.SourceToken[]): boolean => tokens.some(({ type }) => type === 'comment');
const isEnd = ({ type }: CST.SourceToken): boolean => type === 'flow-map-end' || type === 'flow-seq-end';

/** What comes after a value. */
const endOf = (node: CstToken): readonly CST.SourceToken[] => (node && 'end' in node ? (node.end ?? []) : []);
