/** Finds the line with wrong indentation, which is often not the line at which YAML fails. */

import { parseDocument } from 'yaml';
import { itemAt } from '../text/lookup.js';

/** A misplaced line: the start of its indentation, of its content, its end, and the right indentation. */
export interface Misplaced {
  readonly start: number;
  readonly content: number;
  readonly end: number;
  /** The number of spaces with which the text is sound. */
  readonly fits: number;
}

/** The maximum number of lines to look at, and of times to parse them. */
const mostLines = 400;
const mostTrials = 60;

/** After this many lines a key at the margin is a good place to start. */
const enoughLines = 60;

interface SourceLine {
  readonly start: number;
  readonly text: string;
  /** Undefined for a blank line, a comment, and a line indented with a tab. */
  readonly indent: number | undefined;
}

/**
 * The line at an offset, above it or right below it, that makes the text around sound if it alone is indented like
 * another, or like the key after the dash above. Of several it is the one that is least like the lines around it, or a key
 * right below the dash of its item. Undefined if there is none.
 */
export function findMisplaced(text: string, offset: number): Misplaced | undefined {
  const { lines, at } = linesAround(text, offset);
  const depths = lines.flatMap(({ indent }) => indent ?? []);
  const countAt = (depth: number) => depths.filter((one) => one === depth).length;
  let best: Misplaced | undefined;
  let highest = Number.NEGATIVE_INFINITY;
  for (const { index, fits } of candidates(lines, at).slice(0, mostTrials)) {
    const { start, text: line, indent = 0 } = itemAt(lines, index);
    const isInItem = fits === depthInItem(lines, index) && Math.abs(fits - indent) < indent;
    const score = isInItem ? Number.MAX_VALUE : countAt(fits) - countAt(indent);
    if (score <= highest || !isSound(lines, index, ' '.repeat(fits) + line.trimStart())) continue;
    highest = score;
    best = { start, content: start + indent, end: start + line.length, fits };
  }
  return best;
}

/** The maximum number of lines above an offset that may lack the dash because of which YAML fails there. */
const mostAbove = 3;

/**
 * The line at an offset, or a little above it, that makes the text around sound if it begins with a dash, indented like
 * the items around it. Undefined if there is none.
 */
export function findDashless(text: string, offset: number): Misplaced | undefined {
  const { lines, at } = linesAround(text, offset);
  const solid = lines
    .flatMap(({ indent }, index) => (indent === undefined || index > at ? [] : index))
    .slice(-mostAbove);
  for (const index of solid.toReversed()) {
    const { start, text: line, indent = 0 } = itemAt(lines, index);
    if (!/^(\{|op:\s|\w+:\s*\{.*\bop:)/.test(line.trimStart())) continue;
    const depths = [lines.slice(0, index).toReversed(), lines.slice(index + 1)].flatMap(depthOfDash);
    for (const fits of new Set(depths)) {
      if (fits !== indent && fits !== indent - 2) continue;
      if (isSound(lines, index, `${' '.repeat(fits)}- ${line.trimStart()}`))
        return { start, content: start + indent, end: start + line.length, fits };
    }
  }
  return undefined;
}

/** The indentation of the first dash in some lines; none if it is far away. */
function depthOfDash(lines: readonly SourceLine[]): readonly number[] {
  const line = lines.slice(0, farthestDash).find(({ text, indent }) => indent !== undefined && /^\s*- /.test(text));
  return line?.indent === undefined ? [] : [line.indent];
}

/** The maximum number of lines of an item. */
const farthestDash = 20;

/** The lines that may be misplaced, nearest first, with their possible indentations. */
function candidates(
  lines: readonly SourceLine[],
  at: number,
): readonly { readonly index: number; readonly fits: number }[] {
  const next = lines.findIndex(({ indent }, index) => index > at && indent !== undefined);
  const nearest = [...(next === -1 ? [] : [next]), ...Array.from({ length: at + 1 }, (_, above) => at - above)];
  return nearest.flatMap((index) => {
    const { indent, text } = itemAt(lines, index);
    const isItem = /^\s*(- |\S+:(\s|$))/.test(text);
    if (indent === undefined || !isItem) return [];
    const beside = [depthFrom(lines, index, -1), depthFrom(lines, index, 1)];
    if (index < at && beside.every((depth) => depth === indent)) return [];
    const meant = [...beside, lines[at]?.indent, depthFrom(lines, at, 1), depthInItem(lines, index)];
    const depths = new Set(meant.flatMap((depth) => (depth === undefined || depth === indent ? [] : [depth])));
    return [...depths].map((fits) => ({ index, fits }));
  });
}

/** The indentation that a key at an offset needs right below a line such as `- op: dense`; undefined elsewhere. */
export function findDepthInItem(text: string, offset: number): number | undefined {
  const { lines, at } = linesAround(text, offset);
  return depthInItem(lines, at);
}

/** For a key right below a line such as `- op: dense`, the indentation of the key after that dash. */
function depthInItem(lines: readonly SourceLine[], index: number): number | undefined {
  const above = solidFrom(lines, index, -1);
  if (/^\s*- /.test(itemAt(lines, index).text)) return undefined;
  return /^ *- +(?=\w+:(\s|$))/.exec(above?.text ?? '')?.[0].length;
}

/** The indentation of the next line with content, in a direction. */
const depthFrom = (lines: readonly SourceLine[], from: number, step: 1 | -1): number | undefined =>
  solidFrom(lines, from, step)?.indent;

/** The next line with content, in a direction. */
function solidFrom(lines: readonly SourceLine[], from: number, step: 1 | -1): SourceLine | undefined {
  for (let other = from + step; lines[other]; other += step)
    if (lines[other]?.indent !== undefined) return lines[other];
  return undefined;
}

/** The lines of the sections around an offset: from the key before the last that is at the margin. */
function linesAround(text: string, offset: number): { readonly lines: readonly SourceLine[]; readonly at: number } {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const before: SourceLine[] = [];
  let keys = 0;
  for (let end = lineStart - 1; end >= 0 && keys < 2 && before.length < mostLines; ) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const line = toLine(start, text.slice(start, end));
    before.push(line);
    if (isSection(line)) keys += 1;
    if (before.length > enoughLines && line.indent === 0) break;
    end = start - 1;
  }
  const after: SourceLine[] = [];
  for (let start = lineStart; start < text.length && after.length < mostLines; ) {
    const next = text.indexOf('\n', start);
    const end = next === -1 ? text.length : next;
    const line = toLine(start, text.slice(start, end));
    if (after.length > 0 && isSection(line)) break;
    after.push(line);
    start = end + 1;
  }
  const lines = [...before.toReversed(), ...after];
  return { lines, at: Math.min(before.length, lines.length - 1) };
}

function toLine(start: number, ended: string): SourceLine {
  const text = ended.replace(/\r$/, '');
  const [indent = ''] = /^ */.exec(text) ?? [];
  const isContent = /^[^\s#]/.test(text.slice(indent.length));
  return { start, text, indent: isContent ? indent.length : undefined };
}

const isSection = ({ text }: SourceLine): boolean => /^[A-Za-z_"']/.test(text);

/** Whether lines are YAML with one of them replaced. */
function isSound(lines: readonly SourceLine[], index: number, other: string): boolean {
  const mended = lines.map(({ text }, one) => (one === index ? other : text));
  const { errors } = parseDocument(mended.join('\n'), { uniqueKeys: false, prettyErrors: false, logLevel: 'silent' });
  return errors.every(({ code }) => code === 'BAD_ALIAS');
}
