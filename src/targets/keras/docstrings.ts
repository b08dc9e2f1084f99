/** Docstrings in Google's style, which Keras uses. */
import { lineText } from '../code/lexical.js';
import type { PythonStatement } from './python.js';

/** A heading and its entries: `Args:`, `x: The input.` */
export interface DocSection {
  readonly heading: string;
  /** Of a term and what it means, or of texts. */
  readonly entries: readonly (string | readonly [term: string, meaning: string])[];
}

const width = 88;
const quotes = '"""';

/** A docstring at an indentation: a first sentence, paragraphs, and sections. */
export function docstring(
  [first = '', ...paragraphs]: readonly string[],
  indentation: number,
  sections: readonly DocSection[] = [],
): PythonStatement {
  const columns = width - indentation;
  const isAlone = paragraphs.length === 0 && sections.length === 0;
  // Formatters move closing quotes to the end of a line that is alone.
  const [lead = '', ...others] = wrap(first, columns - quotes.length * (isAlone ? 2 : 1));
  const more = [
    ...others,
    ...paragraphs.flatMap((paragraph) => ['', ...wrap(paragraph, columns)]),
    ...sections.flatMap(({ heading, entries }) => [
      '',
      `${heading}:`,
      ...entries.flatMap((one) => entry(one, columns)),
    ]),
  ];
  if (more.length === 0) return { kind: 'lines', lines: [`${quotes}${lead}${quotes}`] };
  return { kind: 'lines', lines: [`${quotes}${lead}`, ...more, quotes] };
}

function entry(one: string | readonly [string, string], columns: number): readonly string[] {
  const [first = '', ...others] = wrap(typeof one === 'string' ? one : `${one[0]}: ${one[1]}`, columns - 8);
  return [`    ${first}`, ...others.map((line) => `        ${line}`)];
}

/** Text of a spec in a docstring: nothing in it ends the docstring, or is an escape. */
export const docText = (text: string): string => lineText(text).replaceAll('\\', '\\\\').replaceAll('"""', '\\"\\"\\"');

function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
