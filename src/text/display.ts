/** Text for a terminal with fixed-width cells: visible characters, and their width. */
import { eastAsianWidth } from 'get-east-asian-width';

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The text with invisible characters, and those that move others, as escapes. */
export function visible(text: string): string {
  // Controls, line separators, invisible and bidirectional marks, and lone surrogates.
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, (character) => {
    const hex = (character.codePointAt(0) ?? 0).toString(16);
    return named[character] ?? (hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`);
  });
}

let segmenter: Intl.Segmenter | undefined;

/** Whether a grapheme takes two cells, as East Asian wide characters and emoji do. */
const isWide = (character: string): boolean =>
  character.includes('\ufe0f') || eastAsianWidth(character.codePointAt(0) ?? 0) === 2;

/** The graphemes of a visible text: a letter and its accents are one. */
function charactersOf(text: string): readonly string[] {
  // Creating it takes a tenth of the time of a whole check, which rarely needs it.
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** The width of a visible text in cells. */
export function widthOf(text: string): number {
  // Nearly all text is ASCII, with one cell per character.
  if (/^[ -~]*$/.test(text)) return text.length;
  return charactersOf(text).reduce((width, character) => width + (isWide(character) ? 2 : 1), 0);
}

/** A visible text, cut at its end to fit, with an ellipsis. */
export function cutEnd(text: string, width: number): string {
  return widthOf(text) <= width ? text : `${fill(charactersOf(text), width - 1).join('')}…`;
}

/** A visible text, cut at its start to fit, with an ellipsis. */
export function cutStart(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const kept = fill([...charactersOf(text)].reverse(), width - 1);
  return `…${kept.reverse().join('')}`;
}

/** The first characters that fit. */
function fill(characters: readonly string[], width: number): string[] {
  let room = width;
  const end = characters.findIndex((character) => {
    room -= widthOf(character);
    return room < 0;
  });
  return characters.slice(0, end === -1 ? undefined : end);
}

/** A visible text padded with spaces, or cut, to a width. */
export function fit(text: string, width: number): string {
  const cut = cutEnd(text, width);
  return cut + ' '.repeat(width - widthOf(cut));
}

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar with a length in cells, to an eighth. */
export function bar(cells: number): string {
  const length = Math.ceil(8 * cells);
  return '█'.repeat(length >> 3) + eighths[length & 7];
}

/** Wraps visible words in lines of a width; a wider word has a line of its own. */
export function wrap(words: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  let room = 0;
  for (const word of words) {
    room -= 1 + widthOf(word);
    if (room >= 0) lines.push(`${lines.pop()} ${word}`);
    else {
      lines.push(word);
      room = width - widthOf(word);
    }
  }
  return lines;
}

/** A number of bytes, such as `9.2 MiB`. */
export const bytesText = (bytes: number): string =>
  bytes < 2 ** 20 ? `${(bytes / 2 ** 10).toFixed(1)} KiB` : `${(bytes / 2 ** 20).toFixed(1)} MiB`;
