/** Writes the tokens of a YAML text in the layout of specs. */
import { type CST, Parser } from 'yaml';
import { positionAt, type Source } from '../text/source.js';
import {
  type CstItem,
  type CstToken,
  flatText,
  foldedText,
  headerOf,
  isBlank,
  isColon,
  isFlowScalar,
  isProperty,
  isQuestion,
  keyTextOf,
  lastLineOf,
  longestKey,
  quotedBlock,
  splitStart,
  widest,
} from './layout-words.js';

export class TokenWriter {
  private readonly lines: string[] = [];
  /** The current line; it may contain the lines of a text. */
  private line: string | undefined;
  /** Whether the next token begins a line. */
  private isBroken = false;
  /** Whether the next token begins an item. */
  private isHead = false;
  /** The number of line ends since the last word or comment. */
  private ends = 0;
  /** Comments waiting for the line below them. */
  private waiting: { readonly text: string; readonly column: number; readonly isApart: boolean }[] = [];
  /** The items around the current place: their new indentation, and their old column. */
  private readonly open: { readonly indent: number; readonly column: number }[] = [];

  constructor(private readonly source: Source) {
    for (const token of new Parser().parse(source.text)) this.writeTop(token);
    this.ends = 0;
    this.beginLine(0, 0);
  }

  toString(): string {
    return `${this.lines.join('\n')}\n`;
  }

  private writeTop(token: CST.Token): void {
    this.isBroken = true;
    if (token.type === 'document') {
      this.writeMarks(token.start, 0);
      this.writeNode(token.value, 0, 0, true);
      this.writeMarks(token.end, 0);
    } else if (token.type === 'doc-end') {
      this.write(token.source, 0, token.offset);
      this.writeMarks(token.end, 0);
    } else this.writeMarks([token as CST.SourceToken], 0);
  }

  /** Writes a value. `indent` is that of its lines, `listIndent` that of its dashes if it is a list. */
  private writeNode(node: CstToken, indent: number, listIndent: number, isBelow: boolean): void {
    if (!node) return;
    if (node.type === 'block-scalar') this.writeBlockScalar(node, indent);
    else if (node.type === 'block-map' || node.type === 'block-seq') {
      this.isBroken ||= isBelow;
      if (node.type === 'block-map') this.writeMapping(node.items, indent);
      else this.writeList(node.items, listIndent);
    } else if (node.type === 'flow-collection') {
      const isMapping = node.start.type === 'flow-map-start';
      const flat = flatText(node);
      if (flat !== undefined && flat.length <= this.roomAt(indent)) this.write(flat, indent, node.offset);
      else if (node.items.every(isBlank)) {
        this.write(isMapping ? '{}' : '[]', indent, node.offset);
        for (const { start } of node.items) this.writeMarks(start, indent);
      } else {
        this.isBroken ||= isBelow;
        if (isMapping) this.writeMapping(node.items, indent);
        else this.writeList(node.items, listIndent);
      }
      this.writeMarks(node.end, indent);
    } else if (isFlowScalar(node)) {
      if (node.source !== '') this.write(foldedText(node, indent), indent, node.offset);
      this.writeMarks(node.end, indent);
    }
  }

  private writeMapping(items: readonly CstItem[], indent: number): void {
    for (const [index, item] of items.entries()) {
      this.beginItem(index);
      const { start, key, sep = [], value } = item;
      const colon = sep.find(isColon);
      const keyText = key ? keyTextOf(key, indent) : '';
      const isExplicit = key ? !colon || keyText === undefined || keyText.length > longestKey : start.some(isQuestion);
      if (isExplicit) this.writeExplicit(item, indent);
      else {
        this.writeMarks(start, indent);
        if (colon) this.write(`${keyText}:`, indent, (key ?? colon).offset);
        if (key?.type === 'block-scalar') this.writeMarks(key.props as CST.SourceToken[], indent + 2);
        this.writeMarks(sep, indent + 2);
        this.writeNode(value, indent + 2, indent, true);
      }
    }
  }

  /** Writes an entry with an empty key, a key without a colon, or one of several lines. */
  private writeExplicit({ start, key, sep = [], value }: CstItem, indent: number): void {
    const [above, own] = splitStart(start);
    const { offset } = (own[0] ?? key) as CST.Token;
    this.writeMarks(above, indent);
    this.write('?', indent, offset);
    this.writeMarks(own, indent + 2);
    this.writeNode(key, indent + 2, indent + 2, true);
    const colon = sep.findIndex(isColon);
    this.writeMarks(colon === -1 ? sep : sep.slice(0, colon), indent + 2);
    if (colon === -1) return;
    this.isBroken = true;
    this.write(':', indent, offset);
    this.writeMarks(sep.slice(colon), indent + 2);
    this.writeNode(value, indent + 2, indent + 2, true);
  }

  private writeList(items: readonly CstItem[], indent: number): void {
    for (const [index, { start, key, sep, value }] of items.entries()) {
      this.beginItem(index);
      const [above, own] = splitStart(start);
      this.writeMarks(above, indent);
      const first = own[0] ?? key ?? sep?.[0] ?? value;
      if (!first) continue;
      this.write('-', indent, first.offset);
      this.writeMarks(own, indent + 2);
      // A lone `?` is an unknown size; any other key makes a pair without braces.
      const isUnknown = own.some(isQuestion) && !sep?.some(isColon) && (!key || ('source' in key && key.source === ''));
      if (isUnknown) this.write('"?"', indent + 2, first.offset);
      else if (sep) this.writeMapping([{ start: [], key: key ?? null, sep, ...(value ? { value } : {}) }], indent + 2);
      else this.writeNode(value, indent + 2, indent + 2, own.some(isProperty));
    }
  }

  private writeBlockScalar(node: CST.BlockScalar, indent: number): void {
    const header = headerOf(node);
    const quoted = quotedBlock(node);
    this.write(quoted ?? header, indent, node.offset);
    this.writeMarks(node.props as CST.SourceToken[], indent);
    this.isBroken = true;
    this.ends = 1;
    if (quoted !== undefined) return;
    const lines = node.source.replace(/\n$/, '').split('\n');
    const margin = lines.map((line) => line.search(/[^ ]/)).find((column) => column !== -1) ?? Number.POSITIVE_INFINITY;
    const texts = lines.map((line) => line.slice(margin));
    while (!header.includes('+') && texts.at(-1) === '') {
      texts.pop();
      this.ends += 1;
    }
    for (const text of texts) this.line += text === '' ? '\n' : `\n${' '.repeat(indent)}${text}`;
  }

  /** Writes anchors and tags, and tracks line ends and comments; other tokens come from the layout. */
  private writeMarks(tokens: readonly CST.SourceToken[] = [], indent: number): void {
    for (const token of tokens) {
      if (token.type === 'newline') this.ends += 1;
      else if (token.type === 'comment') this.writeComment(token);
      else if (isProperty(token) || token.type === 'doc-start') this.write(token.source, indent, token.offset);
    }
  }

  private writeComment({ source, offset }: CST.SourceToken): void {
    const text = source.trimEnd();
    const column = this.columnAt(offset);
    if (this.line !== undefined && this.ends === 0 && this.waiting.length === 0) {
      this.line += ' '.repeat(Math.max(2, column - lastLineOf(this.line).length)) + text;
    } else this.waiting.push({ text, column, isApart: this.ends > 1 });
    this.isBroken = true;
    this.ends = 0;
  }

  private beginItem(index: number): void {
    this.isBroken ||= index > 0;
    this.isHead = true;
  }

  /** Adds a word to the current line, or begins a line with it. */
  private write(word: string, indent: number, offset: number): void {
    const column = this.columnAt(offset);
    if (this.line === undefined || this.isBroken) {
      this.beginLine(indent, column);
      this.line = ' '.repeat(indent) + word;
    } else this.line += ` ${word}`;
    if (this.isHead) {
      while ((this.open.at(-1)?.indent ?? -1) >= indent) this.open.pop();
      this.open.push({ indent, column });
    }
    this.isHead = false;
    this.isBroken = false;
    this.ends = 0;
  }

  private beginLine(indent: number, column: number): void {
    if (this.line !== undefined) this.lines.push(this.line);
    for (const comment of this.waiting) {
      if (comment.isApart) this.addBlank();
      this.lines.push(' '.repeat(this.indentOf(comment.column, indent, column)) + comment.text);
    }
    if (this.ends > 1) this.addBlank();
    this.waiting = [];
  }

  private addBlank(): void {
    if (this.lines.length > 0) this.lines.push('');
  }

  /** A comment belongs to what follows it; if it was indented more, to the item at its level. */
  private indentOf(column: number, nextIndent: number, nextColumn: number): number {
    if (column <= nextColumn) return nextIndent;
    const level = this.open.findLast((item) => item.column <= column);
    return Math.max(nextIndent, level?.indent ?? 0);
  }

  /** The number of characters that still fit on the line. */
  private roomAt(indent: number): number {
    return widest - (this.line === undefined || this.isBroken ? indent : lastLineOf(this.line).length + 1);
  }

  private columnAt(offset: number): number {
    return positionAt(this.source, offset).column - 1;
  }
}
